import LDAP

/// What `active` is on one server: how an entry shows it, and how it is searched.
struct Activity: Sendable {
    fileprivate struct Strategy: Sendable {
        let activation: Mapping.Activation
        let type: LDAP.AttributeType?
    }

    private let strategies: [Strategy]

    init(_ activation: [Mapping.Activation], schema: LDAP.Schema) {
        self.strategies = activation.map { Strategy(activation: $0, type: schema.attributeType($0.attribute)) }
    }

    /// Whether `active` is mapped at all.
    var isMapped: Bool { !self.strategies.isEmpty }

    /// The attributes that it is read from.
    var attributes: [AttributeDescription] {
        self.strategies.compactMap { $0.type == nil ? nil : $0.activation.attribute }
    }

    /// Whether none of the strategies says that the account is disabled.
    func isActive(_ entry: Entry) -> Bool {
        !self.strategies.contains { $0.isDisabled(entry) }
    }

    /// The condition that an entry is active.
    var narrowing: Narrowing { Narrowing.any(self.strategies.map(\.disabled)).negated }
}

extension Activity.Strategy {
    /// Disabled is who has the inactive value; where that is to have none, who lacks the active value.
    fileprivate func isDisabled(_ entry: Entry) -> Bool {
        let values = entry[self.activation.attribute]
        if let inactive = self.activation.inactiveValue { return values.contains { self.equal($0, inactive) } }
        guard let active = self.activation.activeValue else { return false }
        return !values.contains { self.equal($0, active) }
    }

    fileprivate var disabled: Narrowing {
        if let inactive = self.activation.inactiveValue { return self.having(inactive) }
        guard let active = self.activation.activeValue else { return .never }
        return self.having(active).negated
    }

    private func having(_ value: AttributeValue) -> Narrowing {
        guard let type = self.type else { return .never }
        guard let rule = type.equality else { return .within(.present(self.activation.attribute)) }
        return rule.normalized(value) == nil ? .never : .exact(.equal(self.activation.attribute, value))
    }

    private func equal(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        self.type?.equality.map { $0.equal(left, right) } ?? (left == right)
    }
}
