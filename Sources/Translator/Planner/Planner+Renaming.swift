import LDAP
import SCIM

extension Planner {
    /// The rename that a draft needs because it no longer holds a value that names the entry; nil if none does.
    ///
    /// - Throws: `mutability` if nothing takes the value's place.
    func renaming(of draft: EntryDraft) throws(SCIMError) -> EntryRenaming? {
        guard let leaf = draft.entry.dn.leaf else { return nil }
        var renaming = EntryRenaming(of: draft.entry, to: leaf)
        var isRenamed = false
        for (index, assertion) in leaf.assertions.enumerated() {
            guard let attribute = draft.touched.first(where: { self.isSame($0, assertion.type) }),
                let old = self.stored(assertion, in: draft.entry[attribute], of: attribute),
                !draft.wished[attribute].contains(old)
            else { continue }
            let new = try self.successor(of: old, attribute, in: draft)
            renaming.leaf.assertions[index].value = new
            renaming.former.assertions[index].value = old
            self.exchange(old, for: new, attribute, in: &renaming)
            isRenamed = true
        }
        return isRenamed ? renaming : nil
    }

    /// The attribute's value that the relative name asserts, as the attribute spells it.
    private func stored(
        _ assertion: RelativeDistinguishedName.Assertion, in values: [AttributeValue],
        of attribute: LDAP.AttributeDescription
    ) -> AttributeValue? {
        if values.contains(assertion.value) { return assertion.value }
        let key = self.key(assertion.value, of: attribute)
        return values.first { self.key($0, of: attribute) == key }
    }

    private func successor(
        of old: AttributeValue, _ attribute: LDAP.AttributeDescription, in draft: EntryDraft
    ) throws(SCIMError) -> AttributeValue {
        let wished = draft.wished[attribute]
        if let new = wished.without(draft.entry[attribute]).first ?? wished.first { return new }
        throw .mutability(
            "\(self.path(of: attribute)) cannot be removed: the entry \(draft.entry.dn) is named by it. Send another value."
        )
    }

    /// Does to the values what the server does on a rename.
    private func exchange(
        _ old: AttributeValue, for new: AttributeValue, _ attribute: LDAP.AttributeDescription,
        in renaming: inout EntryRenaming
    ) {
        let key = self.key(new, of: attribute)
        let others = renaming.after[attribute].without([old])
        let isThere = others.contains { self.key($0, of: attribute) == key }
        renaming.after[attribute] = isThere ? others : others + [new]
        if isThere { renaming.deletesNewOnReturn = false }
    }

    /// The SCIM attribute that an LDAP attribute holds, or its own name if no rule has it.
    func path(of attribute: LDAP.AttributeDescription) -> String {
        self.bindings.first { self.isSame($0.rule.attribute, attribute) }?.rule.path.description ?? "\(attribute)"
    }
}
