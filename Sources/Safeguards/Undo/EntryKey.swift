import Bridge
import LDAP

/// By what an entry of an event is found again: its immutable id, or its name where that is not known.
enum EntryKey: Hashable, Sendable {
    case id(AttributeValueAssertion)
    case name(DistinguishedName)

    /// The name; nil where an id is known.
    var name: DistinguishedName? { if case .name(let name) = self { name } else { nil } }
}

extension JournalEvent.Step {
    /// By what the entry is found that the step has changed.
    var key: EntryKey { self.id.map { .id($0) } ?? .name(self.nameAfter ?? self.target) }

    /// The name of the entry after the step; nil if it is gone.
    var nameAfter: DistinguishedName? { self.change.map(\.resultingName) ?? self.target }

    /// Whether it is about an entry as such, and not about some of its values.
    var isOfWholeEntry: Bool {
        switch self.change {
        case .add?, .delete?, .rename?: true
        case .modify?, nil: false
        }
    }

    /// The modifications; none for any other step.
    var modifications: [Modification] { if case .modify(_, let all)? = self.change { all } else { [] } }

    /// The modifications that take it back; none for any other step.
    var inverseModifications: [Modification] { if case .modify(_, let all)? = self.inverse { all } else { [] } }
}

extension JournalEvent.Step {
    /// Whether the directory holds it, or may hold it.
    fileprivate var mayStand: Bool {
        switch self.fate {
        case .done?, .stayed?, .inDoubt?, .unknown?, nil: true
        case .needless?, .untouched?, .refused?, .takenBack?: false
        }
    }
}

extension JournalEvent {
    /// The steps that the directory holds or may hold, in their order.
    ///
    /// What a server has done by itself when an entry was removed counts: it is to be taken back with the rest.
    var effective: [Step] {
        let isRemoval = self.steps.contains { step in
            if case .delete? = step.change { step.mayStand } else { false }
        }
        return self.steps.filter { $0.mayStand || isRemoval && $0.fate == .needless }
    }

    /// The step on the entry that the event is about.
    var mainStep: Step? { self.effective.first(where: \.isOfWholeEntry) ?? self.effective.first }
}
