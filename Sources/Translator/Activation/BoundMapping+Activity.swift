public import LDAP

extension BoundMapping {
    /// The attributes by which it is told whether an account is active.
    public var attributesOfState: [AttributeDescription] {
        self.activity.attributes.isEmpty ? [.noAttributes] : self.activity.attributes
    }

    /// Whether SCIM shows the account of an entry, read with ``attributesOfState``, as active.
    public func isActive(_ entry: Entry) -> Bool { self.activity.isActive(entry) }
}
