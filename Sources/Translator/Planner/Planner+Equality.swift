import LDAP
import SCIM

extension Planner {
    /// Whether both descriptions name the same attribute, be it by an alias.
    func isSame(_ left: LDAP.AttributeDescription, _ right: LDAP.AttributeDescription) -> Bool {
        self.schema.areSame(left, right)
    }

    /// The form of a value in which equal values of the attribute have equal bytes, as far as that can be told without the
    /// directory.
    func key(_ value: AttributeValue, of attribute: LDAP.AttributeDescription) -> AttributeValue {
        self.schema.equality(of: attribute)?.normalized(value) ?? value
    }

    /// The form of a value in which equal values have equal bytes; two names of one entry are equal.
    func key(_ value: AttributeValue, of binding: Binding, _ references: References) -> AttributeValue {
        binding.rule.isReference
            ? self.sureKey(value, of: binding, references) : self.key(value, of: binding.rule.attribute)
    }

    /// A form in which values of a binding have equal bytes only if they are surely the same.
    func sureKey(_ value: AttributeValue, of binding: Binding, _ references: References) -> AttributeValue {
        if binding.rule.isReference, let id = self.id(named: value, by: binding.rule.referenceKey, references) {
            return AttributeValue(bytes: [0] + id.foldedBytes)
        }
        return binding.type?.equality?.certain(value) ?? value
    }

    /// The id of the entry that a value names in the form that a key says, by its own name or its interim name; nil where neither is
    /// known.
    func id(
        named value: AttributeValue, by key: LDAP.AttributeDescription?, _ references: References
    ) -> ResourceID? {
        guard let name = ReferenceName(value, by: key) else { return nil }
        return references.id(of: name) ?? self.interims.id(in: name)
    }

    /// Whether the attribute cannot hold both values side by side: every server takes them for the same, or this one does.
    func isSame(
        _ present: AttributeValue, _ wished: AttributeValue, of binding: Binding, _ references: References
    ) -> Bool {
        if present == wished { return true }
        if self.sureKey(present, of: binding, references) == self.sureKey(wished, of: binding, references) {
            return true
        }
        let assertion = AttributeValueAssertion(attribute: binding.rule.attribute, value: wished)
        return references.held.contains(assertion) && binding.type?.equality?.equal(present, wished) ?? false
    }

    /// The values that a revision wishes for and of which only the directory can say whether the entry holds them already.
    public func doubts(
        in entry: LDAP.Entry, wishing revision: SCIM.Revision, _ references: References
    ) -> [AttributeValueAssertion] {
        var doubts: [AttributeValueAssertion] = []
        for binding in self.doubtfulBindings where revision.speaks(of: binding.whole) {
            let attribute = binding.rule.attribute
            let present = entry[attribute]
            guard !present.isEmpty, let rule = binding.type?.equality else { continue }
            let isPlain = binding.conversion == .text && present.allSatisfy(\.isPlain)
            for value in revision.resource[binding.path].lazy.compactMap(\.single) where !(isPlain && value.isPlain) {
                guard let wished = binding.conversion.attributeValue(of: value, references: references),
                    !present.contains(wished),
                    present.contains(where: { !($0.isPlain && wished.isPlain) && rule.equal($0, wished) }),
                    !present.contains(where: { rule.certain($0) == rule.certain(wished) })
                else { continue }
                doubts.append(AttributeValueAssertion(attribute: attribute, value: wished))
            }
        }
        return doubts
    }
}

// Of two plain values that are equal by the rule all servers think the same.
extension AttributeValue {
    /// Whether it is printable ASCII.
    fileprivate var isPlain: Bool { self.bytes.allSatisfy { $0 &- 0x20 < 0x5F } }
}

extension SCIM.Value {
    /// Whether it is a text of printable ASCII, which is stored as it is.
    fileprivate var isPlain: Bool { self.string?.utf8.allSatisfy { $0 &- 0x20 < 0x5F } ?? false }
}

// MARK: - Who is away

extension Planner {
    /// Whether a value names an entry in the trash, which a revival makes a reference again.
    func isTrashed(_ value: AttributeValue, of binding: Binding) -> Bool {
        guard binding.rule.isReference, binding.rule.referenceKey == nil, !self.trashBases.isEmpty,
            let name = value.text.map({ DistinguishedName(server: $0) })
        else { return false }
        return self.trashBases.contains { name.isWithin($0) }
    }

    /// Whether a value names an entry that is away: in the trash, or known by its interim name alone.
    func isAway(_ value: AttributeValue, of binding: Binding, _ references: References) -> Bool {
        guard binding.rule.isReference else { return false }
        if self.isTrashed(value, of: binding) { return true }
        return self.interims.id(in: value, by: binding.rule.referenceKey) != nil
            && binding.conversion.value(of: value, references: references) == nil
    }
}
