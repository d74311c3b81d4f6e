import LDAP

/// `attribute`: any attribute, with some values or without them.
struct AttributeStrategy: ValueStrategy {
    var state: StateAttribute
}

extension Mapping.Activation {
    /// Values of an attribute; without words for one of both states, that is having none of the other's.
    ///
    /// `absent` is what accounts without a value are; by default active, but where only active accounts have words.
    public static func attribute(
        _ name: LDAP.AttributeDescription, active: StateWords, inactive: StateWords, absent: State? = nil
    ) -> Mapping.Activation {
        let state = StateAttribute(name, active: active, inactive: inactive, absent: absent)
        return Mapping.Activation(AttributeStrategy(state: state))
    }
}
