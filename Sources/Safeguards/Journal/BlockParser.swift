import Bridge
import Encodings
import LDAP
import Translator

/// What a journal's file consists of.
enum Block: Hashable, Sendable {
    /// An event begins.
    case begin(JournalEvent)
    /// An event has ended.
    case outcome(EndedEvent)
    /// A word to whoever reads the file.
    case note(String)
}

/// What a block tells of the end of an event.
struct EndedEvent: Hashable, Sendable {
    var id: EventID
    var outcome: JournalEvent.Outcome
    /// What has become of each step, and the id of the entry that it has added.
    var steps: [(fate: PlanRecord.Fate, id: AttributeValueAssertion?)] = []

    static func == (left: EndedEvent, right: EndedEvent) -> Bool {
        left.id == right.id && left.outcome == right.outcome
            && left.steps.elementsEqual(right.steps) { $0.fate == $1.fate && $0.id == $1.id }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(self.id) }
}

extension JournalEvent {
    /// Takes what a block tells of its end.
    mutating func take(_ end: EndedEvent) {
        self.outcome = end.outcome
        for (index, step) in end.steps.enumerated() where index < self.steps.count {
            self.steps[index].fate = step.fate
            if let id = step.id { self.steps[index].id = id }
        }
    }
}

/// Reads the lines of one block, whose last line has been compared with them before.
struct BlockParser {
    /// A line that cannot be understood, counted from the first of the block.
    struct Fault: Error, Hashable {
        var line: Int
        var reason: String
    }

    /// A comment `# NAME: VALUE`, or a line that an earlier one goes on in, or what no block has.
    fileprivate struct Line {
        var number: Int
        var name: Substring
        /// What stands behind the colon, such as ` text` or `: YmFzZTY0`.
        var rest: Substring
    }

    private var event: JournalEvent?
    private var end: EndedEvent?
    private var note: String?
    private var plan = ""
    private var inverse = ""

