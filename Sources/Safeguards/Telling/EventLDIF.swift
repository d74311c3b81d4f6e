import LDAP
import Translator

/// Events as LDIF that ldapmodify(1) applies.
public enum EventLDIF {
    /// What an event has changed and the directory holds.
    public static func changes(_ event: JournalEvent) -> String {
        self.records(event, event.steps.filter(\.isApplied).map { ($0, $0.change) })
    }

    /// What takes that back, the last change first; and what puts an entry that was removed back into the groups from which the directory
    /// itself has taken it.
    public static func inverse(_ event: JournalEvent) -> String {
        let steps = event.steps.filter(\.isApplied).reversed() + event.sideEffects
        return self.records(event, steps.map { ($0, $0.inverse) })
    }

    private static func records(
        _ event: JournalEvent, _ changes: [(step: JournalEvent.Step, change: Change?)]
    ) -> String {
        if changes.isEmpty { return "" }
        let origin = event.origin
        var writer = LDIFWriter()
        writer.write(line: "# event \(event.id) of \(event.id.time.table) UTC: \(event.effect)")
        writer.margin = Array("# ".utf8)
        writer.write("call", text: "\(origin.method) \(origin.path) by \(origin.principal)")
        for (step, change) in changes {
            for secret in step.secrets { writer.write(line: "\(secret) of \(step.target.comment) is not kept") }
            if change == nil, step.secrets.isEmpty {
                writer.write(line: "nothing takes a change of \(step.target.comment) back")
            }
            guard let change else { continue }
            writer.margin = []
            writer.write(change)
            writer.write(line: "")
            writer.margin = Array("# ".utf8)
        }
        writer.margin = []
        writer.write(line: "")
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension DistinguishedName {
    /// The name in one line.
    fileprivate var comment: String {
        String(String.UnicodeScalarView(self.description.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
    }
}
