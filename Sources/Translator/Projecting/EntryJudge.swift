import Directories
import Encodings
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
    /// What those names have in common with other spellings of them that the filter looks for, where servers differ.
    private let wantedNames: Set<[UInt8]>
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
        self.wanted = (translation.residual?.comparedTexts ?? []).flatMap { path, text in
            equalities.indices.filter { equalities[$0].binding.isMeant(by: path) }.map { ($0, text) }
        }
        self.references = translation.references
        self.wantedNames = Set(translation.references.idByDN.keys.filter { !$0.isASCII }.map(\.preparedForm))
        self.isRead = projector.bindings.map { binding in paths.contains { $0.mayMean(binding.path) } }
        self.referring = zip(projector.bindings, self.isRead).filter { $0.0.rule.isReference && $0.1 }.map(\.0)
        self.needsReferents = translation.needsReferents
    }

    /// Returns the names to be resolved before these entries are judged, each once.
    ///
    /// Where it does not matter what they refer to, these are the names that may be another spelling of one that is looked for.
    public func names(in entries: some Collection<Entry>) -> [DistinguishedName] {
        if self.referring.isEmpty { return [] }
        func unknown() -> [DistinguishedName] {
            self.projector.references(in: entries, of: self.referring).filter { self.references.idByDN[$0] == nil }
        }
        if self.needsReferents { return unknown() }
        if self.wantedNames.isEmpty { return [] }
        return unknown().filter { self.wantedNames.contains($0.preparedForm) }
    }

    /// Returns what the directory is to be asked about these entries before they are judged.
    public func questions(about entries: some Collection<Entry>) -> [EqualityQuestion] {
        self.wanted.compactMap { number, wanted in
            let (binding, equality) = self.equalities[number]
            let doubtful = entries.filter { entry in
                binding.shown(in: entry).contains { $0.text.map { equality.isDoubtful($0, wanted) } ?? false }
            }
            let ids = doubtful.compactMap { $0[self.projector.dialect.idAttribute].first }
            if ids.isEmpty { return nil }
            return EqualityQuestion(assertion: Self.assertion(binding, wanted), ids: ids)
        }
    }

    private static func assertion(_ binding: Binding, _ wanted: String) -> AttributeValueAssertion {
        AttributeValueAssertion(attribute: binding.rule.attribute, value: AttributeValue(wanted))
    }

    /// Returns for each entry whether it meets the filter.
    ///
    /// `resolved` is what is known of ``names(in:)``; a name that it lacks is not shown. `held` is what the directory has said to
    /// ``questions(about:)``.
    public func verdicts(
        on entries: some Collection<Entry>, knowing resolved: References = References(), held: HeldTexts = HeldTexts()
    ) -> [Bool] {
        if self.referring.isEmpty { return entries.map { self.isMatch($0, self.references, held) } }
        var known = self.references
        known.merge(resolved)
        // Where only ids are looked for, a name that is not known is some other entry's.
        let others = self.needsReferents ? [] : self.projector.references(in: entries, of: self.referring)
        for name in others where known.idByDN[name] == nil { known.idByDN[name] = name.description }
        return entries.map { self.isMatch($0, known, held) }
    }

    private func isMatch(_ entry: Entry, _ references: References, _ held: HeldTexts) -> Bool {
        guard self.answers.allSatisfy({ $0.binding.shows($0.value, foundIn: entry) }) else { return false }
        guard let filter else { return true }
        let values = zip(self.projector.bindings, self.isRead).map { binding, isRead in
            isRead ? binding.values(in: entry, references: references) : []
        }
        let resource = self.projector.resource(from: entry, showing: values, references)
        return filter.matches(resource, of: self.projector.mapping.resourceType) { path in
            self.equality(at: path, entry, held)
        }
    }

    /// Which texts are the same in an entry: as the directory says, where it was asked.
    private func equality(at path: AttributePath, _ entry: Entry, _ texts: HeldTexts) -> TextEquality? {
        let meant = self.equalities.filter { $0.binding.isMeant(by: path) }
        guard let first = meant.first else { return nil }
        return TextEquality { held, wanted in
            let holders = meant.filter { $0.binding.shown(in: entry).contains(AttributeValue(held)) }
            if holders.isEmpty { return first.equality.mayBeSame(held, wanted) }
            return holders.contains { self.areSame(held, wanted, in: entry, by: $0, texts) }
        }
    }

    private func areSame(
        _ held: String, _ wanted: String, in entry: Entry, by holder: (binding: Binding, equality: LocalEquality),
        _ texts: HeldTexts
    ) -> Bool {
        let (binding, equality) = holder
        let id = entry[self.projector.dialect.idAttribute].first
        guard equality.isDoubtful(held, wanted), let isHeld = texts.holds(Self.assertion(binding, wanted), id: id)
        else {
            return equality.mayBeSame(held, wanted)
        }
        return isHeld && (entry[binding.rule.attribute].count == 1 || equality.mayBeSame(held, wanted))
    }
}

extension Binding {
    /// Whether a path of a filter means its values; a path without a part means `value`.
    func isMeant(by path: AttributePath) -> Bool {
        path.mayMean(self.path)
            && (self.path.subAttribute ?? "value").utf8.equalsIgnoringASCIICase((path.subAttribute ?? "value").utf8)
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
    var comparedTexts: [(path: AttributePath, text: String)] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.comparedTexts)
        case .not(let term): term.comparedTexts
        case .present(let path): path.filteredTexts
        case .compare(let path, let comparison, let literal):
            path.filteredTexts
                + (comparison == .eq || comparison == .ne ? literal.plainText.map { [(path, $0)] } ?? [] : [])
        case .valuePath(let path, let filter):
            filter.comparedTexts.map { (path.whole.part($0.path.attribute), $0.text) }
        }
    }
}

extension AttributePath {
    fileprivate var filteredTexts: [(path: AttributePath, text: String)] {
        self.filter?.comparedTexts.map { (self.whole.part($0.path.attribute), $0.text) } ?? []
    }
}
