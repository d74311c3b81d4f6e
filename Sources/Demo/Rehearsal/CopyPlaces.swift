import Encodings
import LDAP
import Translator

/// Which entries of the original are copied: everything below the bases that the configuration names, the single entries that it names
/// besides, and those above them.
struct CopyPlaces: Sendable, Hashable {
    /// The topmost entry of the copy.
    private(set) var suffix: DistinguishedName
    /// The entries of which everything below is copied, too; none lies below another.
    private(set) var subtrees: [DistinguishedName]
    /// The single entries, those above others first.
    private(set) var entries: [DistinguishedName]

    /// Finds the places.
    ///
    /// `contexts` are the suffixes of the original, and `policies` the password policies that hold there.
    /// - Throws: ``RehearsalError`` where the places have no entry in common above them.
    init(
        of mappings: [Mapping], reader: DistinguishedName?, contexts: [DistinguishedName],
        policies: [DistinguishedName] = []
    ) throws(RehearsalError) {
        let all = mappings.flatMap(\.copiedSubtrees) + (reader.map { [$0] } ?? [])
        let outermost = all.uniqued().filter { base in !all.contains { $0 != base && base.isWithin($0) } }
        let singles = mappings.flatMap(\.copiedEntries) + policies
        let named = outermost + singles
        let holding = contexts.filter { context in !context.isRoot && named.allSatisfy { $0.isWithin(context) } }
        let deepest = holding.max { $0.relativeNames.count < $1.relativeNames.count }
        guard let suffix = deepest ?? Self.common(named), !suffix.isRoot else {
            throw RehearsalError(
                "The bases of the configuration have no entry above them in common, and a copy has one topmost entry: "
                    + named.map(\.description).joined(separator: ", ") + ".")
        }
        self.suffix = suffix
        self.subtrees = outermost
        let above = named.flatMap { Self.ancestors(of: $0, upTo: suffix) }
        self.entries = (above + singles).uniqued()
            .filter { entry in !outermost.contains { entry.isWithin($0) } }
            .sorted { $0.relativeNames.count < $1.relativeNames.count }
    }

    private static func ancestors(of name: DistinguishedName, upTo suffix: DistinguishedName) -> [DistinguishedName] {
        guard name != suffix, let parent = name.parent, parent.isWithin(suffix) else { return [] }
        return self.ancestors(of: parent, upTo: suffix) + [parent]
    }

    private static func common(_ names: [DistinguishedName]) -> DistinguishedName? {
        var candidate = names.first
        while let name = candidate, !name.isRoot {
            if names.allSatisfy({ $0.isWithin(name) }) { return name }
            candidate = name.parent
        }
        return nil
    }
}

extension Mapping {
    /// The entries below which this mapping reads or writes.
    fileprivate var copiedSubtrees: [DistinguishedName] {
        let grounds = self.grounds.flatMap { ground -> [DistinguishedName] in
            if case .bases(let bases) = ground { bases } else { [] }
        }
        return [self.base] + (self.deletion?.trashBase.map { [$0] } ?? []) + grounds
            + (self.placement?.knownPlaces ?? [])
    }

    /// The entries that this mapping names besides.
    fileprivate var copiedEntries: [DistinguishedName] {
        let grounds = self.grounds.compactMap { ground -> DistinguishedName? in
            switch ground {
            case .group(let group, member: _): group
            case .lockout(ownPolicy: _, defaultPolicy: let policy): policy
            case .bases: nil
            }
        }
        return grounds + self.allocations.compactMap { $0.counter?.entry }
    }
}
