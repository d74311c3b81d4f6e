import Directories
import LDAP
import SCIM
import Translator

/// What became of a plan.
enum Attempt: Sendable {
    /// The directory holds the change; the entry as the server returned it with the write, if it did.
    ///
    /// `isReadBack` tells that the answer to a new name, or to a deletion, was lost, and that the entry itself has told.
    case done(Entry?, isReadBack: Bool)
    /// The plan was written down and nothing else.
    case noted
    /// Another writer came first, or the entry has moved: read it again and plan anew.
    case lostRace
    /// A value to be added was there already, or one to be removed was not: find out which, and plan anew.
    case unsettled
    /// Perhaps the last value of an attribute was to go that the entry must have: read all of them, and plan anew.
    case emptied
}

/// A step that the directory refused.
struct StepFailure: Error {
    /// What the directory said.
    var error: LDAPError
    /// The change that it refused.
    var change: Change
    /// The changes of the same plan that are made and could not be taken back.
    var remaining: [Change] = []
    /// The changes of the same plan that have locked an account, and stay.
    var locking: [Change] = []
    /// Why changes could not be taken back; the last reason.
    var returnError: LDAPError?
    /// Whether all that the plan is for is done, and no more than an end of it was refused.
    var isAlmostDone = false
    /// The change of the same plan that has given an entry another name, or none, before this one failed.
    var renaming: Change?
    /// Whether the answer to that change, or to one after it, was lost, and the entry itself has told that it is made.
    var isReadBack = false

    /// What failed last, by which the whole is judged.
    var last: LDAPError { self.returnError ?? self.error }
}

/// Applies plans.
protocol PlanExecutor: Sendable {
    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt
}

/// Applies plans to the directory: one write where one is enough, and otherwise
/// step by step, backwards again when a step fails.
struct DirectoryExecutor: PlanExecutor {
    let directory: any Directory
    let observer: @Sendable (AppliedChange) -> Void

    private var writer: StepWriter { StepWriter(directory: self.directory) }

    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt {
        var applied = plan.steps.map(\.change)
        let outcome: Attempt
        var march = March()
        if plan.steps.count == 1, let step = plan.steps.first {
            outcome = try await self.applySingle(step, book, &march)
        } else {
            outcome = try await self.applyInTurn(plan, book, &march)
            applied = march.applied.map(\.change)
        }
        if case .done = outcome, !applied.isEmpty {
            if let deed = CallRecord.Deed(plan.effect, applied) { context.record.note(deed) }
            self.observer(
                AppliedChange(
                    requestID: context.requestID, principal: context.principal.name, effect: plan.effect,
                    changes: applied
                )
            )
            // What is written counts, and what is wished is looked for again. Who has demanded a version wrote while it was there.
            if march.isOvertaken, plan.leavesTheEntry, !context.isConditional { return .lostRace }
        }
        return outcome
    }

    private func applySingle(
        _ step: Plan.Step, _ book: Rulebook, _ march: inout March
    ) async throws(StepFailure) -> Attempt {
        var controls: [Control] = []
        if case .delete = step.change {
        } else if step.role != .finishing, book.dialect.supportsPostRead(book.server.rootDSE) {
            controls.append(.postRead(book.attributesToShow(after: step.change)))
        }
        do {
            let written = try await self.writer.write(step, controls: controls, book)
            march.isOvertaken = written.isOvertaken
            let result = written.result
            return .done(result.postRead, isReadBack: result.isReadBack && step.change.endsName)
        } catch {
            return try self.outcome(of: StepFailure(error: error, change: step.change), book)
        }
    }

    private func outcome(of failure: StepFailure, _ book: Rulebook) throws(StepFailure) -> Attempt {
        switch book.dialect.meaning(of: failure.error, during: failure.change) {
        case .lostRace, .targetMissing: return .lostRace
        default: throw failure
        }
    }
}

// MARK: - Step by step

extension DirectoryExecutor {
    /// How far a plan of several steps has come.
    private struct March {
        var applied: [Plan.Step] = []
        var isReadBack = false
        /// Whether another writer came between one of the steps.
        var isOvertaken = false
    }

    private func applyInTurn(
        _ plan: Plan, _ book: Rulebook, _ march: inout March
    ) async throws(StepFailure) -> Attempt {
        for step in plan.steps {
            do {
                let written = try await self.writer.write(step, book)
                let result = written.result
                march.applied.append(step)
                march.isOvertaken = march.isOvertaken || written.isOvertaken
                // The server may have stopped before it had carried along who names the entry, be it a step later.
                if result.isReadBack, march.applied.contains(where: \.change.endsName) { march.isReadBack = true }
            } catch {
                var failure = StepFailure(error: error, change: step.change)
                failure.renaming = march.applied.map(\.change).last(where: \.endsName)
                failure.isReadBack = march.isReadBack
                guard let outcome = try await self.outcome(of: failure, in: step, march, book) else { continue }
                return outcome
            }
        }
        return .done(nil, isReadBack: march.isReadBack)
    }

    /// What becomes of a plan one step of which has failed; nil if it goes on without the step.
    private func outcome(
        of failure: StepFailure, in step: Plan.Step, _ march: March, _ book: Rulebook
    ) async throws(StepFailure) -> Attempt? {
        var failure = failure
        if step.role == .finishing {
            switch book.dialect.meaning(of: failure.error, during: step.change) {
            // Somebody else has rewritten it; whether all is as wished is looked for at the end.
            case .lostRace, .targetMissing, .notThere, .alreadyThere: return nil
            default: break
            }
            failure.isAlmostDone = true
            failure.remaining = march.applied.map(\.change)
            throw failure
        }
        failure.locking = march.applied.filter { $0.role == .disabling }.map(\.change)
        if failure.error.outcome == .unknown {
            // A step that may yet be made needs the earlier ones: a move to the trash must not find an entry unlocked again.
            failure.remaining = march.applied.map(\.change)
            throw failure
        }
        await self.takeBack(march.applied, &failure, book)
        if book.dialect.isAway(failure.last) { throw failure }
        return try self.outcome(of: failure, book)
    }

    /// Applies the way back of each step that has one, unless it has locked an account, and notes the changes that stayed.
    ///
    /// An entry that does not get its former name again keeps what names it by the new one.
    private func takeBack(_ steps: [Plan.Step], _ failure: inout StepFailure, _ book: Rulebook) async {
        var isOver = false
        for step in steps.reversed() {
            if step.role == .disabling, step.inverse != nil { continue }
            guard !isOver, let back = book.planner.wayBack(from: step) else {
                failure.remaining.append(step.change)
                continue
            }
            do {
                _ = try await self.writer.write(back, book)
            } catch {
                failure.remaining.append(step.change)
                failure.returnError = error
                isOver = step.change.endsName || book.dialect.isAway(error)
            }
        }
    }
}

extension Dialect {
    /// Whether an error is that of a directory that went away.
    func isAway(_ error: LDAPError) -> Bool {
        switch self.meaning(of: error) {
        case .unavailable, .unknownOutcome: true
        default: false
        }
    }
}

extension Change {
    /// Whether the entry has not the same name afterwards.
    var endsName: Bool {
        switch self {
        case .add, .modify: false
        case .rename, .delete: true
        }
    }
}

extension Plan {
    /// Whether the entry can be read again where it was, and nothing is to follow but another plan.
    fileprivate var leavesTheEntry: Bool {
        switch self.effect {
        case .none, .update, .disable, .enable, .membership: self.newName == nil
        case .create, .rename, .delete, .revive: false
        }
    }
}
