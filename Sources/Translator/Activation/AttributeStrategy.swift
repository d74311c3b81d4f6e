import LDAP

/// `attribute`: any attribute, with a value or without one.
struct AttributeStrategy: ValueStrategy {
    var state: StateAttribute
}

extension Mapping.Activation {
    /// A value of an attribute; nil stands for an attribute that is absent.
    public static func attribute(
        _ name: LDAP.AttributeDescription, active: String?, inactive: String?
    ) -> Mapping.Activation {
        let (active, inactive) = (active.map { AttributeValue($0) }, inactive.map { AttributeValue($0) })
        return Mapping.Activation(AttributeStrategy(state: StateAttribute(name, active: active, inactive: inactive)))
    }
}
