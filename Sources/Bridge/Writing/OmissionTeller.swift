import Logging
import SCIM
import Translator

/// Tells the log what was sent in vain, so that nobody has to guess, and counts it.
struct OmissionTeller {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Tells of attributes that were sent but go nowhere, of each once a day.
    func tellIgnored(in plan: Plan) {
        if !plan.leftOut.isEmpty { self.tell(plan.leftOut) }
        guard !plan.ignored.isEmpty else { return }
        let rules = self.work.book.mapping.rules
        let news = self.work.shared.omissions.ignore(plan.ignored) { path in
            let isMapped = rules.indices.contains { rules[$0].path == path }
            return isMapped ? "\(path) (more than one value)" : path.description
        }
        self.work.shared.metrics.ignored(plan.ignored.count)
        guard !news.isEmpty else { return }
        self.work.shared.logger.notice(
            "Attributes or values that nothing stores were ignored. Remove them from the client's attribute mapping, or map them; this is told once a day.",
            metadata: [
                "request_id": "\(self.work.context.requestID)",
                "attributes": .array(news.map { .string($0) }),
            ]
        )
    }

    /// Tells, without any value, what the mapping leaves out: `on_invalid`, `on_unknown` and `write: create`.
    private func tell(_ leftOut: [AttributePath]) {
        self.work.shared.omissions.leaveOut(leftOut.map(\.description))
        self.work.shared.metrics.leftOut(leftOut.count, because: "mapping")
        self.work.shared.logger.notice(
            "Values were left out, as the configuration says of what cannot be stored (on_invalid, on_unknown, write).",
            metadata: [
                "request_id": "\(self.work.context.requestID)",
                "attributes": .array(leftOut.map { .string($0.description) }),
            ])
    }

    /// Tells, without any value, what was left out of a call that has disabled the entry with an id.
    func tellLeftOut(_ leftOut: [DisableCourse.LeftOut], of id: String) {
        if leftOut.isEmpty { return }
        self.work.shared.omissions.leaveOut(leftOut.map(\.name))
        for omission in leftOut {
            self.work.shared.metrics.leftOut(because: omission.error.kind)
        }
        self.work.shared.logger.warning(
            "Somebody was disabled, and what came with it and was refused has been left out. Correct it in the client's mapping or at its source.",
            metadata: [
                "request_id": "\(self.work.context.requestID)", "id": "\(id)",
                "left_out": .array(leftOut.map { "\($0.name): \($0.error.reason)" }),
            ]
        )
    }
}

extension SCIMError {
    /// The kind of a refusal in one word.
    fileprivate var kind: String { self.type?.rawValue ?? String(self.status) }

    /// Why something was refused; unlike the detail it quotes nothing.
    fileprivate var reason: String {
        switch self.type {
        case .invalidSyntax: "it cannot be read"
        case .invalidPath: "it names no attribute that is known"
        case .noTarget: "it selects no value"
        case .invalidValue: "its value cannot be stored"
        case .mutability: "it cannot be changed in this way"
        case .uniqueness: "somebody else has the value"
        case .tooMany, .sensitive, .invalidFilter, .invalidVers, .invalidCursor, .expiredCursor, .invalidCount, nil:
            "it was refused with status \(self.status)"
        }
    }
}
