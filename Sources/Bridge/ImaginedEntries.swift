import LDAP
import Synchronization

/// The entries that explained calls would have made, with what later ones would have made of them.
final class ImaginedEntries: Sendable {
    private let entries = Mutex<[Entry]>([])

    var isEmpty: Bool { self.entries.withLock { $0.isEmpty } }

    /// Whether an entry of this name is one of them.
    func contains(_ name: DistinguishedName) -> Bool {
        self.entries.withLock { $0.contains { $0.dn == name } }
    }

    func add(_ entry: Entry) {
        self.entries.withLock { $0.append(entry) }
    }

    /// Makes a change of one of them; a change of another entry is none of theirs.
    func apply(_ change: Change) {
        self.entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.dn == change.target }) else { return }
            switch change {
            case .add: break
            case .delete: entries.remove(at: index)
            case .rename: entries[index].dn = change.resultingName ?? entries[index].dn
            case .modify(_, let modifications):
                for modification in modifications { entries[index].take(modification) }
            }
        }
    }

    /// The one that a search names as its base.
    func base(of request: SearchRequest) -> Entry? {
        self.entries.withLock { $0.first { request.scope == .base && $0.dn == request.base } }
    }

    /// Those that a search would find.
    func found(by request: SearchRequest, _ schema: Schema) -> [Entry] {
        self.entries.withLock { $0 }.filter { entry in
            let isInScope =
                switch request.scope {
                case .base: entry.dn == request.base
                case .oneLevel: entry.dn.parent == request.base
                case .subtree: entry.dn.isWithin(request.base)
                case .children: entry.dn != request.base && entry.dn.isWithin(request.base)
                }
            return isInScope && request.filter.matches(entry, schema: schema) == true
        }
    }
}

extension Entry {
    fileprivate mutating func take(_ modification: Modification) {
        let (attribute, values) = (modification.attribute, modification.values)
        switch modification.operation {
        case .add: self[attribute] += values.filter { !self[attribute].contains($0) }
        case .delete: self[attribute] = values.isEmpty ? [] : self[attribute].filter { !values.contains($0) }
        case .replace: self[attribute] = values
        case .increment: break
        }
    }
}
