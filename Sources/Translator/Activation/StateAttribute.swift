import LDAP

/// An attribute that has one value in active accounts and another one in disabled ones.
struct StateAttribute: Hashable, Sendable {
    private(set) var name: AttributeDescription
    /// The value of active accounts; nil where these have none.
    let active: AttributeValue?
    /// The value of disabled accounts; nil where these have none.
    let inactive: AttributeValue?
    /// What the server says of the attribute; nil where it does not know it, or was not asked yet.
    private var type: LDAP.AttributeType?

    init(_ name: AttributeDescription, active: AttributeValue?, inactive: AttributeValue?) {
        self.name = name
        self.active = active
        self.inactive = inactive
    }

    /// Looks up what a server says of the attribute.
    mutating func bind(to schema: LDAP.Schema) {
        self.type = schema.attributeType(self.name)
        self.name = schema.canonicalName(of: self.name)
    }

    /// Whether the inactive value is there; where there is to be none, whether the active one is missing.
    func isDisabled(_ entry: Entry) -> Bool {
        let values = entry[self.name]
        if let inactive { return values.contains { self.areEqual($0, inactive) } }
        guard let active else { return false }
        return !values.contains { self.areEqual($0, active) }
    }

    /// The condition that the account is disabled, as far as the directory can decide it.
    var disabled: Narrowing {
        if let inactive { return self.having(inactive) }
        return self.active.map { self.having($0).negated } ?? .never
    }

    /// The values that say it, in the place of the value that says the opposite; others stay.
    func values(isActive: Bool, over present: Attribute.Values) -> Attribute.Values {
        let (wished, unwished) = isActive ? (self.active, self.inactive) : (self.inactive, self.active)
        if present.isEmpty { return wished.map { [$0] } ?? [] }
        let others = unwished.map { self.key($0) }.map { key in present.filter { self.key($0) != key } } ?? present
        guard let wished else { return others }
        let key = self.key(wished)
        if others.contains(where: { self.key($0) == key }) { return others }
        return self.type?.isSingleValued ?? false ? [wished] : others + [wished]
    }

    private func having(_ value: AttributeValue) -> Narrowing {
        guard let type else { return .never }
        guard let rule = type.equality else { return .within(.present(self.name)) }
        return rule.normalized(value) == nil ? .never : .exact(.equal(self.name, value))
    }

    private func areEqual(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        self.type?.equality?.equal(left, right) ?? (left == right)
    }

    /// The form in which equal values have equal bytes.
    private func key(_ value: AttributeValue) -> AttributeValue { self.type?.equality?.normalized(value) ?? value }
}
