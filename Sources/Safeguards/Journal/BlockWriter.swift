import Bridge
import Encodings
import LDAP
import Translator

/// Writes the blocks of which a journal's files consist.
///
/// An event is a block when it begins, and another one when it has ended. What it has changed stands in the second as records of LDIF
/// that can be applied; all else is comments. The last line of a block tells whether it is whole:
///
///     # begin: 01k5b2m9x0q7fp3
///     # request: 7f3c
///     # token: entra
///     # call: PATCH /Users/2819c223
///     # sent: {"Operations":[{"op":"replace","path":"title","value":"Chief"}]}
///     # effect: update
///     # step: uid=ada,ou=people,dc=acme,dc=example
///     # id: entryUUID 6ba7b810-9dad-11d1-80b4-00c04fd430c8
///     # version: entryCSN 20261123100000.000001Z#000000#000#000000
///     # plan: dn: uid=ada,ou=people,dc=acme,dc=example
///     # plan: changetype: modify
///     # plan: …
///     # inverse: dn: uid=ada,ou=people,dc=acme,dc=example
///     # inverse: …
///     # end 5d41402a
///
///     # outcome: 01k5b2m9x0q7fp3 done 1830
///     # fate: done
///     # undo: dn: uid=ada,ou=people,dc=acme,dc=example
///     # undo: …
///     dn: uid=ada,ou=people,dc=acme,dc=example
///     changetype: modify
///     …
///
///     # end 7d793037
struct BlockWriter {
    /// The first lines of every file.
    static let header = "# Starbridge journal, format \(version)\nversion: 1\n\n"
    /// The version of the format.
    static let version = 1

    private var writer = LDIFWriter()

    /// An event that begins.
    static func begin(_ event: JournalEvent) -> [UInt8] {
        var block = BlockWriter()
        block.write("begin", event.id.text)
        block.write(event.origin)
        block.write("effect", event.effect.description)
        if let undone = event.undoes { block.write("undoes", undone.text) }
        for step in event.steps { block.writePlanned(step) }
        return block.finish()
    }

    /// What became of an event.
    static func outcome(of event: JournalEvent) -> [UInt8] {
        var block = BlockWriter()
        let outcome = event.outcome ?? JournalEvent.Outcome(.unknown)
        let duration = outcome.duration.map { "\($0)" } ?? "-"
        block.write("outcome", "\(event.id.text) \(outcome.ending.rawValue) \(duration)")
        if let reason = outcome.reason { block.write("reason", reason) }
        for step in event.steps { block.writeEnded(step) }
        return block.finish()
    }

    /// A word to whoever reads the file.
    static func note(_ text: String) -> [UInt8] {
        var block = BlockWriter()
        block.write("note", text)
        return block.finish()
    }

    private mutating func write(_ origin: JournalEvent.Origin) {
        self.write("request", origin.requestID)
        if !origin.clientIDs.isEmpty { self.write("client", origin.clientIDs.joined(separator: " ")) }
        self.write("token", origin.principal)
        self.write("call", "\(origin.method) \(origin.path)")
        guard let sent = origin.sent else { return }
        self.writer.margin = []
        self.writer.write(line: "# sent: " + sent)
    }

    private mutating func writePlanned(_ step: JournalEvent.Step) {
        self.write("step", step.target.description)
        if let id = step.id { self.write("id", id) }
        if let version = step.version { self.write("version", version) }
        if step.isDisabling { self.write("disabling", "yes") }
        self.writeSecrets(of: step)
        self.write(step.change, behind: "# plan: ")
        self.write(step.inverse, behind: "# inverse: ")
    }

    private mutating func writeEnded(_ step: JournalEvent.Step) {
        self.write("fate", PlanWords.word(step.fate ?? .unknown))
        if case .add? = step.change, let id = step.id { self.write("id", id) }
        guard step.isApplied else { return }
        self.writeSecrets(of: step)
        guard let change = step.change else { return }
        self.write(step.inverse, behind: "# undo: ")
        self.write(change, behind: "")
        self.writer.append(CollectionOfOne(UInt8(ascii: "\n")))
    }

    private mutating func writeSecrets(of step: JournalEvent.Step) {
        guard !step.secrets.isEmpty else { return }
        self.write("secret", step.secrets.map(\.description).joined(separator: " "))
    }

    private mutating func write(_ name: String, _ assertion: AttributeValueAssertion) {
        let bytes = Array("\(assertion.attribute) ".utf8) + assertion.value.bytes
        self.writer.margin = Self.comment
        self.writer.write(name, AttributeValue(bytes: bytes))
    }

    private static let comment = Array("# ".utf8)

    private mutating func write(_ name: String, _ value: String) {
        self.writer.margin = Self.comment
        self.writer.write(name, AttributeValue(value))
    }

    private mutating func write(_ change: Change?, behind margin: String) {
        guard let change else { return }
        self.writer.margin = Array(margin.utf8)
        self.writer.write(change)
    }

    private mutating func finish() -> [UInt8] {
        let sum = Checksum.text(self.writer.bytes[...])
        self.writer.margin = []
        self.writer.write(line: "# end \(sum)\n")
        return self.writer.bytes
    }
}
