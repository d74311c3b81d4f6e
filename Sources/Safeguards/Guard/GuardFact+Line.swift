import Foundation

extension GuardFact {
    /// Reads what ``line`` is; nil if it is none that this version understands.
    public init?(line: some StringProtocol) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)), let event = line.what else {
            return nil
        }
        (self.event, self.time, self.guardClass, self.id) = (event, line.time, line.`class`, line.id)
    }

    /// The words of a line, in which ``line`` says what happened.
    enum Word: String, Decodable {
        case counted, passed, tripped, held, decided
    }

    private struct Line: Decodable {
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
