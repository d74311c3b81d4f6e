import SCIM

extension ClientCall {
    /// The operation as which an undo is recorded.
    static let undoMethod = "UNDO"

    /// The call by which an event is taken back, at the path of the call that caused it.
    static func undo(_ event: JournalEvent) -> ClientCall { ClientCall(self.undoMethod, event.origin.path) }
}
