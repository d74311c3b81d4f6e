import LDAP
import SCIM

extension Planner {
    /// What carries the references along when an entry gets another name, or none.
    ///
    /// - Throws: `mutability` if references would be left behind and the mapping does not say who cares for them.
    func steps(
        for referrers: [Referrer], of old: DistinguishedName, becoming new: DistinguishedName?
    ) throws(SCIMError) -> [Plan.Step] {
        if referrers.isEmpty || old == new { return [] }
        switch self.mapping.renaming {
        case .server: return []
        case .follow: return referrers.map { self.step(for: $0, of: old, becoming: new) }
        case .refuse: throw .leavesReferences(to: old, in: referrers, isRemoved: new == nil)
        }
    }

    private func step(
        for referrer: Referrer, of old: DistinguishedName, becoming new: DistinguishedName?
    ) -> Plan.Step {
        let dn = referrer.dn == old ? new ?? old : referrer.dn
        let gone = Modification(.delete, referrer.attribute, [AttributeValue(old.description)])
        let back = Modification(.add, referrer.attribute, [AttributeValue(old.description)])
        guard let new else { return Plan.Step(.modify(dn, [gone]), inverse: .modify(dn, [back])) }
        let value = AttributeValue(new.description)
        return Plan.Step(
            .modify(dn, [gone, Modification(.add, referrer.attribute, [value])]),
            inverse: .modify(dn, [Modification(.delete, referrer.attribute, [value]), back])
        )
    }
}

extension SCIMError {
    fileprivate static func leavesReferences(
        to dn: DistinguishedName, in referrers: [Referrer], isRemoved: Bool
    ) -> SCIMError {
        let examples = referrers.prefix(3).map(\.dn.description).joined(separator: "; ")
        let more = referrers.count > 3 ? " and \(referrers.count - 3) more" : ""
        return .mutability(
            "\(dn) cannot be \(isRemoved ? "deleted" : "renamed or moved"): \(examples)\(more) name it and would keep the old "
                + "name. Set on_rename in the configuration to `server` if the directory keeps references right (referential "
                + "integrity), or to `follow` to have Starbridge rewrite them."
        )
    }
}
