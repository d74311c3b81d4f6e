import LDAP

extension Dialect {
    /// Returns what the assertion control (RFC 4528) is given for a write to the entry with this id.
    ///
    /// OpenLDAP's overlay `unique` copies the control to a search of its own, which then fails at the base of that search:
    /// a write to a unique attribute answers 122 "unique_search failed" whatever the entry holds. So the assertion also lets
    /// entries pass that are another one and have entries below them, as that base has.
    public func assertion(of precondition: LDAP.Filter, for id: AttributeValueAssertion?) -> LDAP.Filter {
        guard self.assertsInnerSearches, let id else { return precondition }
        let another = LDAP.Filter.not(.equal(id.attribute, id.value))
        return .or([precondition, .and([another, .equal("hasSubordinates", "TRUE")])])
    }
}
