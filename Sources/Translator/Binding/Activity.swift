import LDAP

/// What `active` is on one server: how an entry shows it, and how it is searched.
struct Activity: Sendable {
    fileprivate struct Strategy: Sendable {
        let attribute: AttributeDescription
        let active: AttributeValue?
        let inactive: AttributeValue?
        /// Whether the server knows the attribute.
        let isKnown: Bool
        let equality: LDAP.MatchingRule?
    }

    private let strategies: [Strategy]

    init(_ activation: [Mapping.Activation], schema: LDAP.Schema) {
        self.strategies = activation.map {
            let type = schema.attributeType($0.attribute)
            return Strategy(
                attribute: $0.attribute, active: $0.activeValue, inactive: $0.inactiveValue, isKnown: type != nil,
                equality: type?.equality
            )
        }
    }

    /// Whether `active` is mapped at all.
    var isMapped: Bool { !self.strategies.isEmpty }

    /// The attributes that it is read from.
    var attributes: [AttributeDescription] {
        self.strategies.filter(\.isKnown).map(\.attribute)
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
        let values = entry[self.attribute]
        if let inactive { return values.contains { self.equal($0, inactive) } }
        guard let active else { return false }
        return !values.contains { self.equal($0, active) }
    }

    fileprivate var disabled: Narrowing {
        if let inactive { return self.having(inactive) }
        return self.active.map { self.having($0).negated } ?? .never
    }

    private func having(_ value: AttributeValue) -> Narrowing {
        guard self.isKnown else { return .never }
        guard let equality else { return .within(.present(self.attribute)) }
        return equality.normalized(value) == nil ? .never : .exact(.equal(self.attribute, value))
    }

    private func equal(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        self.equality.map { $0.equal(left, right) } ?? (left == right)
    }
}
