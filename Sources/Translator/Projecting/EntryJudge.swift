import LDAP
import SCIM

/// Judges entries by what the directory could not decide of a filter, made ready once for many of them.
public struct EntryJudge: Sendable {
    private let projector: EntryProjector
    private let filter: SCIM.Filter?
    /// What the directory has said of the values of a binding.
    private let answers: [(binding: Binding, value: AttributeValue)]
    /// How texts are compared at the paths that the filter looks at.
    private let equalities: [(binding: Binding, equality: LocalEquality)]
    /// The texts that the filter compares for equality, each with the number of how that is done.
    private let wanted: [(equality: Int, text: String)]
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
        if translation.residual == nil, translation.answers.isEmpty { return nil }
        let paths = translation.residual?.paths ?? []
        self.projector = projector
        self.filter = translation.residual
        self.answers = translation.answers.compactMap { answer in
            projector.bindings.first { $0.rule.path == answer.path }.map { ($0, answer.value) }
        }
        self.comparisons = (translation.residual?.comparisons ?? 0) + self.answers.count
        let equalities = projector.bindings.compactMap { binding -> (binding: Binding, equality: LocalEquality)? in
            guard paths.contains(where: { $0.mayMean(binding.path) }) else { return nil }
            return LocalEquality(binding).map { (binding, $0) }
        }
        self.equalities = equalities
        self.wanted = (translation.residual?.equalities ?? []).flatMap { path, text in
            equalities.indices.filter { equalities[$0].binding.isMeant(by: path) }.map { ($0, text) }
        }
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

    /// Returns for each entry that raises some the doubts about which of its values the filter means; the directory is to be asked.
    public func doubts(about entry: Entry) -> [EqualityDoubt] {
        self.wanted.flatMap { number, wanted -> [EqualityDoubt] in
            let (binding, equality) = self.equalities[number]
            return binding.shown(in: entry).compactMap(\.text).filter { equality.isDoubtful($0, wanted) }
                .map {
                    EqualityDoubt(
                        attribute: binding.rule.attribute, held: AttributeValue($0), wanted: AttributeValue(wanted)
                    )
                }
        }
    }

    /// Returns for each entry whether it meets the filter.
    ///
    /// `resolved` is what is known of ``names(in:)``; a name that it lacks is not shown. `different` are those of the doubts in
    /// which the directory takes the texts for different ones.
    public func verdicts(
        on entries: some Collection<Entry>, knowing resolved: References = References(),
        different: Set<EqualityDoubt> = []
    ) -> [Bool] {
        if self.referring.isEmpty { return entries.map { self.isMatch($0, self.references, different) } }
        var known = self.references
        known.merge(resolved)
        // Where only ids are looked for, a name that is not known is some other entry's.
        let others = self.needsReferents ? [] : self.projector.references(in: entries, of: self.referring)
        for name in others where known.idByDN[name] == nil { known.idByDN[name] = name.description }
        return entries.map { self.isMatch($0, known, different) }
    }

    private func isMatch(_ entry: Entry, _ references: References, _ different: Set<EqualityDoubt>) -> Bool {
        guard self.answers.allSatisfy({ $0.binding.shows($0.value, foundIn: entry) }) else { return false }
        guard let filter else { return true }
        let values = zip(self.projector.bindings, self.isRead).map { binding, isRead in
            isRead ? binding.values(in: entry, references: references) : []
        }
        let resource = self.projector.resource(from: entry, showing: values, references)
        return filter.matches(resource, of: self.projector.mapping.resourceType) { path in
            self.equality(at: path, different)
        }
    }

    private func equality(at path: AttributePath, _ different: Set<EqualityDoubt>) -> TextEquality? {
        guard let (binding, equality) = self.equalities.first(where: { $0.binding.isMeant(by: path) }) else {
            return nil
        }
        let attribute = binding.rule.attribute
        return TextEquality { held, wanted in
            guard equality.mayBeSame(held, wanted) else { return false }
            return different.isEmpty
                || !different.contains(
                    EqualityDoubt(
                        attribute: attribute, held: AttributeValue(held), wanted: AttributeValue(wanted)))
        }
    }
}

extension Binding {
    /// Whether a path of a filter means its values; a path without a part means `value`.
    func isMeant(by path: AttributePath) -> Bool {
        path.mayMean(self.path)
            && (self.path.subAttribute ?? "value").utf8.equalsFoldingCase((path.subAttribute ?? "value").utf8)
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

extension SCIM.Filter {
    /// The texts that are compared for equality, with their paths.
    fileprivate var equalities: [(path: AttributePath, text: String)] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.equalities)
        case .not(let term): term.equalities
        case .present(let path): path.filteredEqualities
        case .compare(let path, let comparison, let literal):
            path.filteredEqualities
                + (comparison == .eq || comparison == .ne ? literal.plainText.map { [(path, $0)] } ?? [] : [])
        case .valuePath(let path, let filter):
            filter.equalities.map { (path.whole.part($0.path.attribute), $0.text) }
        }
    }
}

extension AttributePath {
    fileprivate var filteredEqualities: [(path: AttributePath, text: String)] {
        self.filter?.equalities.map { (self.whole.part($0.path.attribute), $0.text) } ?? []
    }
}
