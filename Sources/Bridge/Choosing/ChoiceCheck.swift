import Directories
import LDAP
import SCIM
import Translator

/// Finds out whether the directory refused a plan because somebody has what was chosen for its entry, and not for what the client sent.
struct ChoiceCheck {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// What was chosen for the entry of a plan and is somebody else's.
    /// - Throws: 503 where it cannot be found out.
    func taken(_ failure: StepFailure, _ meaning: Failure) async throws(SCIMError) -> [TakenChoice] {
        if failure.record.plan.effect == .delete || failure.record.plan.effect == .allocate { return [] }
        var taken: [TakenChoice] = []
        if meaning == .alreadyExists, self.book.mapping.naming?.isNumbered == true,
            let name = failure.change.resultingName, failure.change.givesName,
            try await EntryReader(self.work).exists(name)
        {
            taken.append(.name(name))
        }
        for (attribute, value) in self.allocated(by: failure.change) {
            let requests = self.book.basesOfAll.map {
                SearchRequest(
                    base: $0, scope: .subtree, filter: .equal(attribute, value), attributes: [.noAttributes],
                    sizeLimit: 2)
            }
            for outcome in await self.work.outcomes(of: requests)
            where try self.holds(outcome, attribute, besides: failure.change.target) {
                taken.append(.value(attribute))
                break
            }
        }
        return taken
    }

    /// Whether a search for the value of an attribute has found another entry than the one that is to have it.
    private func holds(
        _ outcome: Result<SearchResult, LDAPError>, _ attribute: AttributeDescription, besides target: DistinguishedName
    ) throws(SCIMError) -> Bool {
        switch outcome {
        case .success(let result): return result.entries.contains { $0.dn != target }
        // More than two are as good as one.
        case .failure(let error) where error.code == .sizeLimitExceeded: return true
        case .failure(let error):
            throw .unavailable(
                "The directory refused the entry, and the search for who else has its \(attribute) failed (\(error.code)), so that no "
                    + "other value can be chosen. Try again; if it stays so, let the bridge's account search by \(attribute) in the "
                    + "directory's access rules.",
                retryAfter: 10)
        }
    }

    private func allocated(by change: Change) -> [(AttributeDescription, AttributeValue)] {
        self.book.mapping.allocations.compactMap { allocation in
            let value: AttributeValue? =
                switch change {
                case .add(let entry): entry[allocation.attribute].first
                case .modify(_, let modifications):
                    modifications.first { $0.attribute == allocation.attribute && $0.operation == .add }?.values.first
                case .rename, .delete: nil
                }
            return value.map { (allocation.attribute, $0) }
        }
    }
}

extension Change {
    /// Whether an entry gets a name that it had not before.
    fileprivate var givesName: Bool {
        switch self {
        case .add, .rename: true
        case .modify, .delete: false
        }
    }
}
