import LDAP
import Logging
import SCIM
import Translator

extension Provisioner {
    /// Applies a plan, and says a refusal in words that an administrator can act on.
    func execute(
        _ plan: Plan, for resource: Resource, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) -> Attempt {
        do {
            return try await self.executor.execute(plan, book, context)
        } catch {
            if plan.canBeSettled, error.remaining.isEmpty, book.isAboutPresence(error) { return .unsettled }
            throw await self.explanation(of: error, for: resource, plan, book)
        }
    }

    /// What a refused step means: a search finds out whether somebody else holds a value that must be unique.
    private func explanation(
        of failure: StepFailure, for resource: Resource, _ plan: Plan, _ book: Rulebook
    ) async -> SCIMError {
        if !failure.remaining.isEmpty { return .halfDone(failure) }
        switch book.dialect.meaning(of: failure.error, during: failure.change) {
        case .alreadyExists, .constraint:
            if let holder = await self.holder(of: resource, otherThan: plan.changedEntry, book) {
                return .taken(by: holder)
            }
        default: break
        }
        return SCIMError(failure.error, during: failure.change, mapping: self.mapping, dialect: book.dialect)
    }

    /// An entry in the base or in the trash that holds one of the resource's identifying values.
    private func holder(
        of resource: Resource, otherThan target: DistinguishedName?, _ book: Rulebook
    ) async -> DistinguishedName? {
        guard let filter = book.planner.conflictFilter(for: resource) else { return nil }
        let bases = [self.mapping.base, self.mapping.deletion?.trashBase].compactMap(\.self)
        let requests = bases.map {
            SearchRequest(base: $0, scope: .subtree, filter: filter, attributes: ["1.1"])
        }
        let results = try? await self.searchAll(requests, book)
        return results?.lazy.flatMap(\.entries).map(\.dn).first { $0 != target }
    }

    /// Attributes that were sent but go nowhere are told once for each call, so that nobody has to guess.
    func logIgnored(_ plan: Plan, _ context: RequestContext) {
        guard !plan.ignored.isEmpty else { return }
        self.logger.notice(
            "Attributes without a mapping were ignored.",
            metadata: [
                "request-id": "\(context.requestID)",
                "attributes": .array(plan.ignored.map { .string($0.description) }),
            ]
        )
    }
}

extension Plan {
    /// The entry that the plan changes, by the name that it has before; nil for a new one.
    fileprivate var changedEntry: DistinguishedName? {
        guard let change = self.steps.first?.change else { return nil }
        if case .add = change { return nil }
        return change.target
    }

    /// Whether it adds or removes values without knowing which of them are there.
    fileprivate var canBeSettled: Bool { self.steps.contains(where: \.needsPermissiveModify) }
}

extension Rulebook {
    /// Whether a step failed because a value was there already, or was not.
    fileprivate func isAboutPresence(_ failure: StepFailure) -> Bool {
        switch self.dialect.meaning(of: failure.error, during: failure.change) {
        case .alreadyThere, .notThere: true
        default: false
        }
    }
}

extension SCIMError {
    /// A plan of several steps failed, and so did taking back what was done.
    static func halfDone(_ failure: StepFailure) -> SCIMError {
        let left = failure.remaining.map(\.target.description).joined(separator: ", ")
        return .internalError(
            "The directory refused a step (\(failure.error.code)) and did not let Starbridge take back the earlier ones: "
                + "look at \(left)."
        )
    }
}
