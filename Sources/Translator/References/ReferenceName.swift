import LDAP

/// By what an entry names another one.
public enum ReferenceName: Hashable, Sendable {
    /// The distinguished name of the other.
    case entry(LDAP.DistinguishedName)
    /// A value of one of the other's attributes: `ada` in the `memberUid` of a group is the `uid` of a person.
    case key(LDAP.AttributeValueAssertion)

    /// The value that holds the name.
    public var value: LDAP.AttributeValue {
        switch self {
        case .entry(let name): AttributeValue(name.description)
        case .key(let assertion): assertion.value
        }
    }

    /// The distinguished name; nil for a key.
    public var distinguishedName: LDAP.DistinguishedName? {
        if case .entry(let name) = self { name } else { nil }
    }
}

extension ReferenceName {
    /// What a value names where names have the form that a key says; nil for what is no name.
    public init?(_ value: LDAP.AttributeValue, by key: LDAP.AttributeDescription?) {
        if let key {
            self = .key(AttributeValueAssertion(attribute: key, value: value))
        } else if let text = value.text {
            self = .entry(DistinguishedName(server: text))
        } else {
            return nil
        }
    }
}
