import Logging
import Observability

/// Turns the line that the bridge logs for each call into one that is easier to read at a terminal.
///
/// Everything else that is logged goes to the handler of the daemon.
struct DemoLogHandler: LogHandler {
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
        guard let call = event.metadata.flatMap(LoggedCall.init) else {
            if event.level >= .warning { self.rest.log(event: event) }
            return
        }
        guard let tell, call.requestID != Self.silentRequest else { return }
        tell(call.summary)
    }
}

/// What the line of a call says, in its own words.
private struct LoggedCall {
    let requestID: String
    private let metadata: Logger.Metadata

    init?(_ metadata: Logger.Metadata) {
        guard metadata["method"] != nil, let requestID = metadata["request_id"] else { return nil }
        self.requestID = requestID.description
        self.metadata = metadata
    }

    private subscript(_ key: String) -> String? { self.metadata[key]?.description }

    /// The call, its status and what happened: `PATCH /scim/v2/Users/4f2c 200  disabled uid=ada,… (pwdAccountLockedTime)`.
    var summary: String {
        let operation = self["operation"].map { "\($0). " } ?? ""
        let call = "\(operation)\(self["method"] ?? "") \(self["path"] ?? "") \(self["status"] ?? "")"
        return "\(call)  \([self.change, self["error"]].compactMap(\.self).joined(separator: ": "))"
    }

    /// What was done to which entry; nil where an error says enough.
    private var change: String? {
        guard let effect = self["effect"], effect != "none", let name = self["dn"] else {
            return self["error"] == nil ? "nothing written" : nil
        }
        let newName = self["new_dn"].map { ", now \($0)" } ?? ""
        let attributes = self["attributes"].map { " (\(Self.spaced($0)))" } ?? ""
        let others = self["other_entries"].map { " and other entries: \($0)" } ?? ""
        return "\(Self.verb(effect)) \(name)\(newName)\(attributes)\(others)"
    }

    /// `uid,mail` → `uid, mail`.
    private static func spaced(_ list: String) -> String {
        var text: [UInt8] = []
        for byte in list.utf8 {
            text.append(byte)
            if byte == UInt8(ascii: ",") { text.append(UInt8(ascii: " ")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func verb(_ effect: String) -> String {
        switch effect {
        case "create": "created"
        case "update": "changed"
        case "rename": "renamed"
        case "disable": "disabled"
        case "enable": "enabled"
        case "delete": "deleted"
        case "revive": "revived"
        default: "\(effect) in"
        }
    }
}
