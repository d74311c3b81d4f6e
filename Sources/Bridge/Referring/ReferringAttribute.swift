import LDAP

/// An attribute in which entries name others, and how.
struct ReferringAttribute: Hashable, Sendable {
    let name: AttributeDescription
    /// The attribute of the others by whose value they are named; nil where they are by their distinguished names.
    let key: AttributeDescription?
}
