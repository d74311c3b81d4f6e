import Encodings
import LDAP
import SCIM

extension Planner {
    /// Whether the object classes of an entry demand an attribute.
    func demands(_ attribute: LDAP.AttributeDescription, of entry: Entry) -> Bool {
        self.schema.required(by: entry[.objectClass].compactMap(\.text)).contains { self.isSame($0, attribute) }
    }

    /// Adds the auxiliary object classes of the mapping that the entry lacks and that an attribute of the draft needs, whether a
    /// rule or a lock has written that.
    func addClasses(to draft: inout EntryDraft) {
        let present = draft.wished[.objectClass].compactMap(\.text)
        for name in self.mapping.objectClasses
        where !present.contains(where: { $0.equalsIgnoringASCIICase(name) })
            && self.schema.objectClass(name)?.kind == .auxiliary
        {
            let allowed = self.schema.allowed(by: present)
            let more = self.schema.allowed(by: [name])
            let isNeeded = draft.touched.contains { attribute in
                !draft.wished[attribute].isEmpty && more.contains { self.isSame($0, attribute) }
                    && !allowed.contains { self.isSame($0, attribute) }
            }
            if isNeeded { draft.set(draft.wished[.objectClass] + [AttributeValue(name)], for: .objectClass) }
        }
    }

    /// Keeps values that the entry must have and that a PUT leaves out.
    ///
    /// No default takes their place: defaults are for new entries.
    /// - Throws: `mutability` naming the SCIM attribute that a PATCH must not remove (RFC 7644 section 3.5.2.2), `invalidValue`
    ///   where a PUT lacks what the configuration requires.
    func keepDemanded(in draft: inout EntryDraft, for revision: SCIM.Revision) throws(SCIMError) {
        let emptied = draft.touched.filter { draft.wished[$0].isEmpty && !draft.entry[$0].isEmpty }
        if emptied.isEmpty { return }
        let demanded = self.schema.required(by: draft.entry[.objectClass].compactMap(\.text))
        let naming = draft.entry.dn.leaf?.assertions.map(\.type) ?? []
        for binding in self.bindings where emptied.contains(binding.rule.attribute) {
            let attribute = binding.rule.attribute
            let isDemanded = demanded.contains { self.isSame($0, attribute) }
            if binding.rule.isRequired || isDemanded && !revision.isWhole {
                throw self.cannotBeRemoved(binding, isDemanded: isDemanded, isWhole: revision.isWhole)
            }
            if revision.isWhole, isDemanded || naming.contains(where: { self.isSame($0, attribute) }) {
                draft.set(draft.entry[attribute], for: attribute)
            }
        }
    }

    private func cannotBeRemoved(_ binding: Binding, isDemanded: Bool, isWhole: Bool) -> SCIMError {
        let reason =
            isDemanded
            ? "the directory demands \(binding.rule.attribute) of this entry"
            : "the configuration says that it is `required`"
        let detail = "\(binding.rule.path) cannot be removed: \(reason). Send a value."
        return isWhole ? .invalidValue(detail) : .mutability(detail)
    }

    /// The value that a rule gives a new entry where nothing was sent, as the directory stores it.
    func defaultValue(_ binding: Binding, for resource: SCIM.Resource) -> AttributeValue? {
        guard let text = self.defaultText(binding, for: resource) else { return nil }
        guard case .form(let form, of: _) = binding.conversion else { return AttributeValue(text) }
        return form.stored(text).map { AttributeValue($0) }
    }

    /// The default of a rule for a resource, or the user name where the default names attributes that were not sent either.
    func defaultText(_ binding: Binding, for resource: SCIM.Resource) -> String? {
        guard let template = binding.rule.defaultValue else { return nil }
        let text = template.render(resource) ?? resource[.userName].first?.plainText
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
