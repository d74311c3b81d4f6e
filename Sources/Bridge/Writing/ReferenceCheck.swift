import Directories
import LDAP
import SCIM
import Translator

/// Whether the entries that an applied plan refers to still have the names that it wrote.
///
/// Whoever moved, renamed or deleted one of them between the look-up of its name and the write has not seen this reference, and
/// the next entry of that name would inherit it.
struct ReferenceCheck {
    /// What is to be done about the plan.
    enum Verdict: Equatable {
        /// Nothing: the names are right.
        case holds
        /// It is to be taken back by this plan, which leaves the entry as it was; if that fails, the lost entries are to be taken out.
        case undo(Plan, orStrip: References)
        /// The lost entries are to be taken out, the rest stays. They may be none: then one that the plan takes out has another name.
        case strip(References)
    }

    private let plan: Plan
    private let id: String
    private let book: Rulebook
    private let named: References
    private let unnamed: References

    /// Checks what a plan for the entry with an id has written of the entries with some ids, by the names that were known of them.
    init(_ ids: [ResourceID], in plan: Plan, of id: String, _ references: References, _ book: Rulebook) {
        self.plan = plan
        self.id = id
        self.book = book
        self.named = ids.isEmpty ? References() : book.planner.named(ids, by: plan, references)
        self.unnamed = ids.isEmpty ? References() : book.planner.unnamed(ids, by: plan, references)
    }

    /// What is to be asked; none where the plan names nobody.
    var questions: [ReferenceQuestion] {
        let known = [self.named, self.unnamed]
        let ids = known.flatMap { known in known.ids.map { ($0, known.referent(of: $0)?.resourceType) } }
        if ids.isEmpty { return [] }
        return self.book.targets.flatMap { target in
            [ReferenceQuestion](
                ids: ids.filter { $0.1 == target.resourceType.name }.map(\.0), in: [target], self.book)
        }
    }

    /// What is to be done, by what the questions have found.
    func verdict(on present: References) -> Verdict {
        let forms = self.book.planner.referenceForms
        let lost = self.named.lost(in: present, by: forms)
        if lost.isEmpty { return self.unnamed.lost(in: present, by: forms).isEmpty ? .holds : .strip(lost) }
        guard let inverse = self.book.planner.inverse(of: self.plan, ifStill: self.book.dialect.idFilter(self.id))
        else {
            return .strip(lost)
        }
        return .undo(inverse, orStrip: lost)
    }
}

extension References {
    /// Those of the entries that have other names by now, or none.
    fileprivate func lost(in present: References, by forms: [AttributeDescription?]) -> References {
        self.filter(self.ids) { id in forms.contains { present.name(of: id, by: $0) != self.name(of: id, by: $0) } }
    }
}
