import Foundation

extension GuardFact {
    /// The fact as JSON in one line; nil where it has no such form.
    public var line: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(Line(self))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads such a line; nil if it is none that this version understands.
    public init?(line: some StringProtocol) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)), let event = line.what else {
            return nil
        }
        (self.event, self.time, self.guardClass, self.id) = (event, line.time, line.`class`, line.id)
    }

    /// The words of a line.
    private enum Word: String, Codable {
        case counted, passed, tripped, held, decided
    }

    private struct Line: Codable {
        var time: Int64
        var event: Word
        var `class`: GuardClass?
        var id: String?
        var count: Int?
        var asked: Int?
        var allowed: Int?
        var people: Int?
        var subject: GuardSubject?
        var order: GuardOrder?
        var by: String?

        init(_ fact: GuardFact) {
            (self.time, self.`class`, self.id) = (fact.time, fact.guardClass, fact.id)
            switch fact.event {
            case .counted(let count): (self.event, self.count) = (.counted, count)
            case .passed(let count): (self.event, self.count) = (.passed, count)
            case .tripped(let counted, let asked, let allowed, let people):
                (self.event, self.count, self.asked) = (.tripped, counted, asked)
                (self.allowed, self.people) = (allowed, people)
            case .held(let subject): (self.event, self.subject) = (.held, subject)
            case .decided(let order, let by): (self.event, self.order, self.by) = (.decided, order, by)
            }
        }

        /// What happened; nil where a part of it is missing.
        var what: Event? {
            switch self.event {
            case .counted: self.count.map { .counted($0) }
            case .passed: self.count.map { .passed($0) }
            case .tripped:
                if let count, let asked, let allowed {
                    .tripped(counted: count, asked: asked, allowed: allowed, people: self.people)
                } else {
                    nil
                }
            case .held: self.subject.map { .held($0) }
            case .decided: if let order, let by { .decided(order, by: by) } else { nil }
            }
        }
    }
}
