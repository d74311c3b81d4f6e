import LDAP

/// What must be true of a directory, besides its schema, for a strategy of `active` to have an effect.
///
/// It is proved at start, and again before somebody is disabled.
public enum ActivationGround: Hashable, Sendable {
    /// The password policy that holds for a person makes a lock keep people out: the one that the person's entry names in the
    /// attribute, or else the default, where the configuration says which it is.
    case lockout(ownPolicy: LDAP.AttributeDescription, defaultPolicy: LDAP.DistinguishedName?)
    /// The group is there, and can have members in this attribute.
    case group(LDAP.DistinguishedName, member: LDAP.AttributeDescription)
    /// The entries are there, below which people are moved.
    case bases([LDAP.DistinguishedName])
}
