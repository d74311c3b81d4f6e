import LDAP

/// Which entries a directory has: how many of each set of object classes, and below which entries they are.
struct Tally: Sendable {
    /// Entries with the same object classes.
    struct Kind: Sendable {
        /// The object classes, as the first of the entries has them.
        let classes: [String]
        /// How many there are directly below each entry.
        var parents: [DistinguishedName: Int] = [:]

        /// How many there are.
        var count: Int { self.parents.values.reduce(0, +) }

        /// Those of them that are below an entry.
        func below(_ base: DistinguishedName) -> Kind {
            Kind(classes: self.classes, parents: self.parents.filter { $0.key.isWithin(base) })
        }
    }

    /// The attributes that ``note(_:)`` reads.
    static let attributes: [AttributeDescription] = [.objectClass, Self.critical]
    private static let critical: AttributeDescription = "isCriticalSystemObject"
    private static let places: Set = ["organizationalunit", "container"]

    private var kindsByClasses: [[String]: Kind] = [:]
    private var seen: Set<DistinguishedName> = []
    /// The entries below which others are kept.
    private(set) var units: [DistinguishedName] = []
    /// The password policies of OpenLDAP.
    private(set) var policies: [DistinguishedName] = []

    /// How many entries were counted.
    var count: Int { self.seen.count }

    /// The kinds of entries, the most frequent first.
    var kinds: [Kind] {
        self.kindsByClasses.sorted { left, right in
            let (first, second) = (left.value.count, right.value.count)
            return first == second ? left.key.lexicographicallyPrecedes(right.key) : first > second
        }.map(\.value)
    }

    /// Counts an entry, once.
    ///
    /// What Active Directory cannot do without, such as its own administrator, is nobody's to manage.
    mutating func note(_ entry: Entry) {
        guard self.seen.insert(entry.dn).inserted, let parent = entry.dn.parent else { return }
        if entry[Self.critical].first?.text == "TRUE" { return }
        let classes = entry[.objectClass].compactMap(\.text)
        let key = classes.map { $0.lowercased() }.sorted()
        self.kindsByClasses[key, default: Kind(classes: classes)].parents[parent, default: 0] += 1
        if key.contains(where: Self.places.contains) { self.units.append(entry.dn) }
        if key.contains("pwdpolicy") { self.policies.append(entry.dn) }
    }
}
