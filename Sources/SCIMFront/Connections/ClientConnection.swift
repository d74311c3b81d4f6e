import NIOCore
import ServiceLifecycle

/// A client's connection as those see it who answer its requests.
///
/// They run on its event loop: whatever is asked here is asked there.
struct ClientConnection: Sendable {
    private let handler: NIOLoopBound<ConnectionHandler>

    init(_ handler: NIOLoopBound<ConnectionHandler>) {
        self.handler = handler
    }

    /// The client has shown a token that is known: its connection is kept when others must go.
    func trust() {
        self.handler.value.trust()
    }

    /// Reads the body of the request that is being answered; a client that holds it back is told to go on.
    func body(upTo limit: Int) async throws(BodyFault) -> ByteBuffer {
        if let body = self.handler.value.demandBody(upTo: limit) { return try body.get() }
        return try await withCheckedContinuation { self.handler.value.awaitBody($0) }.get()
    }
}

extension ClientConnection {
    /// Answers requests, one after the other, until the connection is closed; the service's end closes it after the answers that are due.
    func serve(_ reception: Reception) async {
        let handler = self.handler
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                while let request = await withCheckedContinuation({ handler.value.next($0) }) {
                    let shift = reception.begin()
                    let response = await shift.front.respond(to: request)
                    handler.value.answer(response)
                    shift.answered()
                }
            } onGracefulShutdown: {
                handler.eventLoop.execute { handler.value.drain() }
            }
        } onCancel: {
            handler.eventLoop.execute { handler.value.cut() }
        }
    }
}
