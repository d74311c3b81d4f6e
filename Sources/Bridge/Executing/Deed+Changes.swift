import Encodings
import LDAP
import SCIM
import Translator

extension CallRecord.Deed {
    /// What changes that belong together did to the one entry that they are about: the one that is made, renamed or deleted, else
    /// the first.
    init?(_ effect: Plan.Effect, _ changes: [Change]) {
        guard let change = changes.first(where: \.isOfWholeEntry) ?? changes.first else { return nil }
        let names = [change.target, change.resultingName]
        let own = changes.count == 1 ? changes : changes.filter { names.contains($0.target) }
        let others = changes.count == 1 ? [] : changes.map(\.target).filter { !names.contains($0) }
        self.init(
            effect: effect.description, name: change.target.description,
            newName: change.resultingName.flatMap { $0 == change.target ? nil : $0.description },
            attributes: (own.count == 1 ? change.attributes : own.flatMap(\.attributes).uniqued()).map(\.description),
            others: Set(others).count
        )
    }
}

extension Change {
    /// Whether it is about an entry as such and not about some of its values.
    fileprivate var isOfWholeEntry: Bool { if case .modify = self { false } else { true } }

    /// The attributes that it is about, each once.
    fileprivate var attributes: [AttributeDescription] {
        switch self {
        case .add(let entry): entry.attributes.map(\.description)
        case .modify(_, let modifications): modifications.map(\.attribute).uniqued()
        case .rename(_, to: let leaf, deleteOld: _, superior: _): leaf.assertions.map(\.type).uniqued()
        case .delete: []
        }
    }
}
