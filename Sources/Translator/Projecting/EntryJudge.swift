import LDAP
import SCIM

/// Judges entries by what the directory could not decide of a filter, made ready once for many of them.
public struct EntryJudge: Sendable {
    private let projector: EntryProjector
    private let filter: SCIM.Filter
    private let references: References
    /// One for each binding: whether the filter looks at its values.
    private let isRead: [Bool]
    /// The bindings among these that the filter looks at and whose values are names.
    private let referring: [Binding]
    /// Whether it must be known what the names in an entry refer to, so that ``names(in:)`` are to be resolved first.
    public let needsReferents: Bool
    /// How many comparisons an entry may take.
    public let comparisons: Int

    /// Nil if the directory has decided everything.
    public init?(_ translation: Translation, _ projector: EntryProjector) {
        guard let residual = translation.residual else { return nil }
        let paths = residual.paths
        self.projector = projector
        self.filter = residual
        self.comparisons = residual.comparisons
        self.references = translation.references
        self.isRead = projector.bindings.map { binding in paths.contains { $0.mayMean(binding.path) } }
        self.referring = zip(projector.bindings, self.isRead).filter { $0.0.rule.isReference && $0.1 }.map(\.0)
        self.needsReferents = translation.needsReferents
    }

    /// Returns the names to be resolved before these entries are judged, each once; none where it does not matter.
    public func names(in entries: some Collection<Entry>) -> [DistinguishedName] {
        guard self.needsReferents else { return [] }
        return self.projector.references(in: entries, of: self.referring).filter { self.references.idByDN[$0] == nil }
    }

    /// Returns for each entry whether it meets the filter.
    ///
    /// `resolved` is what is known of ``names(in:)``; a name that it lacks is not shown.
    public func verdicts(on entries: some Collection<Entry>, knowing resolved: References = References()) -> [Bool] {
        if self.referring.isEmpty { return entries.map { self.isMatch($0, self.references) } }
        var known = self.references
        known.merge(resolved)
        // Where only ids are looked for, a name that is not known is some other entry's.
        let others = self.needsReferents ? [] : self.projector.references(in: entries, of: self.referring)
        for name in others where known.idByDN[name] == nil { known.idByDN[name] = name.description }
        return entries.map { self.isMatch($0, known) }
    }

    private func isMatch(_ entry: Entry, _ references: References) -> Bool {
        let values = zip(self.projector.bindings, self.isRead).map { binding, isRead in
            isRead ? binding.values(in: entry, references: references) : []
        }
        let resource = self.projector.resource(from: entry, showing: values, references)
        return self.filter.matches(resource, of: self.projector.mapping.resourceType)
    }
}

extension SCIM.Filter {
    /// How many values it compares, those within value paths included.
    fileprivate var comparisons: Int {
        switch self {
        case .and(let terms), .or(let terms): terms.reduce(0) { $0 + $1.comparisons }
        case .not(let term): term.comparisons
        case .present(let path), .compare(let path, _, _): 1 + (path.filter?.comparisons ?? 0)
        case .valuePath(_, let filter): filter.comparisons
        }
    }
}
