import LDAP
import SCIM

extension Planner {
    /// Gives an entry that somebody else made the auxiliary object classes of the mapping without which it cannot hold what is
    /// written, whoever writes it: a rule or a lock.
    func addClasses(to draft: inout EntryDraft) {
        let present = draft.wished["objectClass"].compactMap(\.text)
        for name in self.mapping.objectClasses
        where !present.contains(where: { $0.utf8.equalsFoldingCase(name.utf8) })
            && self.schema.objectClass(name)?.kind == .auxiliary
        {
            let allowed = self.schema.allowed(by: present)
            let more = self.schema.allowed(by: [name])
            let isNeeded = draft.touched.contains { attribute in
                !draft.wished[attribute].isEmpty && more.contains { self.isSame($0, attribute) }
                    && !allowed.contains { self.isSame($0, attribute) }
            }
            if isNeeded { draft.set(draft.wished["objectClass"] + [AttributeValue(name)], for: "objectClass") }
        }
    }

    /// Gives what the object classes demand and the draft no longer has the mapping's default.
    ///
    /// - Throws: `mutability` naming the SCIM attribute that must not be removed (RFC 7644 section 3.5.2.2), `invalidValue`
    ///   where it was not sent.
    func keepDemanded(in draft: inout EntryDraft, for revision: SCIM.Revision) throws(SCIMError) {
        let emptied = draft.touched.filter { draft.wished[$0].isEmpty && !draft.entry[$0].isEmpty }
        if emptied.isEmpty { return }
        let demanded = self.schema.required(by: draft.entry["objectClass"].compactMap(\.text))
        for binding in self.bindings where emptied.contains(binding.rule.attribute) {
            let attribute = binding.rule.attribute
            let isDemanded = demanded.contains { self.isSame($0, attribute) }
            guard binding.rule.isRequired || isDemanded else { continue }
            guard let value = self.defaultValue(binding, for: revision.resource) else {
                let detail =
                    isDemanded
                    ? "\(binding.rule.path) cannot be removed: the directory demands \(attribute) of this entry. Send a value, or "
                        + "give the attribute a `default` in the configuration."
                    : "\(binding.rule.path) cannot be removed: the configuration says that it is `required`. Send a value."
                throw revision.isSilent ? .invalidValue(detail) : .mutability(detail)
            }
            draft.set([value], for: attribute)
        }
    }

    /// What an attribute gets where nothing was sent: the rule's default, or the user name if that comes out empty.
    func defaultValue(_ binding: Binding, for resource: SCIM.Resource) -> AttributeValue? {
        guard let template = binding.rule.defaultValue else { return nil }
        let text = template.render(resource) ?? resource[.userName].first?.plainText
        return text.flatMap { $0.isEmpty ? nil : AttributeValue($0) }
    }
}
