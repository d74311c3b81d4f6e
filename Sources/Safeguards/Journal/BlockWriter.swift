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
///
/// Of an entry that was removed, what puts it back into the groups from which the directory itself has taken it stands before the fates.
struct BlockWriter {
    /// The first lines of every file.
    static let header = "# Starbridge journal, format \(version)\nversion: 1\n\n"
    /// The version of the format.
    static let version = 1

    /// How many bytes a block has room for at first: most have less.
    private static let room = 4096
    private static let comment = Array("# ".utf8)
    private static let plan = Array("# plan: ".utf8)
    private static let inverse = Array("# inverse: ".utf8)
    private static let undo = Array("# undo: ".utf8)

    private var writer = LDIFWriter(room: Self.room)

    private init() {
        self.writer.margin = Self.comment
    }

    /// An event that begins; `body` is what the client has sent, where the event itself does not tell.
    ///
    /// The records of its steps are written anew where they are not given.
    static func begin(
        _ event: JournalEvent, sending body: MaskedBody? = nil, records: [StepRecords]? = nil
    ) -> [UInt8] {
        let records = records ?? event.steps.map(StepRecords.init)
        var block = BlockWriter()
        block.write("begin", event.id.text)
        block.write(event.origin, body)
        block.write("effect", event.effect.description)
        if let undone = event.undoes { block.write("undoes", undone.text) }
        for (step, record) in zip(event.steps, records) { block.writePlanned(step, record) }
        return block.finish()
    }

    /// What became of an event.
    ///
    /// The records of its steps are written anew where they are not given.
    static func outcome(of event: JournalEvent, records: [StepRecords]? = nil) -> [UInt8] {
        let records = records ?? event.steps.map(StepRecords.init)
        var block = BlockWriter()
        block.write(event.outcome ?? JournalEvent.Outcome(.unknown), of: event.id)
        // What is taken back newest first makes the entry before its groups name it.
        for step in event.sideEffects { block.write(StepRecords(of: step).inverse, behind: Self.undo) }
        for (step, record) in zip(event.steps, records) { block.writeEnded(step, record) }
        return block.finish()
    }

    /// A word to whoever reads the file.
    static func note(_ text: String) -> [UInt8] {
        var block = BlockWriter()
        block.write("note", text)
        return block.finish()
    }

    private mutating func write(_ origin: JournalEvent.Origin, _ body: MaskedBody?) {
        self.write("request", origin.requestID)
        if !origin.clientIDs.isEmpty { self.write("client", origin.clientIDs) }
        self.write("token", origin.principal)
        self.write("call", [origin.method, origin.path])
        if let body {
            self.writer.write(lineAppending: {
                $0.append(contentsOf: "sent: ".utf8)
                body.append(to: &$0)
            })
        } else if let sent = origin.sent {
            self.writer.write(lineAppending: {
                $0.append(contentsOf: "sent: ".utf8)
                $0.append(contentsOf: sent.utf8)
            })
        }
    }

    private mutating func write(_ outcome: JournalEvent.Outcome, of id: EventID) {
        self.writer.write("outcome") {
            $0.append(contentsOf: id.text.utf8)
            $0.append(.space)
            $0.append(contentsOf: outcome.ending.rawValue.utf8)
            $0.append(.space)
            if let duration = outcome.duration {
                $0.append(contentsOf: duration.description.utf8)
            } else {
                $0.append(UInt8(ascii: "-"))
            }
        }
        if let reason = outcome.reason { self.write("reason", reason) }
    }

    private mutating func writePlanned(_ step: JournalEvent.Step, _ records: StepRecords) {
        self.write("step", step.target.description)
        if let id = step.id { self.write("id", id) }
        if let version = step.version { self.write("version", version) }
        if step.isDisabling { self.write("disabling", "yes") }
        self.writeSecrets(of: step)
        self.write(records.change, behind: Self.plan)
        self.write(records.inverse, behind: Self.inverse)
    }

    private mutating func writeEnded(_ step: JournalEvent.Step, _ records: StepRecords) {
        self.write("fate", PlanWords.word(step.fate ?? .unknown))
        if case .add? = step.change, let id = step.id { self.write("id", id) }
        guard step.isApplied else { return }
        self.writeSecrets(of: step)
        if step.change == nil { return }
        self.write(records.inverse, behind: Self.undo)
        self.write(records.change, behind: [])
        self.writer.append(CollectionOfOne(UInt8.lineFeed))
    }

    private mutating func writeSecrets(of step: JournalEvent.Step) {
        if step.secrets.isEmpty { return }
        self.write("secret", step.secrets.map(\.description))
    }

    private mutating func write(_ name: String, _ assertion: AttributeValueAssertion) {
        self.writer.write(name) {
            $0.append(contentsOf: assertion.attribute.description.utf8)
            $0.append(.space)
            $0.append(contentsOf: assertion.value.bytes)
        }
    }

    private mutating func write(_ name: String, _ value: String) {
        self.writer.write(name, text: value)
    }

    /// Words with a space between them.
    private mutating func write(_ name: String, _ words: [String]) {
        self.writer.write(name) {
            for (index, word) in words.enumerated() {
                if index > 0 { $0.append(.space) }
                $0.append(contentsOf: word.utf8)
            }
        }
    }

    private mutating func write(_ record: [UInt8], behind margin: [UInt8]) {
        self.writer.margin = margin
        self.writer.write(lines: record)
        self.writer.margin = Self.comment
    }

    private mutating func finish() -> [UInt8] {
        let sum = Checksum.sum(of: self.writer.bytes)
        self.writer.margin = []
        self.writer.write(lineAppending: {
            $0.append(contentsOf: "# end ".utf8)
            Checksum.append(sum, to: &$0)
            $0.append(.lineFeed)
        })
        return self.writer.bytes
    }
}

extension UInt8 {
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
}
