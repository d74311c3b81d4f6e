import LDAP

/// Two texts of which only the directory can say whether they are the same.
public struct EqualityDoubt: Hashable, Sendable {
    /// The attribute that holds one of them.
    public var attribute: AttributeDescription
    /// What an entry holds.
    public var held: AttributeValue
    /// What a filter looks for.
    public var wanted: AttributeValue

    /// What finds an entry that holds the one if it is the same as the other.
    public var filter: LDAP.Filter { .equal(self.attribute, self.wanted) }
}
