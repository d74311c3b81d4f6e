import LDAP

extension Dialect {
    /// Returns what the assertion control (RFC 4528) is given for a write to the entry of this name.
    ///
    /// OpenLDAP's overlays copy the control to operations of their own on other entries: `unique` to its search, which then
    /// fails at its base (122 "unique_search failed"), and `memberof` to the writes of `memberOf`, which are then left out without
    /// a word. So the assertion lets every other entry pass.
    public func assertion(of precondition: LDAP.Filter, for target: DistinguishedName) -> LDAP.Filter {
        guard self.assertsInnerOperations else { return precondition }
        return .or([precondition, .not(.equal(self.nameAttribute, AttributeValue(target.description)))])
    }
}
