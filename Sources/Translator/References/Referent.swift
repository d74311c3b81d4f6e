import LDAP

/// What SCIM shows of a resource that another one refers to.
public struct Referent: Sendable, Hashable {
    /// The name of its resource type, such as `User`.
    public var resourceType: String
    /// Its URL.
    public var location: String
    /// Its name for display, where the mapping has one.
    public var display: String?
    /// The attribute of which that is a value, with all that the entry holds.
    public var names: LDAP.Attribute?

    /// Creates a referent.
    public init(resourceType: String, location: String, display: String? = nil, names: LDAP.Attribute? = nil) {
        self.resourceType = resourceType
        self.location = location
        self.display = display
        self.names = names
    }
}
