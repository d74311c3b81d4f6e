import Directories
import LDAP
import SCIM
import Translator

/// What became of a plan: it is done, or what its call must find out to plan anew.
enum PlanVerdict: Sendable {
    /// The directory holds the change; the entry as the server returned it with the write, if it did.
    ///
    /// `isReadBack` tells that the answer to a rename or deletion was lost, and that the entry read back shows it done.
    case done(Entry?, isReadBack: Bool)
    /// Another writer came first, or the entry has moved: read it again and plan anew.
    case lostRace
    /// A value to be added was there already, or one to be removed was not: find out which, and plan anew.
    case unsettled
    /// Perhaps the last value was to go of an attribute that the entry must have: read all of them, and plan anew.
    case emptied
    /// Somebody has what was chosen for the entry: choose anew, and plan anew.
    case taken([TakenChoice])
}

/// Applies plans, and says a refusal in words that an administrator can act on.
struct PlanRunner {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// Applies a plan that was made for a resource.
    /// - Throws: what an executor or the directory refused, unless it is a reason to plan anew.
    func run(_ plan: Plan, for resource: Resource) async throws(SCIMError) -> PlanVerdict {
        let outcome: PlanOutcome
        do {
            outcome = try await self.work.shared.executor.execute(plan, self.work)
        } catch {
            switch error {
            case .refused(let reason): throw reason
            case .failed(let failure): return try await self.verdict(on: failure, of: plan, for: resource)
            }
        }
        switch outcome {
        case .done(_, let entry, let isReadBack):
            if let entry, plan.steps.count == 1 { try self.checkReadable(entry, after: plan) }
            return .done(entry, isReadBack: isReadBack)
        // Perhaps all is as wished already, which the write was not to touch.
        case .lostRace:
            self.work.shared.metrics.lostRace()
            return plan.knowledge?.needed(after: .lostRace) == nil ? .lostRace : .unsettled
        }
    }

    /// Takes back a plan that has been applied; true if it was.
    func takeBack(by inverse: Plan) async -> Bool {
        do throws(PlanFailure) {
            if case .done = try await self.work.shared.executor.execute(inverse, self.work) { return true }
        } catch {}
        return false
    }

    /// Refuses to tell what an entry holds whose attributes may be written and not read.
    private func checkReadable(_ entry: Entry, after plan: Plan) throws(SCIMError) {
        guard let change = plan.steps.first?.change else { return }
        let read = self.book.attributesToShow(after: change)
        if let hidden = self.book.planner.hidden(in: entry, after: change, read: read) {
            throw .hidden(hidden, of: entry.dn)
        }
    }
}

// MARK: - Refused steps

extension PlanRunner {
    /// Whether a step that the directory refused gives reason to plan anew.
    /// - Throws: what the refusal means, where it does not.
    private func verdict(
        on failure: StepFailure, of plan: Plan, for resource: Resource
    ) async throws(SCIMError) -> PlanVerdict {
        self.noteDoubt(failure)
        if failure.isAlmostDone || self.book.dialect.isAway(failure.last) || !failure.remaining.isEmpty {
            throw self.explanation(of: failure)
        }
        let meaning = self.book.dialect.meaning(of: failure.error, during: failure.change)
        if meaning != .lostRace, let next = plan.knowledge?.needed(after: meaning) {
            return next == .all ? .emptied : .unsettled
        }
        let isTaken = meaning == .alreadyExists || meaning == .constraint
        if isTaken, self.book.planner.chooses {
            let taken = try await ChoiceCheck(self.work).taken(failure, meaning)
            if !taken.isEmpty { return .taken(taken) }
        }
        if isTaken,
            try await ConflictExplainer(self.work).isOwn(failure, meaning, for: resource)
        {
            self.work.shared.metrics.lostRace()
            return .lostRace
        }
        throw self.explanation(of: failure)
    }

    /// What a refused step means, judged by what failed last.
    private func explanation(of failure: StepFailure) -> SCIMError {
        let (mapping, dialect) = (self.book.mapping, self.book.dialect)
        var error = SCIMError(failure.error, during: failure.change, mapping: mapping, dialect: dialect)
        if failure.isAlmostDone {
            error.detail = "\(failure.change.target) is changed, but not all that follows from it: \(error.detail)"
        } else if !failure.remaining.isEmpty {
            error = .halfDone(failure, isAway: dialect.isAway(failure.last))
            error.cause = "\(failure.error.code)"
        }
        if let membership = failure.membership { error = .unwritten(membership, error) }
        if let locked = failure.locking.first?.target, !failure.isAlmostDone {
            error.detail += " \(locked) is disabled, and stays so."
        }
        return error
    }

    /// Notes that a server which takes references along may not have done so: it went away while it renamed the entry, or after.
    private func noteDoubt(_ failure: StepFailure) {
        guard self.book.mapping.renaming == .server else { return }
        let isUnknown = failure.error.outcome == .unknown && failure.change.endsName
        let isAway = failure.isReadBack || self.book.dialect.isAway(failure.last)
        guard let change = isUnknown ? failure.change : isAway ? failure.renaming : nil,
            let id = failure.record.plan.steps.first(where: { $0.change == change })?.recovery.id?.value,
            let text = self.book.dialect.id(from: id)
        else { return }
        self.work.shared.doubts[text] = EntryNames(old: change.target, new: change.resultingName, interim: nil)
    }
}

extension SCIMError {
    /// A group by which people are disabled could not be changed: it is the group that is missing, or breaks rules, and not the person.
    fileprivate static func unwritten(_ membership: Membership, _ error: SCIMError) -> SCIMError {
        let reason =
            "The group \(membership.group), by whose members people are disabled or active, could not be changed"
        let advice =
            "See to it that it is there, that the bridge's account may write its \(membership.attribute), and that it keeps a member "
            + "that is nobody's account if it must have one."
        if [400, 404].contains(error.status) { return .unavailable("\(reason). \(advice)", retryAfter: 60) }
        var error = error
        error.detail = "\(reason): \(error.detail)"
        return error
    }

    /// An attribute may be written and not read.
    fileprivate static func hidden(_ attribute: AttributeDescription, of dn: DistinguishedName) -> SCIMError {
        .internalError(
            "\(dn) was written, but the bridge's account may not read \(attribute), and so cannot tell what the entry holds. Grant "
                + "it read access to \(attribute) in the directory's access rules."
        )
    }

    /// A plan of several steps failed, and some of what was done stayed.
    fileprivate static func halfDone(_ failure: StepFailure, isAway: Bool) -> SCIMError {
        let left = Set(failure.remaining.map(\.target.description)).sorted().joined(separator: ", ")
        guard isAway else {
            return .internalError(
                "The directory refused a step (\(failure.error.code)) and did not let Starbridge take back the earlier ones "
                    + "(\(failure.last.code)): look at \(left)."
            )
        }
        return .unavailable(
            "The directory went away (\(failure.last.code)) in the middle of a change of several steps, of which those on \(left) "
                + "are made. Try again: what is done is not done twice.",
            retryAfter: 10
        )
    }
}
