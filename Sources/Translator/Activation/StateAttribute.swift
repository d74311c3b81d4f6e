import LDAP

/// An attribute that says by its values whether an account is active.
struct StateAttribute: Hashable, Sendable {
    private(set) var name: AttributeDescription
    /// What active accounts have.
    let active: StateWords
    /// What disabled accounts have.
    let inactive: StateWords
    /// Whether accounts without any value are disabled.
    let isDisabledIfAbsent: Bool
    /// Whether the attribute has one value or none, so that whatever else is there gives way.
    let isExclusive: Bool
    /// How values are compared, where the server's schema does not say so, or not as the server does it.
    private let comparison: MatchingRule?
    /// What the server says of the attribute; nil where it does not know it, or was not asked yet.
    private var type: LDAP.AttributeType?

    init(
        _ name: AttributeDescription, active: StateWords, inactive: StateWords, absent: Mapping.Activation.State? = nil,
        isExclusive: Bool = false, comparedBy comparison: MatchingRule? = nil
    ) {
        self.name = name
        self.active = active
        self.inactive = inactive
        self.isDisabledIfAbsent = absent == .inactive || (absent == nil && inactive.isEmpty && !active.isEmpty)
        self.isExclusive = isExclusive
        self.comparison = comparison
    }

    /// Looks up what a server says of the attribute.
    mutating func bind(to schema: LDAP.Schema) {
        self.type = schema.attributeType(self.name)
        self.name = schema.canonicalName(of: self.name)
    }

    /// Whether there is a value for inactive accounts; where there is to be none, whether every one for active accounts is missing.
    func isDisabled(_ entry: Entry) -> Bool {
        let values = entry[self.name]
        if values.isEmpty { return self.isDisabledIfAbsent }
        if self.inactive.isEmpty { return !self.active.isEmpty && !self.holds(self.active, values) }
        return self.holds(self.inactive, values)
    }

    /// The condition that the account is disabled, as far as the directory can decide it.
    var disabled: Narrowing {
        guard self.type != nil else { return .never }
        if self.inactive.isEmpty {
            return self.active.isEmpty ? .never : Narrowing.any(self.active.values.map(self.having)).negated
        }
        let absent: [Narrowing] = self.isDisabledIfAbsent ? [Narrowing.exact(.present(self.name)).negated] : []
        return .any(self.inactive.values.map(self.having) + absent)
    }

    /// The values that say it, in the place of those that say the opposite; others stay.
    func values(isActive: Bool, over present: Attribute.Values) -> Attribute.Values {
        let (wished, unwished) = isActive ? (self.active, self.inactive) : (self.inactive, self.active)
        if present.isEmpty { return wished.written.map { [$0] } ?? [] }
        let known = self.holds(wished, present) ? present.first { self.isAmong(wished, $0) } : wished.written
        if self.isExclusive { return known.map { [$0] } ?? [] }
        let others = unwished.isEmpty ? present : present.filter { !self.isAmong(unwished, $0) }
        guard let known, !self.holds(wished, others) else { return others }
        return self.type?.isSingleValued ?? false ? [known] : others + [known]
    }

    /// Whether a value is both that of an active account and that of a disabled one.
    var isAmbiguous: Bool {
        self.active.values.contains { self.isAmong(self.inactive, $0) }
            || (self.active.isEmpty && self.inactive.isEmpty)
    }

    private func having(_ value: AttributeValue) -> Narrowing {
        guard let rule = self.rule else { return .within(.present(self.name)) }
        return rule.normalized(value) == nil ? .never : .exact(.equal(self.name, value))
    }

    private var rule: MatchingRule? { self.comparison ?? self.type?.equality }

    private func holds(_ words: StateWords, _ values: Attribute.Values) -> Bool {
        for value in values where self.isAmong(words, value) { return true }
        return false
    }

    private func isAmong(_ words: StateWords, _ value: AttributeValue) -> Bool {
        for word in words.values where self.rule?.equal(word, value) ?? (word == value) { return true }
        return false
    }
}
