import LDAP
import SCIM
import Translator

/// What became of a plan.
enum Attempt: Sendable {
    /// The directory holds the change; the entry as the server returned it with the write, if it did.
    case done(Entry?)
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
    /// The changes of the same plan that were applied and could not be taken back.
    var remaining: [Change] = []
}

/// Applies plans.
protocol PlanExecutor: Sendable {
    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt
}

/// Applies plans to the directory: one write where one is enough, a transaction where the server has it, and otherwise
/// step by step, backwards again when a step fails.
struct DirectoryExecutor: PlanExecutor {
    let directory: any Directory
    let observer: @Sendable (AppliedChange) -> Void

    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt {
        let outcome: Attempt
        if plan.steps.count == 1, let step = plan.steps.first {
            outcome = try await self.applySingle(step, book)
        } else if book.dialect.supportsTransactions(book.server.rootDSE) {
            outcome = try await self.applyTransaction(plan, book)
        } else {
            outcome = try await self.applyInTurn(plan, book)
        }
        if case .done = outcome {
            if let deed = CallRecord.Deed(plan.effect, plan.steps.map(\.change)) { context.record.note(deed) }
            self.observer(
                AppliedChange(
                    requestID: context.requestID, principal: context.principal.name, effect: plan.effect,
                    changes: plan.steps.map(\.change)
                )
            )
        }
        return outcome
    }

    private func applySingle(_ step: Plan.Step, _ book: Rulebook) async throws(StepFailure) -> Attempt {
        var options = book.writeOptions(step)
        if case .delete = step.change {
        } else if book.dialect.supportsPostRead(book.server.rootDSE) {
            options.controls.append(.postRead(book.attributesToShow(after: step.change)))
        }
        do {
            return .done(try await self.directory.apply(step.change, options: options).postRead)
        } catch {
            return try self.outcome(of: StepFailure(error: error, change: step.change), book)
        }
    }

    private func applyTransaction(_ plan: Plan, _ book: Rulebook) async throws(StepFailure) -> Attempt {
        do {
            let options = plan.steps.map { book.writeOptions($0) }
            try await self.directory.applyTransaction(plan.steps.map(\.change), options: options)
            return .done(nil)
        } catch {
            return try self.outcome(of: StepFailure(error: error, change: self.suspect(error, plan, book)), book)
        }
    }

    /// The change that a transaction failed for, by what was wrong: the server does not say which one it was.
    private func suspect(_ error: LDAPError, _ plan: Plan, _ book: Rulebook) -> Change {
        let changes = plan.steps.map(\.change)
        switch book.dialect.meaning(of: error) {
        case .invalidSyntax, .schemaViolation, .constraint, .alreadyThere, .notThere:
            return changes.first { if case .modify = $0 { true } else { false } } ?? changes[0]
        default:
            return changes[0]
        }
    }

    private func applyInTurn(_ plan: Plan, _ book: Rulebook) async throws(StepFailure) -> Attempt {
        for (index, step) in plan.steps.enumerated() {
            do {
                _ = try await self.directory.apply(step.change, options: book.writeOptions(step))
            } catch {
                var failure = StepFailure(error: error, change: step.change)
                // A step that may yet be made needs the earlier ones: a move to the trash must not find an entry unlocked again.
                failure.remaining =
                    error.outcome == .unknown
                    ? plan.steps[..<index].map(\.change) : await self.takeBack(plan.steps[..<index].reversed())
                if !failure.remaining.isEmpty { throw failure }
                return try self.outcome(of: failure, book)
            }
        }
        return .done(nil)
    }

    /// Applies the inverses and returns the changes that stayed.
    private func takeBack(_ steps: [Plan.Step]) async -> [Change] {
        var remaining: [Change] = []
        for step in steps {
            guard let inverse = step.inverse else {
                remaining.append(step.change)
                continue
            }
            do {
                _ = try await self.directory.apply(inverse, options: WriteOptions())
            } catch {
                remaining.append(step.change)
            }
        }
        return remaining
    }

    private func outcome(of failure: StepFailure, _ book: Rulebook) throws(StepFailure) -> Attempt {
        switch book.dialect.meaning(of: failure.error, during: failure.change) {
        case .lostRace, .targetMissing: return .lostRace
        default: throw failure
        }
    }
}

extension Rulebook {
    /// The controls of one step, and the evidence by which a step whose answer was lost is recognised.
    func writeOptions(_ step: Plan.Step) -> WriteOptions {
        var options = WriteOptions(recovery: step.recovery)
        if let precondition = step.precondition, self.dialect.supportsAssertion(self.server.rootDSE) {
            options.controls.append(.assertion(self.dialect.assertion(of: precondition, for: step.change.target)))
        }
        if step.needsPermissiveModify, self.dialect.supportsPermissiveModify(self.server.rootDSE) {
            options.controls.append(.permissiveModify)
        }
        return options
    }
}
