import Bridge
import LDAP
import SCIM
import Translator

/// Lets a plan through, or holds it: the outermost executor of the chain.
struct GuardExecutor: PlanExecutor {
    let next: any PlanExecutor
    let `guard`: Guard
    /// How people are kept, of whom the limits are a share.
    let people: Mapping

    func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        let charges = work.isUndo ? [] : GuardCharge.charges(of: plan, in: work.mapping.section)
        if charges.isEmpty { return try await self.next.execute(plan, work) }
        let subject = GuardSubject(of: plan, work)
        // A client that repeats what is done already asks for nothing, which only the directory knows.
        if plan.knowledge == .blind, !self.guard.wouldPass(charges, of: subject),
            await !self.changesAnything(plan, work)
        {
            return .lostRace(PlanRecord(of: plan))
        }
        let ticket = try await self.ticket(charges, subject, work)
        do {
            let outcome = try await self.next.execute(plan, work)
            self.guard.end(ticket, isWritten: outcome.record.isWritten)
            return outcome
        } catch {
            self.guard.end(ticket, isWritten: error.isWritten)
            throw error
        }
    }

    /// - Throws: ``PlanFailure/refused(_:)`` where the plan is held.
    private func ticket(
        _ charges: [GuardCharge], _ subject: GuardSubject, _ work: Work
    ) async throws(PlanFailure) -> GuardMachine.Ticket {
        while true {
            switch self.guard.begin(charges, of: subject) {
            case .pass(let ticket): return ticket
            case .hold(let hold): throw .refused(self.guard.refusal(hold))
            case .countPeople(let section):
                await self.count(section, work)
                if Task.isCancelled { throw .refused(.unavailable("The client has gone.", retryAfter: 1)) }
            }
        }
    }

    /// Finds out how many entries a section has, or waits for another call that does.
    private func count(_ section: String, _ work: Work) async {
        guard await self.guard.counting.isMine(section) else { return }
        defer { self.guard.counting.isDone(section) }
        let mapping = section == work.mapping.section ? work.mapping : self.people
        let count = await PeopleCount(of: mapping).count(in: work.directory)
        // A call whose client has gone could not count, which says nothing of the directory.
        if count != nil || !Task.isCancelled { self.guard.take(people: count, of: section) }
    }

    /// Whether the entry is still one that the plan would change; also where nobody can say.
    private func changesAnything(_ plan: Plan, _ work: Work) async -> Bool {
        guard plan.steps.count == 1, let step = plan.steps.first, let precondition = step.precondition else {
            return true
        }
        let request = SearchRequest(
            base: step.change.target, scope: .base, filter: precondition, attributes: [.noAttributes])
        guard let result = try? await work.directory.search(request) else { return true }
        return !result.entries.isEmpty
    }
}

extension Work {
    /// Whether the plan takes back what a former call has done, which an administrator has decided: its call has the method `UNDO`.
    var isUndo: Bool { self.context.call?.method == "UNDO" }
}

extension PlanRecord {
    /// Whether the directory holds any of it, or may.
    fileprivate var isWritten: Bool {
        self.fates.contains { fate in
            switch fate {
            case .done, .stayed, .inDoubt, .unknown: true
            case .untouched, .needless, .refused, .takenBack: false
            }
        }
    }
}

extension PlanFailure {
    fileprivate var isWritten: Bool {
        switch self {
        case .refused: false
        case .failed(let failure): failure.record.isWritten
        }
    }
}
