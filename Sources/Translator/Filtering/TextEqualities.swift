import LDAP
import SCIM

/// What `attribute eq "text"` means at every path for which that depends on nothing but the text, found out once.
///
/// ``ConditionCompiler`` still says what a filter means: for each path it compiles one sample text, of all printable ASCII characters, and
/// what becomes of the sample becomes of every text of such characters.
struct TextEqualities: Sendable {
    private let equalities: [AttributePath: TextEquality]

    /// Those at the paths of the mapping, with and without the schema of their extension.
    init(_ paths: FilterablePaths) {
        let named = paths.bindings.flatMap { [$0.path, $0.rule.path] }
        let bare = named.map {
            AttributePath(attribute: $0.attribute, filter: $0.filter, subAttribute: $0.subAttribute)
        }
        var equalities: [AttributePath: TextEquality] = [:]
        for path in named + bare where equalities[path] == nil {
            equalities[path] = TextEquality(at: path, in: paths)
        }
        self.equalities = equalities
    }

    /// What the filter demands; nil where that must be found out in the general way.
    func condition(of filter: SCIM.Filter) -> Condition? {
        guard case .compare(let path, .eq, .string(let text)) = filter else { return nil }
        return self.equalities[path]?.condition(text)
    }

    /// Whether a filter is made of nothing but such comparisons, so that it names no ids of other entries.
    func include(_ filter: SCIM.Filter) -> Bool {
        switch filter {
        case .compare(let path, .eq, .string): self.equalities[path] != nil
        case .and(let terms): terms.allSatisfy(self.include)
        case .compare, .or, .not, .present, .valuePath: false
        }
    }
}

/// What `attribute eq "text"` means at one path.
struct TextEquality: Sendable {
    private static let sample = String(decoding: 0x20...0x7E as ClosedRange<UInt8>, as: UTF8.self)
    /// The rules to which every text of printable ASCII is a value.
    private static let rules: Set<LDAP.MatchingRule> = [
        .caseIgnore, .caseExact, LDAP.MatchingRule(rawValue: "caseIgnoreIA5Match"),
        LDAP.MatchingRule(rawValue: "caseExactIA5Match"),
    ]

    private let attribute: LDAP.AttributeDescription
    /// The rule whose values are judged when the directory has answered; nil where its answer says all.
    private let answered: AttributePath?

    /// Nil where what is asked, or what is left of it, depends on more than the text.
    init?(at path: AttributePath, in paths: FilterablePaths) {
        let compiler = ConditionCompiler(paths: paths, references: References(), interims: nil)
        let value = AttributeValue(Self.sample)
        guard let condition = try? compiler.condition(of: .compare(path, .eq, .string(Self.sample))),
            condition.residual == nil, case .equal(let attribute, value) = condition.narrowing.superset,
            let rule = paths.schema.attributeType(attribute)?.equality, Self.rules.contains(rule),
            // The sample says nothing of what becomes of other texts in another form.
            !paths.bindings.contains(where: { $0.rule.attribute == attribute && $0.rule.form != nil })
        else { return nil }
        self.attribute = attribute
        self.answered = condition.answers.first?.path
    }

    /// What a text demands; nil for one that is empty or has more than printable ASCII.
    func condition(_ text: String) -> Condition? {
        var text = text
        guard !text.isEmpty, text.withUTF8({ $0.allSatisfy { $0 &- 0x20 < 0x5F } }) else { return nil }
        let value = AttributeValue(text)
        let filter = LDAP.Filter.equal(self.attribute, value)
        guard let answered else { return Condition(exactly: .exact(filter)) }
        return Condition(
            .within(filter), answeredBy: AnsweredComparison(path: answered, comparison: .eq, value: value))
    }
}
