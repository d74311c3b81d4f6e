/// What a daemon does for those who may open its control socket.
public protocol ControlledDaemon: Sendable {
    /// Returns how the daemon stands.
    func status() async -> StatusReport

    /// Reads the configuration anew, and returns whether it was taken.
    ///
    /// It goes on to its end even where the caller does not wait.
    func reload() async -> ReloadVerdict
}
