import LDAP
import SCIM

extension Planner {
    /// The rename that a draft needs because it no longer holds a value that names the entry; nil if none does.
    ///
    /// - Throws: `mutability` if nothing takes the value's place.
    func renaming(of draft: EntryDraft) throws(SCIMError) -> EntryRenaming? {
        guard let leaf = draft.entry.dn.leaf,
            leaf.assertions.contains(where: { name in draft.touched.contains { self.isSame($0, name.type) } })
        else { return nil }
        var renaming = EntryRenaming(of: draft.entry, to: leaf)
        var renamed: Set<Int> = []
        for (index, assertion) in leaf.assertions.enumerated() {
            guard let attribute = draft.touched.first(where: { self.isSame($0, assertion.type) }),
                let old = self.stored(assertion, in: draft.entry[attribute], of: attribute),
                !draft.wished[attribute].contains(old)
            else { continue }
            let new = try self.successor(of: old, attribute, in: draft)
            renaming.leaf.assertions[index].value = new
            renaming.former.assertions[index].value = old
            self.exchange(old, for: new, attribute, in: &renaming)
            renamed.insert(index)
        }
        if renamed.isEmpty { return nil }
        for index in leaf.assertions.indices where !renamed.contains(index) { self.keep(index, in: &renaming) }
        return renaming
    }

    /// Keeps a part of a name of several, spelled as the attribute has it: the server deletes its value and adds it anew.
    private func keep(_ index: Int, in renaming: inout EntryRenaming) {
        let assertion = renaming.leaf.assertions[index]
        let attribute = renaming.entry.attributes.first { self.isSame($0.description, assertion.type) }
        guard let attribute, let value = self.stored(assertion, in: attribute.values, of: attribute.description) else {
            return
        }
        renaming.leaf.assertions[index].value = value
        renaming.former.assertions[index].value = value
        renaming.after[attribute.description] = attribute.values.without([value]) + [value]
    }

    /// Wishes for the order of values where their order in `present`, the entry once it is renamed, would have another one shown.
    func keepOrder(in draft: inout EntryDraft, over present: Entry) {
        for binding in self.bindings where !binding.isMultiValued && binding.rule.isLoaded && !binding.isSecret {
            let attribute = binding.rule.attribute
            let (left, wished) = (present[attribute], draft.wished[attribute])
            if left == wished { continue }
            var written = draft.wished
            written[attribute] = left.filter(wished.contains) + wished.without(left)
            if binding.shown(in: written) == binding.shown(in: draft.wished) { continue }
            draft.set(wished, for: attribute, as: .ordered)
        }
    }

    /// The attribute's value that the relative name asserts, as the attribute spells it.
    private func stored(
        _ assertion: RelativeDistinguishedName.Assertion, in values: [AttributeValue],
        of attribute: LDAP.AttributeDescription
    ) -> AttributeValue? {
        if values.contains(assertion.value) { return assertion.value }
        let rule = self.schema.attributeType(attribute)?.equality ?? .octetString
        // One of them is it: the directory has seen to that.
        return values.first { rule.certain($0) == rule.certain(assertion.value) }
            ?? values.first { rule.equal($0, assertion.value) }
    }

    private func successor(
        of old: AttributeValue, _ attribute: LDAP.AttributeDescription, in draft: EntryDraft
    ) throws(SCIMError) -> AttributeValue {
        let wished = draft.wished[attribute]
        if let new = wished.without(draft.entry[attribute]).first ?? wished.first {
            guard new.text?.isInvisible ?? false else { return new }
            throw .invalidValue(
                "\(self.path(of: attribute)) names the entry \(draft.entry.dn) and holds nothing that can be seen. Send a value that "
                    + "can be read.")
        }
        throw .mutability(
            "\(self.path(of: attribute)) cannot be removed: the entry \(draft.entry.dn) is named by it. Send another value."
        )
    }

    /// Does to the values what the server does on a rename.
    private func exchange(
        _ old: AttributeValue, for new: AttributeValue, _ attribute: LDAP.AttributeDescription,
        in renaming: inout EntryRenaming
    ) {
        let rule = self.schema.attributeType(attribute)?.equality ?? .octetString
        let others = renaming.after[attribute].without([old])
        let isThere = others.contains { rule.certain($0) == rule.certain(new) }
        renaming.after[attribute] = isThere ? others : others + [new]
        if isThere { renaming.deletesNewOnReturn = false }
    }

    /// The SCIM attribute that an LDAP attribute holds, or its own name if no rule has it.
    func path(of attribute: LDAP.AttributeDescription) -> String {
        self.bindings.first { self.isSame($0.rule.attribute, attribute) }?.rule.path.description ?? "\(attribute)"
    }
}
