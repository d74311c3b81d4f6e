import LDAP

/// The deepest entry below which most entries of a sort are: two units → the entry above both.
struct CommonBase {
    /// How much of all must be below it: who is elsewhere is an exception, such as an account of a program.
    private static let share = 0.9

    /// Finds it for entries below these parents; nil where none of `roots` has any of them.
    static func of(_ parents: [DistinguishedName: Int], within roots: [DistinguishedName]) -> DistinguishedName? {
        var counts: [DistinguishedName: Int] = [:]
        var total = 0
        for (parent, count) in parents where roots.contains(where: parent.isWithin) {
            total += count
            var name: DistinguishedName? = parent
            while let current = name, roots.contains(where: current.isWithin) {
                counts[current, default: 0] += count
                name = current.parent
            }
        }
        let enough = counts.filter { Double($0.value) >= Self.share * Double(total) }
        let deepest = enough.max { left, right in
            let (first, second) = (left.key.relativeNames.count, right.key.relativeNames.count)
            return first == second ? left.value < right.value : first < second
        }
        // Where there is no such entry people are in several databases: the one with most of them counts.
        return deepest?.key ?? counts.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
    }
}

extension DistinguishedName {
    /// Whether the name says that those below it have left: `ou=leavers`, `cn=deleted users`.
    var isOfLeavers: Bool {
        self.leafWords(["leaver", "trash", "deleted", "former", "alumni", "terminated", "graveyard", "recycle"])
    }

    /// Whether the name says that those below it are programs: `ou=services`.
    var isOfPrograms: Bool { self.leafWords(["service", "system", "application", "special users", "robot"]) }

    private func leafWords(_ words: [String]) -> Bool {
        let text = self.leaf?.assertions.first?.value.text?.lowercased() ?? ""
        return words.contains { text.contains($0) }
    }

    /// Whether the entry, or one above it up to the root, is named so.
    func isBelow(_ matches: (DistinguishedName) -> Bool) -> Bool {
        var name: DistinguishedName? = self
        while let current = name {
            if matches(current) { return true }
            name = current.parent
        }
        return false
    }
}
