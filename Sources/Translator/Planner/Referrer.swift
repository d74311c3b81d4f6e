import LDAP

/// An entry that names another one by its distinguished name, a group for example.
public struct Referrer: Hashable, Sendable {
    /// The name of the entry that refers.
    public var dn: LDAP.DistinguishedName
    /// The attribute that holds the other entry's name.
    public var attribute: LDAP.AttributeDescription

    /// Creates a referrer.
    public init(dn: LDAP.DistinguishedName, attribute: LDAP.AttributeDescription) {
        self.dn = dn
        self.attribute = attribute
    }
}
