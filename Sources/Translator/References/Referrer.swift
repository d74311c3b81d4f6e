import LDAP

/// An entry that names another one, a group for example.
public struct Referrer: Hashable, Sendable {
    /// The entry that refers, with its values of the attribute, its object classes and its version as far as they were read.
    public var entry: LDAP.Entry
    /// The attribute that holds the other entry's name.
    public var attribute: LDAP.AttributeDescription
    /// The attribute of the other entry by whose value it is named; nil where it is by its distinguished name.
    public var key: LDAP.AttributeDescription?
    /// Whether a mapping shows the reference, so that the bridge may write it.
    public var isShown: Bool
    /// Whether it was deleted and is kept, so that it is the bridge's own whoever cares for references elsewhere.
    public var isDeleted: Bool
    /// What the entry holds where it refers to nobody and must have a value.
    public var placeholder: LDAP.AttributeValue?

    /// Creates a referrer.
    public init(
        _ entry: LDAP.Entry, attribute: LDAP.AttributeDescription, key: LDAP.AttributeDescription? = nil,
        isShown: Bool = true,
        isDeleted: Bool = false, placeholder: LDAP.AttributeValue? = nil
    ) {
        self.entry = entry
        self.attribute = attribute
        self.key = key
        self.isShown = isShown
        self.isDeleted = isDeleted
        self.placeholder = placeholder
    }

    /// The name of the entry that refers.
    public var dn: LDAP.DistinguishedName { self.entry.dn }

    /// Returns the values by which the entry names another one, as it spells them.
    public func values(of name: ReferenceName) -> [LDAP.AttributeValue] {
        self.entry[self.attribute].filter { ReferenceName($0, by: self.key) == name }
    }

    /// Whether the entry names another one by this name.
    public func names(_ name: ReferenceName?) -> Bool {
        guard let name else { return false }
        return self.entry[self.attribute].contains { ReferenceName($0, by: self.key) == name }
    }
}
