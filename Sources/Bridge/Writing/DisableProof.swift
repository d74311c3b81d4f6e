import LDAP
import SCIM
import Translator

/// Looks whether a membership that disables somebody is shown by the directory: only then it is read as a disable.
struct DisableProof {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Looks at the entry with an id after a plan has been applied to it that disables by a membership; of other plans it is known.
    /// - Throws: 503 where the entry does not show that it is disabled.
    func check(_ plan: Plan, of id: String?) async throws(SCIMError) {
        let planner = self.work.book.planner
        guard let id, let step = plan.steps.first(where: { $0.membership != nil && $0.role == .disabling }) else {
            return
        }
        let entry = try await EntryReader(self.work).entry(id, planner.attributesToRead)
        if !planner.isActive(entry) { return }
        throw .unavailable(
            "\(step.change.target) was changed so that \(entry.dn) is disabled, but the entry does not show it "
                + "(\(step.membership?.backLink.description ?? "")): see to it that the directory shows people their groups, and that the "
                + "bridge's account may read them.", retryAfter: 60)
    }
}
