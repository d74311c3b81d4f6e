import LDAP

/// Where the entries are that were deleted and that the directory still has.
public struct Graveyard: Hashable, Sendable {
    /// The entry below which they are.
    public var base: LDAP.DistinguishedName
    /// What tells them from those that are not deleted; nil where there are no others.
    public var mark: LDAP.Filter?

    /// Returns the condition that an entry there meets another one and is deleted.
    public func filter(_ condition: LDAP.Filter) -> LDAP.Filter {
        self.mark.map { .and([condition, $0]) } ?? condition
    }
}

extension Mapping {
    /// Where deleted entries are; nil where none are kept.
    public var graveyard: Graveyard? {
        switch self.deletion {
        case .trash(let base)?: Graveyard(base: base)
        case .mark(let mark)?: Graveyard(base: self.base, mark: mark.filter)
        case .delete?, nil: nil
        }
    }
}
