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
            throw await self.explanation(of: error, for: resource, book)
        }
    }

    /// What a refused step means: a search finds out whether somebody else holds a value that must be unique.
    private func explanation(of failure: StepFailure, for resource: Resource, _ book: Rulebook) async -> SCIMError {
        if !failure.remaining.isEmpty { return .halfDone(failure) }
        switch book.dialect.meaning(of: failure.error, during: failure.change) {
        case .alreadyExists, .constraint:
            if let holder = await self.holder(of: resource, otherThan: failure.change.target, book) {
                return .taken(by: holder)
            }
        default: break
        }
        return SCIMError(failure.error, during: failure.change, mapping: self.mapping, dialect: book.dialect)
    }

    /// An entry in the base or in the trash that holds one of the resource's identifying values.
    private func holder(
        of resource: Resource, otherThan target: DistinguishedName, _ book: Rulebook
    ) async -> DistinguishedName? {
        guard let filter = book.planner.conflictFilter(for: resource) else { return nil }
        let bases = [self.mapping.base, self.mapping.deletion?.trashBase].compactMap(\.self)
        let requests = bases.map {
            SearchRequest(base: $0, scope: .subtree, filter: filter, attributes: ["1.1"], sizeLimit: 5)
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
