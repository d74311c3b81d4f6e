import LDAP
import SCIM

/// Finds the rename that the draft of an entry needs.
///
/// An entry is named by values of its attributes. The draft may no longer hold one of them; then the value in its place names the
/// entry: `uid=bob` and the wish `uid: rob` → rename to `uid=rob`.
struct DraftRenaming {
    let planner: Planner
    let draft: EntryDraft
    private var renaming: EntryRenaming

    /// Nil where the draft leaves the attributes alone that name the entry.
    private init?(_ planner: Planner, _ draft: EntryDraft) {
        // Most entries are named as the mapping names new ones, which is seen without taking the name apart.
        let usual = planner.mapping.rdn
        if draft.entry.dn.isNamed(by: usual), !draft.touched.contains(usual) { return nil }
        guard let leaf = draft.entry.dn.leaf else { return nil }
        // Drafts have the attributes under their canonical names.
        let naming = leaf.assertions.map { planner.schema.canonicalName(of: $0.type) }
        guard draft.touched.contains(where: naming.contains) else { return nil }
        self.planner = planner
        self.draft = draft
        self.renaming = EntryRenaming(of: draft.entry, to: leaf)
    }

    /// Returns the rename, nil where the draft still holds every value that names the entry.
    ///
    /// - Throws: `mutability` where no value takes the place of one that names the entry.
    static func renaming(of draft: EntryDraft, _ planner: Planner) throws(SCIMError) -> EntryRenaming? {
        guard var finder = DraftRenaming(planner, draft) else { return nil }
        return try finder.find() ? finder.renaming : nil
    }

    /// Exchanges each value of the name that the draft lacks, and returns whether there was one.
    private mutating func find() throws(SCIMError) -> Bool {
        var renamed: Set<Int> = []
        for (index, assertion) in self.renaming.leaf.assertions.enumerated() {
            guard let attribute = self.draft.touched.first(where: { self.planner.isSame($0, assertion.type) }),
                let old = self.stored(assertion, in: self.draft.entry[attribute], of: attribute),
                !self.draft.wished[attribute].contains(old)
            else { continue }
            let new = try self.successor(of: old, attribute)
            self.renaming.leaf.assertions[index].value = new
            self.renaming.former.assertions[index].value = old
            self.exchange(old, for: new, attribute)
            renamed.insert(index)
        }
        if renamed.isEmpty { return false }
        for index in self.renaming.leaf.assertions.indices where !renamed.contains(index) { self.keep(index) }
        return true
    }

    /// Keeps a value of a name that has several, in the spelling of the attribute: the server deletes the value and adds it again.
    private mutating func keep(_ index: Int) {
        let assertion = self.renaming.leaf.assertions[index]
        let attribute = self.draft.entry.attributes.first { self.planner.isSame($0.description, assertion.type) }
        guard let attribute, let value = self.stored(assertion, in: attribute.values, of: attribute.description) else {
            return
        }
        self.renaming.leaf.assertions[index].value = value
        self.renaming.former.assertions[index].value = value
        self.renaming.after[attribute.description] = attribute.values.without([value]) + [value]
    }

    /// The value of the attribute that the name asserts, in the spelling of the attribute.
    private func stored(
        _ assertion: RelativeDistinguishedName.Assertion, in values: LDAP.Attribute.Values,
        of attribute: LDAP.AttributeDescription
    ) -> AttributeValue? {
        if values.contains(assertion.value) { return assertion.value }
        let rule = self.planner.schema.equality(of: attribute) ?? .octetString
        // The directory has seen to it that one of the values is in the name.
        return values.first { rule.certain($0) == rule.certain(assertion.value) }
            ?? values.first { rule.equal($0, assertion.value) }
    }

    /// The value that names the entry in the place of `old`: a new one before one that was there.
    private func successor(
        of old: AttributeValue, _ attribute: LDAP.AttributeDescription
    ) throws(SCIMError) -> AttributeValue {
        let wished = self.draft.wished[attribute]
        let (path, dn) = (self.planner.path(of: attribute), self.draft.entry.dn)
        if let new = wished.without(self.draft.entry[attribute]).first ?? wished.first {
            guard new.text?.isInvisible ?? false else { return new }
            throw .invalidValue(
                "\(path) names the entry \(dn) and holds nothing that can be seen. Send a value that can be read.")
        }
        throw .mutability("\(path) cannot be removed: the entry \(dn) is named by it. Send another value.")
    }

    /// Does to the values of the entry what the server does on the rename.
    private mutating func exchange(
        _ old: AttributeValue, for new: AttributeValue, _ attribute: LDAP.AttributeDescription
    ) {
        let rule = self.planner.schema.equality(of: attribute) ?? .octetString
        let others = self.renaming.after[attribute].without([old])
        let isThere = others.contains { rule.certain($0) == rule.certain(new) }
        self.renaming.after[attribute] = (isThere ? others : others + [new])[...]
        if isThere { self.renaming.deletesNewOnReturn = false }
    }
}

extension Planner {
    /// Demands the order of the wished values in the attributes where another order would show another value.
    ///
    /// `present` is the entry once it is renamed. Values that are added one by one come last there.
    func keepOrder(in draft: inout EntryDraft, over present: Entry) {
        for binding in self.bindings where !binding.isMultiValued && binding.rule.isLoaded && !binding.isSecret {
            let attribute = binding.rule.attribute
            let (left, wished) = (present[attribute], draft.wished[attribute])
            if left == wished { continue }
            var written = draft.wished
            written[attribute] = (left.filter(wished.contains) + wished.without(left))[...]
            if binding.shown(in: written) == binding.shown(in: draft.wished) { continue }
            draft.set(wished, for: attribute, as: .ordered)
        }
    }

    /// The SCIM attribute that is stored in an LDAP attribute, or the name of that where no rule stores any.
    func path(of attribute: LDAP.AttributeDescription) -> String {
        self.bindings.first { self.isSame($0.rule.attribute, attribute) }?.rule.path.description ?? "\(attribute)"
    }
}
