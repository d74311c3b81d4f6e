public import Safeguards

/// What a daemon does for those who may open its control socket.
public protocol ControlledDaemon: Sendable {
    /// Returns how the daemon stands.
    func status() async -> StatusReport

    /// Reads the configuration anew, and returns whether it was taken.
    ///
    /// It goes on to its end even where the caller does not wait.
    func reload() async -> ReloadVerdict

    /// Takes events back as somebody wishes, who is named as the journal is to name them, and tells what became of each.
    /// - Throws: ``ControlError`` where nothing can be taken back at all.
    func undo(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport

    /// Does something with what holds changes, for somebody with a name such as `root (uid 0)`.
    func obey(_ order: GuardOrder, by name: String) async -> Result<GuardReport, GuardError>
}
