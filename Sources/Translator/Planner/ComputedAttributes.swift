import LDAP
import SCIM

/// Writes into drafts what the mapping computes.
///
/// On an entry that is there, what is written is what the change of the resource makes of it: `displayName: Ada → Ada King` takes the
/// value for `Ada` away and adds the one for `Ada King`. Where both are the same, or the new one is there already, nothing is written,
/// so that what the directory holds otherwise stays. Former values may be kept in another form (``Mapping/Computed/formerPrefix``).
struct ComputedAttributes: Sendable {
    private let all: [Mapping.Computed]
    private let following: [Mapping.Computed]
    private let schema: LDAP.Schema

    init(_ mapping: Mapping, _ schema: LDAP.Schema) {
        self.all = mapping.computed
        self.following = mapping.computed.filter { !$0.isInitial }
        self.schema = schema
    }

    /// Gives a new entry what it has not yet.
    func write(new resource: SCIM.Resource, into draft: inout EntryDraft) {
        for rule in self.all where draft.wished[rule.attribute].isEmpty {
            let values = self.limited(rule.values(for: resource), rule)
            if !values.isEmpty { draft.set(values, for: rule.attribute) }
        }
    }

    /// Gives an entry what a change of its resource makes of it.
    func write(_ wished: SCIM.Resource, over current: SCIM.Resource, into draft: inout EntryDraft) {
        for rule in self.following {
            let (old, new) = (rule.values(for: current), rule.values(for: wished))
            if old == new { continue }
            if let prefixes = rule.prefixes {
                self.write(new, rule.attribute, keeping: prefixes, in: &draft)
            } else {
                self.write(self.limited(new, rule), insteadOf: old, rule.attribute, into: &draft)
            }
        }
    }

    private func write(
        _ new: [AttributeValue], insteadOf old: [AttributeValue], _ attribute: LDAP.AttributeDescription,
        into draft: inout EntryDraft
    ) {
        let present = draft.wished[attribute]
        let isSingle = self.schema.attributeType(attribute)?.isSingleValued ?? false
        let rule = self.schema.equality(of: attribute) ?? .octetString
        let kept =
            isSingle && !new.isEmpty
            ? []
            : present.filter { value in
                new.contains(value) || !(old + new).contains { rule.equal($0, value) }
            }
        let values = (isSingle ? [] : kept) + new.without(kept)
        if values.isEmpty, self.isDemanded(attribute, of: draft.entry) { return }
        if Set(values) != Set(present) { draft.set(values, for: attribute) }
    }

    /// Writes values and keeps those that began so before in another form: `SMTP:a, smtp:b, x500:c → SMTP:d, smtp:a, smtp:b, x500:c`.
    ///
    /// Where the directory does not look at case, `smtp:d` makes room for `SMTP:d`.
    private func write(
        _ new: [AttributeValue], _ attribute: LDAP.AttributeDescription,
        keeping prefixes: (current: String, former: String), in draft: inout EntryDraft
    ) {
        let present = draft.wished[attribute]
        let rule = self.schema.equality(of: attribute) ?? .octetString
        func former(_ value: AttributeValue) -> AttributeValue? {
            guard value.bytes.starts(with: prefixes.current.utf8) else { return nil }
            let rest = value.bytes.dropFirst(prefixes.current.utf8.count)
            return AttributeValue(bytes: Array(prefixes.former.utf8) + rest)
        }
        let taken = new + new.compactMap(former)
        var kept: [AttributeValue] = []
        for value in present.filter({ former($0) == nil }) + present.compactMap(former)
        where !(taken + kept).contains(where: { rule.equal($0, value) }) { kept.append(value) }
        let values = new + kept
        if values.isEmpty, self.isDemanded(attribute, of: draft.entry) { return }
        if Set(values) != Set(present) { draft.set(values, for: attribute) }
    }

    /// As many values as the attribute can hold.
    private func limited(_ values: [AttributeValue], _ rule: Mapping.Computed) -> [AttributeValue] {
        self.schema.attributeType(rule.attribute)?.isSingleValued ?? false ? Array(values.prefix(1)) : values
    }

    private func isDemanded(_ attribute: LDAP.AttributeDescription, of entry: Entry) -> Bool {
        self.schema.required(by: entry[.objectClass].compactMap(\.text)).contains { self.schema.areSame($0, attribute) }
            || entry.dn.leaf?.assertions.contains { self.schema.areSame($0.type, attribute) } ?? false
    }
}
