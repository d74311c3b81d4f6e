import Directories
import LDAP
import SCIM
import Translator

/// The innermost executor, which writes to the directory: step after step; when one fails, it takes the earlier ones back.
struct DirectoryExecutor: PlanExecutor {
    private let writer = StepWriter()

    func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        var march = March(of: plan)
        let outcome =
            if plan.steps.count == 1, let step = plan.steps.first {
                try await self.applySingle(step, &march, work)
            } else {
                try await self.applyInTurn(&march, work)
            }
        // Another writer came between, so the plan is made again; with If-Match it is done, for the version was there.
        if case .done(let record, _, _) = outcome, march.isOvertaken, plan.leavesTheEntry, !work.context.isConditional {
            return .lostRace(record)
        }
        return outcome
    }

    private func applySingle(
        _ step: Plan.Step, _ march: inout March, _ work: Work
    ) async throws(PlanFailure) -> PlanOutcome {
        var controls: [Control] = []
        if case .delete = step.change {
        } else if step.role != .finishing, step.membership == nil,
            work.book.dialect.supportsPostRead(work.book.server.rootDSE)
        {
            controls.append(.postRead(work.book.attributesToShow(after: step.change)))
        }
        do {
            let written = try await self.writer.write(step, controls: controls, work)
            march.done(0, written)
            let entry = written.result.postRead
            if case .add = step.change { march.record.newID = entry?.id(work.book.dialect) }
            return .done(march.record, entry: entry, isReadBack: march.isReadBack)
        } catch  where step.isSeenTo(by: error, work.book.dialect) {
            march.record.fates[0] = .needless
            return .done(march.record, entry: nil, isReadBack: false)
        } catch {
            return try self.lostRace(or: StepFailure(error, at: 0, of: march.record), work)
        }
    }

    /// - Throws: the failure, unless it means that another writer came first.
    private func lostRace(or failure: StepFailure, _ work: Work) throws(PlanFailure) -> PlanOutcome {
        switch work.book.dialect.meaning(of: failure.error, during: failure.change) {
        case .lostRace: return .lostRace(failure.record)
        case .targetMissing where failure.membership == nil: return .lostRace(failure.record)
        default: throw .failed(failure)
        }
    }
}

// MARK: - Step by step

extension DirectoryExecutor {
    /// How far a plan has come.
    private struct March {
        var record: PlanRecord
        /// Whether the answer to a rename or deletion, or to a later step, was lost and read back.
        ///
        /// The server may have stopped before it had carried along who names the entry.
        private(set) var isReadBack = false
        /// Whether another writer came between one of the steps.
        private(set) var isOvertaken = false
        private var isNameEnded = false

        init(of plan: Plan) {
            self.record = PlanRecord(of: plan)
        }

        mutating func done(_ index: Int, _ written: StepWriter.Outcome) {
            self.record.fates[index] = .done
            self.isOvertaken = self.isOvertaken || written.isOvertaken
            self.isNameEnded = self.isNameEnded || self.record.plan.steps[index].change.endsName
            if written.result.isReadBack, self.isNameEnded { self.isReadBack = true }
        }
    }

    private func applyInTurn(_ march: inout March, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        for (index, step) in march.record.plan.steps.enumerated() {
            do {
                march.done(index, try await self.writer.write(step, work))
            } catch {
                if step.isSeenTo(by: error, work.book.dialect) {
                    march.record.fates[index] = .needless
                    continue
                }
                var failure = StepFailure(error, at: index, of: march.record)
                failure.isReadBack = march.isReadBack
                return try await self.outcome(of: failure, in: step, work)
            }
        }
        return .done(march.record, entry: nil, isReadBack: march.isReadBack)
    }

    /// Takes back a plan whose step failed, where it can be; a lost race is an outcome, any other failure is thrown.
    private func outcome(
        of failure: StepFailure, in step: Plan.Step, _ work: Work
    ) async throws(PlanFailure) -> PlanOutcome {
        var failure = failure
        if step.role == .finishing {
            failure.isAlmostDone = true
            throw .failed(failure)
        }
        if failure.error.outcome == .unknown {
            // A step that may yet be made needs the earlier ones: a move to the trash must not find an entry unlocked again.
            for index in failure.record.fates.indices where failure.record.fates[index] == .done {
                failure.record.fates[index] = .stayed
            }
            throw .failed(failure)
        }
        await self.takeBack(&failure, work)
        if work.book.dialect.isAway(failure.last) { throw .failed(failure) }
        return try self.lostRace(or: failure, work)
    }

    /// Takes back the steps that are done, last first, and notes which ones stayed.
    ///
    /// A lock of an account stays. Where a rename cannot be taken back, the steps before it stay: referrers need them.
    private func takeBack(_ failure: inout StepFailure, _ work: Work) async {
        var isOver = false
        for (index, step) in failure.record.plan.steps.enumerated().reversed()
        where failure.record.fates[index] == .done {
            if step.role == .disabling, step.inverse != nil {
                isOver = isOver || step.change.endsName
                continue
            }
            failure.record.fates[index] = .stayed
            guard !isOver, let back = work.book.planner.wayBack(from: step) else { continue }
            do {
                _ = try await self.writer.write(back, work)
                failure.record.fates[index] = .takenBack
            } catch {
                if error.outcome == .unknown { failure.record.fates[index] = .inDoubt }
                failure.returnError = error
                isOver = step.change.endsName || work.book.dialect.isAway(error)
            }
        }
    }
}

extension Plan.Step {
    /// Whether the step is needless, by the error that it met: another writer has changed or removed the target of a finishing step, or
    /// has seen to the membership.
    fileprivate func isSeenTo(by error: LDAPError, _ dialect: Dialect) -> Bool {
        switch dialect.meaning(of: error, during: self.change) {
        case .notThere, .alreadyThere: self.role == .finishing || self.membership != nil
        case .lostRace, .targetMissing: self.role == .finishing
        default: false
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

extension Entry {
    /// The immutable id; nil where the entry shows none.
    fileprivate func id(_ dialect: Dialect) -> AttributeValueAssertion? {
        self[dialect.idAttribute].first.map { AttributeValueAssertion(attribute: dialect.idAttribute, value: $0) }
    }
}

extension Plan {
    /// Whether the entry can be read again where it was, and nothing is to follow but another plan.
    fileprivate var leavesTheEntry: Bool {
        switch self.effect {
        case .none, .update, .disable, .enable, .membership: self.newName == nil
        case .create, .allocate, .rename, .delete, .revive: false
        }
    }
}
