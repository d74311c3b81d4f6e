import LDAP

extension Planner {
    /// Returns an attribute that a plan gave values and that the entry, as the server returned it with the write, does not show:
    /// one that may be written and not read.
    ///
    /// What is hidden looks absent: each write would add a value to it, and a locked account would be shown as an active one.
    public func hidden(in entry: Entry, after plan: Plan) -> AttributeDescription? {
        if entry[self.dialect.idAttribute].isEmpty { return self.dialect.idAttribute }
        for step in plan.steps {
            switch step.change {
            case .add(let added):
                for attribute in added.attributes where self.isHidden(attribute.description, in: entry) {
                    return attribute.description
                }
            case .modify(_, let modifications):
                for modification in modifications where modification.operation != .delete {
                    if modification.values.isEmpty || !self.isHidden(modification.attribute, in: entry) { continue }
                    return modification.attribute
                }
            case .rename, .delete: break
            }
        }
        return nil
    }

    private func isHidden(_ attribute: AttributeDescription, in entry: Entry) -> Bool {
        entry[attribute].isEmpty && self.attributesToRead.contains(attribute)
    }
}
