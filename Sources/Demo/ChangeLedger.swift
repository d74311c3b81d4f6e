import Bridge
import Synchronization

/// Keeps what the calls did to the directory until somebody asks for it.
final class ChangeLedger: Sendable {
    private let changes: Mutex<[String: [AppliedChange]]> = Mutex([:])

    /// Notes a change; the bridge calls this before it answers the call.
    func note(_ change: AppliedChange) {
        self.changes.withLock { $0[change.requestID, default: []].append(change) }
    }

    /// Hands out what a call did, once.
    func take(_ requestID: String) -> [AppliedChange] {
        self.changes.withLock { $0.removeValue(forKey: requestID) ?? [] }
    }
}
