import LDAP
import SCIM

extension Planner {
    /// The plan that makes a new entry of a resource; without `active` it is an active one.
    ///
    /// `choices` are the numbers that set it apart from others.
    /// - Throws: `invalidValue` naming the SCIM attribute that is missing or cannot be stored; 500 naming the part of the
    ///   configuration by which no entry can be made.
    public func create(
        _ resource: SCIM.Resource, references: References, choosing choices: Choices = Choices()
    ) throws(SCIMError) -> Plan {
        let revision = SCIM.Revision(resource: resource, spoken: .everything)
        var draft = EntryDraft(Entry(dn: self.mapping.base))
        draft.set(self.mapping.objectClasses.map { AttributeValue($0) }, for: .objectClass)
        var writer = DraftWriter(self, draft, references)
        try writer.write(sent: resource)
        draft = writer.draft
        self.writeDefaults(for: resource, into: &draft)
        self.computed.write(new: resource, into: &draft)
        var chosen = ChosenValues(self, choices)
        if self.chooses { try chosen.complete(&draft, of: self.completed(resource)) }
        let isActive = try self.activeWish(of: revision) ?? true
        self.setActive(isActive, in: &draft)
        self.fillPlaceholders(in: &draft)
        try self.checkComplete(draft.wished)

        guard let name = draft.wished[self.mapping.rdn].first else { throw self.missing(self.mapping.rdn) }
        if name.text?.isInvisible ?? false { throw self.missing(self.mapping.rdn) }
        var entry = draft.wished
        let home = try self.home(of: resource, isActive: isActive)
        entry.dn = home.appending(RelativeDistinguishedName(self.mapping.rdn, name))
        try self.visibility.check(new: entry)
        let steps = self.activity.memberships(of: entry, isActive: isActive).map { [dn = entry.dn] in
            $0.step(for: dn, isActive ? .ordinary : .disabling)
        }
        let addition = Plan.Step(.add(entry), inverse: .delete(entry.dn))
        var plan = Plan(
            steps: [addition] + steps, effect: .create, ignored: self.ignored(in: revision, over: SCIM.Resource()))
        plan.lacking = chosen.lacking
        plan.leftOut = self.leftOut(of: revision, over: nil, references)
        return plan
    }

    /// Returns what a new entry is made of: the resource, with a password of its own where it has none and the mapping makes one.
    public func supplied(_ resource: SCIM.Resource, using generator: inout some RandomNumberGenerator) -> SCIM.Resource
    {
        guard let rule = self.passwordRule, let recipe = rule.initialPassword,
            resource[rule.path].allSatisfy(\.isBlank)
        else { return resource }
        var supplied = resource
        supplied.set([.string(recipe.password(using: &generator))], at: rule.path)
        return supplied
    }

    /// Writes the defaults of what was not sent.
    private func writeDefaults(for resource: SCIM.Resource, into draft: inout EntryDraft) {
        for (binding, _) in self.defaulted where draft.wished[binding.rule.attribute].isEmpty {
            guard let value = self.defaultValue(binding, for: resource) else { continue }
            draft.set([value], for: binding.rule.attribute)
        }
    }

    /// Gives what the object classes demand and has no value, such as the members of an empty group, its placeholder.
    private func fillPlaceholders(in draft: inout EntryDraft) {
        for binding in self.bindings {
            let attribute = binding.rule.attribute
            guard let placeholder = binding.rule.placeholder, draft.wished[attribute].isEmpty,
                self.demands(attribute, of: draft.wished)
            else { continue }
            draft.set([placeholder], for: attribute)
        }
    }

    /// - Throws: what ``missing(_:)`` says of the first attribute that the object classes demand and the entry lacks.
    private func checkComplete(_ entry: Entry) throws(SCIMError) {
        for attribute in self.required where entry[attribute].isEmpty {
            guard !entry.attributes.contains(where: { self.isSame($0.description, attribute) }) else { continue }
            throw self.missing(attribute)
        }
    }

    /// Who has to act when an attribute is missing: the client where a rule stores it, else the administrator.
    func missing(_ attribute: LDAP.AttributeDescription) -> SCIMError {
        if let binding = self.bindings.first(where: { self.isSame($0.rule.attribute, attribute) }) {
            return .invalidValue("\(binding.rule.path) is required: every new entry needs \(attribute). Send a value.")
        }
        return .internalError(
            "No entry can be made: the object classes \(self.mapping.objectClasses.joined(separator: ", ")) and the rdn of the "
                + "mapping demand \(attribute), and no rule under `attributes` stores it."
        )
    }
}
