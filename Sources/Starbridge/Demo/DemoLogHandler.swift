import Translator
import Bridge
import LDAP
import Logging

/// Turns the line that the bridge logs for each call into one that says what happened in the directory.
///
/// Everything else that is logged goes to the handler of the daemon.
struct DemoLogHandler: LogHandler {
    let ledger: ChangeLedger
    /// Where a line for each call goes; nil where somebody else reports the calls.
    let tell: (@Sendable (String) -> Void)?
    var rest: LineLogHandler

    /// The id of calls that the demo makes itself and nobody wants to read about.
    static let silentRequest = "demo-ready"

    var logLevel: Logger.Level = .info

    var metadata: Logger.Metadata {
        get { self.rest.metadata }
        set { self.rest.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.rest[metadataKey: key] }
        set { self.rest[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        guard let status = event.metadata?["status"], let request = event.metadata?["request_id"]?.description else {
            if event.level >= .warning {
                self.rest.log(event: event)
            }
            return
        }
        guard let tell, request != Self.silentRequest else {
            return
        }
        let changes = self.ledger.take(request)
        let error = event.metadata?["error"].map { "\($0)" }
        let happened = changes.isEmpty ? error ?? "nothing written" : changes.map(\.summary).joined(separator: "; ")
        tell("\(event.message) \(status)  \(happened)")
    }
}

extension AppliedChange {
    /// What was done to which entry, in a few words.
    fileprivate var summary: String {
        guard let first = self.changes.first else {
            return "nothing written"
        }
        return "\(self.verb) \(first.target) (\(self.changes.map(\.summary).joined(separator: ", ")))"
    }

    private var verb: String {
        switch self.effect {
        case .none: "left"
        case .create: "created"
        case .update: "changed"
        case .rename: "renamed"
        case .disable: "disabled"
        case .enable: "enabled"
        case .delete: "deleted"
        case .revive: "revived"
        case .membership(let added, let removed): "+\(added) -\(removed) members in"
        }
    }
}

extension Change {
    /// The operation and what it touches, without values.
    fileprivate var summary: String {
        switch self {
        case .add(let entry): "add, \(entry.attributes.count) attributes"
        case .modify(_, let modifications):
            modifications.map { "\($0.operation.rawValue) \($0.attribute)" }.joined(separator: ", ")
        case .rename(_, let leaf, _, let superior): "now \(leaf)" + (superior.map { " below \($0)" } ?? "")
        case .delete: "delete"
        }
    }
}
