import LDAP
import Translator

/// Chooses the object classes of new entries: what most of those have who are there.
struct ClassChooser {
    let schema: LDAP.Schema
    let kinds: [Tally.Kind]
    /// Classes that servers give entries by themselves.
    private static let given: Set = ["nsmemberof", "top"]

    /// The structural class that most have, and the auxiliary ones that at least half of all have.
    var classes: [String] {
        let total = self.kinds.map(\.count).reduce(0, +)
        var structural: [String: Int] = [:]
        var auxiliary: [String: Int] = [:]
        for kind in self.kinds {
            if let main = self.structural(kind) { structural[main, default: 0] += kind.count }
            for type in self.auxiliary(kind) { auxiliary[type, default: 0] += kind.count }
        }
        let main = structural.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        let others = auxiliary.filter { $0.value * 2 >= total && !Self.given.contains($0.key.lowercased()) }.keys
        return (main.map { [$0] } ?? []) + others.sorted()
    }

    /// The class that an entry is of: the structural one that no other of its classes refines.
    private func structural(_ kind: Tally.Kind) -> String? {
        let types = kind.classes.compactMap(self.schema.objectClass).filter { $0.kind == .structural }
        return types.max { self.depth($0) < self.depth($1) }?.name
    }

    private func auxiliary(_ kind: Tally.Kind) -> Set<String> {
        let types = kind.classes.compactMap(self.schema.objectClass).filter { $0.kind == .auxiliary }
        return Set(types.map(\.name))
    }

    private func depth(_ type: ObjectClass) -> Int { self.schema.withSuperclasses([type.name]).count }
}
