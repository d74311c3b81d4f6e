import LDAP

/// An entry that names another one by its distinguished name, a group for example.
public struct Referrer: Hashable, Sendable {
    /// The entry that refers, with its values of the attribute, its object classes and its version as far as they were read.
    public var entry: LDAP.Entry
    /// The attribute that holds the other entry's name.
    public var attribute: LDAP.AttributeDescription
    /// Whether a mapping shows the reference, so that the bridge may write it.
    public var isShown: Bool
    /// Whether it was deleted and is kept, so that it is the bridge's own whoever cares for references elsewhere.
    public var isDeleted: Bool
    /// What the entry holds where it refers to nobody and must have a value.
    public var placeholder: LDAP.AttributeValue?

    /// Creates a referrer.
    public init(
        _ entry: LDAP.Entry, attribute: LDAP.AttributeDescription, isShown: Bool = true,
        isDeleted: Bool = false, placeholder: LDAP.AttributeValue? = nil
    ) {
        self.entry = entry
        self.attribute = attribute
        self.isShown = isShown
        self.isDeleted = isDeleted
        self.placeholder = placeholder
    }

    /// The name of the entry that refers.
    public var dn: LDAP.DistinguishedName { self.entry.dn }

    /// Returns the values by which the entry names another one, as it spells them.
    public func values(of name: LDAP.DistinguishedName) -> [LDAP.AttributeValue] {
        self.entry[self.attribute].filter { $0.names(name) }
    }

    /// Whether the entry names another one by this name.
    public func names(_ name: LDAP.DistinguishedName?) -> Bool {
        guard let name else { return false }
        return self.entry[self.attribute].contains { $0.names(name) }
    }
}

extension LDAP.AttributeValue {
    /// Whether the value is this name in some spelling.
    func names(_ name: LDAP.DistinguishedName) -> Bool {
        self.text.map { LDAP.DistinguishedName(server: $0) } == name
    }
}
