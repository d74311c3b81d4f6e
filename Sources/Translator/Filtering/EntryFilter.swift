import Directories
import Encodings
import LDAP
import SCIM

/// What the directory could not decide of a filter, made ready once for many of the entries that it found.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
public final class EntryFilter: Sendable {
    private let projector: EntryProjector
    private let filter: SCIM.Filter?
    /// What the directory has said of the values of a binding.
    private let answers: [(binding: Binding, answer: AnsweredComparison)]
    /// How texts compare at the paths that the filter looks at.
    private let texts: TextComparisons
    /// The prepared forms of the names that the filter looks for and that servers may know in another spelling.
    private let wantedNames: Set<[UInt8]>
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
        if translation.isDecided { return nil }
        let paths = translation.residual?.paths ?? []
        self.projector = projector
        self.filter = translation.residual
        self.answers = translation.answers.compactMap { answer in
            projector.bindings.first { $0.rule.path == answer.path }.map { ($0, answer) }
        }
        self.comparisons = (translation.residual?.comparisons ?? 0) + self.answers.count
        self.texts = TextComparisons(translation.residual?.comparedTexts ?? [], projector)
        self.references = translation.references
        self.wantedNames = Set(translation.references.names.filter { !$0.isASCII }.map(\.preparedForm))
        self.isRead =
            paths.isEmpty ? [] : projector.bindings.map { binding in paths.contains { $0.mayMean(binding.path) } }
        self.referring = zip(projector.bindings, self.isRead).filter { $0.0.rule.isReference && $0.1 }.map(\.0)
        self.needsReferents = translation.needsReferents
    }

    /// Returns the names to be resolved before these entries are filtered, each once.
    ///
    /// Where it does not matter what they refer to, these are the names that may be another spelling of one that is looked for.
    public func names(in entries: ArraySlice<Entry>) -> [ReferenceName] {
        if self.referring.isEmpty { return [] }
        func unknown() -> [ReferenceName] {
            self.projector.references(in: entries, of: self.referring).filter { self.references.id(of: $0) == nil }
        }
        if self.needsReferents { return unknown() }
        if self.wantedNames.isEmpty { return [] }
        return unknown().filter { $0.distinguishedName.map { self.wantedNames.contains($0.preparedForm) } ?? false }
    }

    /// Returns what the directory is to be asked about these entries before they are filtered.
    ///
    /// `resolved` is what is known of ``names(in:)``.
    public func questions(
        about entries: ArraySlice<Entry>, knowing resolved: References = References()
    ) -> [TextQuestion] {
        if self.filter == nil { return [] }
        return self.texts.questions(about: entries, knowing: self.known(resolved))
    }

    /// Returns for each entry whether it meets the filter.
    ///
    /// `resolved` is what is known of ``names(in:)``; a name that it lacks is not shown. `answers` is what the directory has said
    /// to ``questions(about:knowing:)``.
    public func matches(
        _ entries: ArraySlice<Entry>, knowing resolved: References = References(),
        _ answers: TextAnswers = TextAnswers()
    ) -> [Bool] {
        if self.filter == nil { return entries.map(self.shows) }
        var known = self.known(resolved)
        let rules = self.texts.rules(knowing: known, answers)
        if self.referring.isEmpty { return entries.map { self.isMatch($0, known, rules) } }
        // Where only ids are looked for, a name that is not known is some other entry's.
        let others = self.needsReferents ? [] : self.projector.references(in: entries, of: self.referring)
        for name in others where known.id(of: name) == nil {
            known.note(ResourceID(name.value.text ?? ""), alsoNamed: name)
        }
        return entries.map { self.isMatch($0, known, rules) }
    }

    private func known(_ resolved: References) -> References {
        var known = self.references
        known.merge(resolved)
        return known
    }

    /// Whether SCIM shows the values by which the directory found an entry.
    private func shows(_ entry: Entry) -> Bool {
        self.answers.allSatisfy { $0.binding.shows($0.answer, foundIn: entry) }
    }

    private func isMatch(_ entry: Entry, _ references: References, _ rules: TextRules) -> Bool {
        guard self.shows(entry) else { return false }
        guard let filter else { return true }
        let values = zip(self.projector.bindings, self.isRead).map { binding, isRead in
            isRead ? binding.values(in: entry, references: references) : []
        }
        let resource = self.projector.resource(from: entry, showing: values, references)
        return filter.matches(resource, of: self.projector.mapping.resourceType) { rules.rule(at: $0, in: entry) }
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
