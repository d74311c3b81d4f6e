import LDAP
import SCIM

extension Planner {
    /// Gives what the object classes demand and the draft no longer has the mapping's default.
    ///
    /// - Throws: `invalidValue` naming the SCIM attribute that must not be removed.
    func keepDemanded(in draft: inout EntryDraft, for resource: SCIM.Resource) throws(SCIMError) {
        let emptied = draft.touched.filter { draft.wished[$0].isEmpty && !draft.entry[$0].isEmpty }
        if emptied.isEmpty { return }
        let demanded = self.schema.required(by: draft.entry["objectClass"].compactMap(\.text))
        for binding in self.bindings where emptied.contains(binding.rule.attribute) {
            let attribute = binding.rule.attribute
            guard binding.rule.isRequired || demanded.contains(where: { self.isSame($0, attribute) }) else { continue }
            guard let value = self.defaultValue(binding, for: resource) else {
                throw .invalidValue(
                    "\(binding.rule.path) cannot be removed: the directory demands \(attribute) of this entry. Send a value, "
                        + "or give the attribute a `default` in the configuration."
                )
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