    /// Reads a block without its last line.
    /// - Throws: ``Fault`` where a line is not as this version writes it.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Block {
        var parser = BlockParser()
        for line in Self.lines(of: String(decoding: bytes, as: UTF8.self)) { try parser.take(line) }
        try parser.finishStep(line: 1)
        if let event = parser.event { return .begin(event) }
        if let end = parser.end { return .outcome(end) }
        if let note = parser.note { return .note(note) }
        throw Fault(line: 1, reason: "it says neither what begins nor what has ended")
    }

    /// The comments with their continuations joined; the records of LDIF between them are left out, for they say it again.
    private static func lines(of text: String) -> [Line] {
        var lines: [Line] = []
        let all = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() where line.starts(with: "# ".utf8) {
            let line = Substring(line.dropFirst(2))
            if line.utf8.first == .space, !lines.isEmpty {
                lines[lines.count - 1].rest += line.dropFirst()
            } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
                lines.append(
                    Line(number: index + 1, name: line[..<colon], rest: line[line.utf8.index(after: colon)...]))
            } else {
                lines.append(Line(number: index + 1, name: line, rest: ""))
            }
        }
        return lines
    }

    private mutating func take(_ line: Line) throws(Fault) {
        switch line.name {
        case "begin": self.event = try self.beginning(line)
        case "outcome": self.end = try self.ending(line)
        case "note": self.note = try line.text()
        case "request": self.event?.origin.requestID = try line.text()
        case "client": self.event?.origin.clientIDs = try line.words()
        case "token": self.event?.origin.principal = try line.text()
        case "call": try self.takeCall(line)
        case "sent": self.event?.origin.sent = String(line.rest.dropFirst())
        case "effect": self.event?.effect = try line.value(PlanWords.effect)
        case "undoes": self.event?.undoes = try line.value { EventID($0) }
        case "reason": self.end?.outcome.reason = try line.text()
        case "fate": self.end?.steps.append((try line.value(PlanWords.fate), nil))
        case "id": try self.takeID(line)
        case "version":
            let version = try line.assertion()
            self.last { $0.version = version }
        case "step": try self.takeStep(line)
        case "disabling": self.last { $0.isDisabling = true }
        case "secret":
            let names = try line.words()
            self.last { $0.secrets = names.map { AttributeDescription($0) } }
        case "plan": Self.append(line, to: &self.plan)
        case "inverse": Self.append(line, to: &self.inverse)
        // What a later version adds is for that one.
        default: break
        }
    }

    private static func append(_ line: Line, to ldif: inout String) {
        ldif += line.rest.dropFirst()
        ldif += "\n"
    }

    private func beginning(_ line: Line) throws(Fault) -> JournalEvent {
        let id = try line.value { EventID($0) }
        return JournalEvent(
            id: id, origin: .init(requestID: "", principal: "", method: "", path: ""), effect: .none, steps: [])
    }

    private func ending(_ line: Line) throws(Fault) -> EndedEvent {
        let words = try line.words()
        guard words.count == 3, let id = EventID(words[0]), let ending = JournalEvent.Ending(rawValue: words[1]) else {
            throw line.fault
        }
        return EndedEvent(id: id, outcome: .init(ending, duration: Int(words[2])))
    }

    private mutating func takeCall(_ line: Line) throws(Fault) {
        let text = try line.text()
        let space = text.firstIndex(of: " ") ?? text.endIndex
        self.event?.origin.method = String(text[..<space])
        self.event?.origin.path = String(text[space...].dropFirst())
    }

    private mutating func takeID(_ line: Line) throws(Fault) {
        let id = try line.assertion()
        if let last = self.end?.steps.indices.last { self.end?.steps[last].id = id }
        self.last { $0.id = id }
    }

    private mutating func takeStep(_ line: Line) throws(Fault) {
        try self.finishStep(line: line.number)
        let target = DistinguishedName(server: try line.text())
        self.event?.steps.append(.init(change: nil, inverse: nil, target: target))
    }

    /// Reads the LDIF of the last step.
    private mutating func finishStep(line: Int) throws(Fault) {
        defer { (self.plan, self.inverse) = ("", "") }
        let (plan, inverse) = (try self.change(self.plan, line), try self.change(self.inverse, line))
        self.last { ($0.change, $0.inverse) = (plan, inverse) }
    }

    private func change(_ ldif: String, _ line: Int) throws(Fault) -> Change? {
        if ldif.isEmpty { return nil }
        do {
            let changes = try Entry.parseLDIF(ldif)
            if changes.count == 1 { return changes[0] }
        } catch {
            throw Fault(line: line, reason: "a step before this line cannot be read: \(error.diagnostic)")
        }
        throw Fault(line: line, reason: "a step before this line is not one change")
    }

    private mutating func last(_ change: (inout JournalEvent.Step) -> Void) {
        guard var step = self.event?.steps.popLast() else { return }
        change(&step)
        self.event?.steps.append(step)
    }
}

extension BlockParser.Line {
    fileprivate var fault: BlockParser.Fault {
        BlockParser.Fault(line: self.number, reason: "what stands behind '# \(self.name):' cannot be read")
    }

    // `value-spec`
    fileprivate func bytes() throws(BlockParser.Fault) -> [UInt8] {
        let rest = self.rest.utf8
        guard rest.first == UInt8(ascii: ":") else { return Array(rest.drop { $0 == .space }) }
        guard let bytes = Base64.decode(rest.dropFirst().drop { $0 == .space }) else { throw self.fault }
        return bytes
    }

    fileprivate func text() throws(BlockParser.Fault) -> String {
        String(decoding: try self.bytes(), as: UTF8.self)
    }

    fileprivate func words() throws(BlockParser.Fault) -> [String] {
        try self.text().split(separator: " ").map(String.init)
    }

    // `AttributeDescription SP value`
    fileprivate func assertion() throws(BlockParser.Fault) -> AttributeValueAssertion {
        let bytes = try self.bytes()
        guard let space = bytes.firstIndex(of: .space) else { throw self.fault }
        return AttributeValueAssertion(
            attribute: AttributeDescription(String(decoding: bytes[..<space], as: UTF8.self)),
            value: AttributeValue(bytes: Array(bytes[(space + 1)...])))
    }

    fileprivate func value<Value>(_ read: (String) -> Value?) throws(BlockParser.Fault) -> Value {
        guard let value = read(try self.text()) else { throw self.fault }
        return value
    }
}

extension UInt8 {
    fileprivate static let space = UInt8(ascii: " ")
}
