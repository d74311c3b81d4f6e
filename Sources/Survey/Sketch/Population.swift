import LDAP

/// Entries of one sort: where they are, and what tells them from all others there.
struct Population: Sendable {
    /// The entry below which they are.
    let base: DistinguishedName
    /// What all of them match, and nothing else that was seen there.
    let filter: LDAP.Filter
    /// The kinds of them below the base, the most frequent first.
    let kinds: [Tally.Kind]
    /// How many of the sort are elsewhere.
    let strays: Int

    /// How many of them were counted.
    var count: Int { self.kinds.map(\.count).reduce(0, +) }

    /// The object classes of any of them.
    var classes: [String] { Array(Set(self.kinds.flatMap(\.classes))).sorted() }
}

extension Population {
    /// Finds the entries of one role; nil where there are none.
    ///
    /// Who has left, and accounts of programs, say nothing of where people are unless there is nobody else. `unfit` are classes that the
    /// bridge cannot give new entries, by which none should be told where that can be helped.
    init?(
        of role: EntryRole, in tally: Tally, within roots: [DistinguishedName], schema: LDAP.Schema,
        unfit: @escaping (ObjectClass) -> Bool = { _ in false }
    ) {
        let finder = RoleFinder(schema: schema)
        let all = tally.kinds
        let own = all.filter { finder.role(of: $0.classes) == role }
        let parents = own.map(\.parents).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        let usual = parents.filter { !$0.key.isBelow { $0.isOfLeavers || $0.isOfPrograms } }
        guard let base = CommonBase.of(usual.isEmpty ? parents : usual, within: roots) else { return nil }
        let kinds = own.map { $0.below(base) }.filter { $0.count > 0 }
        let others = all.filter { finder.role(of: $0.classes) != role }.map { $0.below(base) }.filter { $0.count > 0 }
        let telling = TellingClasses(schema: schema, kinds: kinds, others: others, unfit: unfit)
        self.init(
            base: base, filter: telling.filter, kinds: kinds.sorted { $0.count > $1.count },
            strays: parents.values.reduce(0, +) - kinds.map(\.count).reduce(0, +))
    }
}

/// The object classes that tell entries of one sort from all others below their base.
struct TellingClasses {
    let schema: LDAP.Schema
    let kinds: [Tally.Kind]
    let others: [Tally.Kind]
    /// The classes that should not be used.
    let unfit: (ObjectClass) -> Bool

    /// How many of the entries a filter must find that names one class alone.
    private static let share = 0.98

    /// The shortest filter that finds the entries and none of the others.
    var filter: LDAP.Filter {
        var left = self.kinds
        var chosen: [ObjectClass] = []
        let enough = Int((Double(left.map(\.count).reduce(0, +)) * (1 - Self.share)).rounded(.down))
        while left.map(\.count).reduce(0, +) > enough, chosen.count < 4, let best = self.best(for: left) {
            chosen.append(best)
            left.removeAll { self.has(best, $0) }
        }
        let wanted = chosen.map { LDAP.Filter.equal(.objectClass, AttributeValue($0.name)) }
        let unwanted = self.strangers(to: chosen).map {
            LDAP.Filter.not(.equal(.objectClass, AttributeValue($0)))
        }
        let either = wanted.count == 1 ? wanted[0] : LDAP.Filter.or(wanted)
        return unwanted.isEmpty ? either : .and([either] + unwanted)
    }

    /// The class that most of the entries have; of several the most particular one.
    private func best(for kinds: [Tally.Kind]) -> ObjectClass? {
        let classes = Set(kinds.flatMap { self.schema.withSuperclasses($0.classes) })
        let fit = classes.filter { $0.kind != .abstract && !self.unfit($0) }
        return (fit.isEmpty ? classes : fit).max {
            self.rank($0, kinds).lexicographicallyPrecedes(self.rank($1, kinds))
        }
    }

    private func rank(_ type: ObjectClass, _ kinds: [Tally.Kind]) -> [Int] {
        let found = kinds.filter { self.has(type, $0) }.map(\.count).reduce(0, +)
        let foreign = self.others.filter { self.has(type, $0) }.map(\.count).reduce(0, +)
        let depth = self.schema.withSuperclasses([type.name]).count
        // The same choice each time, whatever the order of a set.
        let name = type.name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        return [found, -foreign, type.kind == .structural ? 1 : 0, depth, name]
    }

    /// The classes of others that would be found too, each of which none of the entries has.
    private func strangers(to chosen: [ObjectClass]) -> [String] {
        let found = self.others.filter { kind in chosen.contains { self.has($0, kind) } }
        let own = Set(self.kinds.flatMap { self.schema.withSuperclasses($0.classes) }.map(\.oid))
        var names: [String] = []
        for kind in found {
            let foreign = kind.classes.compactMap(self.schema.objectClass).filter { !own.contains($0.oid) }
            if foreign.contains(where: { names.contains($0.name) }) { continue }
            if let first = foreign.min(by: { $0.name < $1.name }) { names.append(first.name) }
        }
        return names.sorted()
    }

    private func has(_ type: ObjectClass, _ kind: Tally.Kind) -> Bool {
        self.schema.withSuperclasses(kind.classes).contains { $0.oid == type.oid }
    }
}
