/// What answers the requests of a ``Listener``.
public protocol Responder: Sendable {
    /// Answers one request; it runs on the event loop of the connection.
    func respond(to request: Request) async -> Response

    /// Writes the lines that wait for the log; to be called before the answers leave.
    func flushLog()
}
