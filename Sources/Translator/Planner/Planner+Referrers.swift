import LDAP
import SCIM

extension Planner {
    /// What carries the references along when an entry gets another name, or none.
    ///
    /// - Throws: `mutability` if references would be left behind: the mapping does not say who cares for them, or they are not
    ///   the bridge's to write.
    func steps(
        for referrers: [Referrer], of old: DistinguishedName, becoming new: DistinguishedName?
    ) throws(SCIMError) -> [Plan.Step] {
        if referrers.isEmpty || old == new { return [] }
        switch self.mapping.renaming {
        case .server: return []
        case .follow:
            let foreign = referrers.filter { !$0.isShown }
            if !foreign.isEmpty {
                throw .leavesReferences(to: old, in: foreign, isRemoved: new == nil, isFollowed: true)
            }
            return try self.rewriting(referrers, of: old, becoming: new).steps
        case .refuse: throw .leavesReferences(to: old, in: referrers, isRemoved: new == nil, isFollowed: false)
        }
    }

    /// The plan that rewrites references, whoever cares for them otherwise.
    ///
    /// - Throws: `mutability` where nobody would be left in an attribute that must have a value.
    public func rewriting(
        _ referrers: [Referrer], of old: DistinguishedName, becoming new: DistinguishedName?
    ) throws(SCIMError) -> Plan {
        var plan = Plan(effect: .update)
        var seen: Set<DistinguishedName> = []
        for referrer in referrers {
            // A second attribute of the same entry finds what the first has changed.
            let isFirst = seen.insert(referrer.dn).inserted
            plan.steps.append(try self.step(for: referrer, of: old, becoming: new, isFirst: isFirst))
        }
        return plan
    }

    /// The former name goes as the entry spells it, so that the way back leaves nothing else.
    private func step(
        for referrer: Referrer, of old: DistinguishedName, becoming new: DistinguishedName?, isFirst: Bool
    ) throws(SCIMError) -> Plan.Step {
        let (entry, attribute) = (referrer.entry, referrer.attribute)
        let values = entry[attribute]
        func names(_ dn: DistinguishedName) -> [AttributeValue] {
            values.filter { $0.text.map { DistinguishedName(server: $0) } == dn }
        }
        let gone = names(old).isEmpty ? [AttributeValue(old.description)] : names(old)
        var added: [AttributeValue] = []
        if let new, names(new).isEmpty { added = [AttributeValue(new.description)] }
        if new == nil, gone.count == values.count, self.demands(attribute, of: entry) {
            guard let placeholder = referrer.placeholder else { throw .leavesNobody(but: old, in: referrer) }
            added = [placeholder]
        }
        let dn = entry.dn == old ? new ?? old : entry.dn
        let more = added.isEmpty ? [] : [Modification(.add, attribute, added)]
        let less = added.isEmpty ? [] : [Modification(.delete, attribute, added)]
        return Plan.Step(
            .modify(dn, [Modification(.delete, attribute, gone)] + more),
            inverse: .modify(dn, less + [Modification(.add, attribute, gone)]),
            precondition: self.precondition(of: entry, isInside: false, isVersioned: isFirst),
            recovery: self.recovery(of: entry, isFirst: isFirst)
        )
    }
}

extension SCIMError {
    fileprivate static func leavesReferences(
        to dn: DistinguishedName, in referrers: [Referrer], isRemoved: Bool, isFollowed: Bool
    ) -> SCIMError {
        let examples = referrers.prefix(3).map { "\($0.dn) (\($0.attribute))" }.joined(separator: "; ")
        let more = referrers.count > 3 ? " and \(referrers.count - 3) more" : ""
        let reason = isFollowed ? ", and the configuration does not let Starbridge write that" : ""
        let way =
            isFollowed
            ? "." : ", or to `follow` to have Starbridge rewrite those that the configuration maps."
        return .mutability(
            "\(dn) cannot be \(isRemoved ? "deleted" : "renamed or moved"): \(examples)\(more) name it and would keep the old "
                + "name\(reason). Set on_rename in the configuration to `server` if the directory keeps references right "
                + "(referential integrity)\(way)"
        )
    }

    fileprivate static func leavesNobody(but dn: DistinguishedName, in referrer: Referrer) -> SCIMError {
        .mutability(
            "\(dn) cannot be deleted: \(referrer.dn) must have a \(referrer.attribute), and this is the only one. Give that entry "
                + "another one first."
        )
    }
}
