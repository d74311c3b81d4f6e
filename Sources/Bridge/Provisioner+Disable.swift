import Logging
import Metrics
import SCIM

extension Provisioner {
    /// Disables somebody, with as much of what comes beside it as can be written.
    func disable(
        _ id: String, by wish: DisablingPatch, _ context: RequestContext
    ) async throws(SCIMError) -> Resource {
        var course = DisableCourse(wish)
        var action = course.start
        while true {
            switch action {
            case .apply(let patch):
                do {
                    let resource = try await self.apply(patch, to: id, context)
                    self.tell(course.leftOut, of: id, context)
                    return resource
                } catch {
                    action = course.refused(error)
                }
            case .rehearse(let patch):
                do {
                    _ = try await self.rehearsal.apply(patch, to: id, context)
                    action = course.rehearsed()
                } catch {
                    action = course.refused(error)
                }
            case .giveUp(let error): throw error
            }
        }
    }

    /// The same, but for the writing: what is not refused here the directory alone can refuse.
    private var rehearsal: Provisioner {
        var rehearsal = self
        rehearsal.isRehearsal = true
        rehearsal.omissions = Omissions()
        rehearsal.logger = Logger(label: self.logger.label) { _ in SwiftLogNoOpLogHandler() }
        return rehearsal
    }

    /// What was left out is told without any value, and counted.
    private func tell(_ leftOut: [DisableCourse.LeftOut], of id: String, _ context: RequestContext) {
        if leftOut.isEmpty { return }
        self.omissions.leaveOut(leftOut.map(\.name))
        for omission in leftOut {
            Counter(label: "scim_left_out_total", dimensions: [("reason", omission.error.kind)]).increment()
        }
        self.logger.warning(
            "Somebody was disabled, and what came with it and was refused has been left out. Correct it in the client's mapping or at its source.",
            metadata: [
                "request_id": "\(context.requestID)", "id": "\(id)",
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
