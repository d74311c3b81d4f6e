import LDAP
import SCIM
import Translator

/// Checks the references that a write has made, and takes back those to names that their entries no longer have.
struct ReferenceRepair {
    /// What became of the plan.
    enum Outcome {
        /// All of it is in the directory, and its names are right.
        case needless
        /// Nothing of it is left.
        case undone
        /// The names are gone, and the rest of it is in the directory.
        case stripped
    }

    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Checks a plan that has been applied to the entry with an id, which mentions the entries with some `ids`.
    /// - Throws: why what it names in vain could not be taken out.
    func run(
        _ ids: [ResourceID], in plan: Plan, of id: String, _ references: References
    ) async throws(SCIMError) -> Outcome {
        if ids.isEmpty { return .needless }
        let check = ReferenceCheck(ids, in: plan, of: id, references, self.work.book)
        switch check.verdict(on: try await ReferenceResolver(self.work).resolve(check.questions)) {
        case .holds: return .needless
        case .undo(let inverse, let lost):
            if await PlanRunner(self.work).takeBack(by: inverse) { return .undone }
            try await self.strip(lost, from: id)
        case .strip(let lost): if !lost.isEmpty { try await self.strip(lost, from: id) }
        }
        return .stripped
    }

    private func strip(_ lost: References, from id: String) async throws(SCIMError) {
        _ = try await EntryUpdate(.removal(of: lost), of: id, self.work.unconditional).run()
    }
}
