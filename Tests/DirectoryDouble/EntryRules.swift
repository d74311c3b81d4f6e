import LDAP

/// What slapd demands of an entry, and how it changes one: the checks of one write, in the order in which slapd makes them.
struct EntryRules: Sendable {
    let schema: Schema

    /// The attribute under its first name, under which entries have its values.
    func named(_ attribute: AttributeDescription) -> AttributeDescription {
        guard let type = self.schema.attributeType(attribute) else { return attribute }
        return AttributeDescription(name: type.name, options: attribute.options)
    }

    /// - Throws: `undefinedAttributeType` for an attribute that the schema does not know.
    func type(of attribute: AttributeDescription) throws(LDAPError) -> AttributeType {
        guard let type = self.schema.attributeType(attribute) else {
            throw LDAPError(.undefinedAttributeType, diagnostic: "\(attribute): attribute type undefined")
        }
        return type
    }

    /// Checks what a client sends, whatever entry it is for.
    /// - Throws: what is wrong with an attribute or one of its values.
    func check(_ modification: Modification) throws(LDAPError) {
        let attribute = modification.attribute
        let type = try self.type(of: attribute)
        for value in modification.values {
            let isClass = self.named(attribute) == .objectClass
            let isKnown = !isClass || value.text.flatMap(self.schema.objectClass) != nil
            guard isKnown, type.takes(value) else {
                throw LDAPError(.invalidAttributeSyntax, diagnostic: "\(attribute): value invalid per syntax")
            }
        }
        guard type.isUserModifiable else {
            throw LDAPError(.constraintViolation, diagnostic: "\(attribute): no user modification allowed")
        }
        guard Set(modification.values.map(type.key)).count == modification.values.count else {
            throw LDAPError(.attributeOrValueExists, diagnostic: "\(attribute): value provided more than once")
        }
    }

    /// Makes one modification of an entry.
    ///
    /// `isPermissive` takes what is there already for done, and that an attribute is not there; slapd 2.5 still refuses to delete a
    /// value that is not among others.
    /// - Throws: why it cannot be made of this entry.
    func make(_ modification: Modification, of entry: inout Entry, isPermissive: Bool) throws(LDAPError) {
        let attribute = self.named(modification.attribute)
        let type = try self.type(of: attribute)
        switch modification.operation {
        case .add: try self.add(modification.values, attribute, type, &entry, isPermissive)
        case .delete: try self.delete(modification.values, attribute, type, &entry, isPermissive)
        case .replace: entry[attribute] = modification.values
        case .increment: try self.increment(modification, attribute, &entry)
        }
    }

    private func increment(
        _ modification: Modification, _ attribute: AttributeDescription, _ entry: inout Entry
    ) throws(LDAPError) {
        guard let number = entry[attribute].first?.text.flatMap({ Int($0) }) else {
            throw LDAPError(.noSuchAttribute, diagnostic: "modify/increment: \(attribute): no such attribute")
        }
        let delta = modification.values.first?.text.flatMap { Int($0) } ?? 0
        entry[attribute] = [AttributeValue("\(number + delta)")]
    }

    private func add(
        _ values: Attribute.Values, _ attribute: AttributeDescription, _ type: AttributeType, _ entry: inout Entry,
        _ isPermissive: Bool
    ) throws(LDAPError) {
        if type.equality == nil, !entry[attribute].isEmpty {
            throw LDAPError(.inappropriateMatching, diagnostic: "\(attribute): no equality matching rule")
        }
        for value in values {
            let isThere = entry[attribute].contains { type.key($0) == type.key(value) }
            guard !isThere || isPermissive else {
                throw LDAPError(.attributeOrValueExists, diagnostic: "\(attribute): value already exists")
            }
            if !isThere { entry[attribute].append(value) }
        }
    }

    private func delete(
        _ values: Attribute.Values, _ attribute: AttributeDescription, _ type: AttributeType, _ entry: inout Entry,
        _ isPermissive: Bool
    ) throws(LDAPError) {
        guard !values.isEmpty else {
            guard !entry[attribute].isEmpty || isPermissive else {
                throw LDAPError(.noSuchAttribute, diagnostic: "\(attribute): no such attribute")
            }
            entry[attribute] = []
            return
        }
        guard type.equality != nil else {
            throw LDAPError(.inappropriateMatching, diagnostic: "\(attribute): no equality matching rule")
        }
        if entry[attribute].isEmpty, isPermissive { return }
        for value in values {
            guard let index = entry[attribute].firstIndex(where: { type.key($0) == type.key(value) }) else {
                throw LDAPError(.noSuchAttribute, diagnostic: "\(attribute): no such value")
            }
            entry[attribute].remove(at: index)
        }
    }

    /// Gives an entry another name, with its values.
    func rename(
        _ entry: inout Entry, to name: DistinguishedName, _ leaf: RelativeDistinguishedName, deletesOld: Bool
    ) throws(LDAPError) {
        for old in deletesOld ? entry.dn.leaf?.assertions ?? [] : [] {
            let type = try self.type(of: old.type)
            entry[self.named(old.type)].removeAll { type.key($0) == type.key(old.value) }
        }
        entry.dn = name
        try self.addName(to: &entry)
    }

    /// Gives an entry the values that its name has.
    func addName(to entry: inout Entry) throws(LDAPError) {
        for assertion in entry.dn.leaf?.assertions ?? [] {
            try self.make(Modification(.add, assertion.type, [assertion.value]), of: &entry, isPermissive: true)
        }
    }

    /// Checks an entry as it is to be.
    /// - Throws: `objectClassViolation`, `namingViolation` or `constraintViolation`.
    func check(_ entry: Entry) throws(LDAPError) {
        for attribute in entry.attributes where attribute.values.count > 1 {
            guard try !self.type(of: attribute.description).isSingleValued else {
                throw LDAPError(
                    .constraintViolation, diagnostic: "\(attribute.description): multiple values provided")
            }
        }
        let names = entry[.objectClass].compactMap(\.text)
        guard self.structuralClass(of: entry) != nil else {
            throw LDAPError(.objectClassViolation, diagnostic: "no structural object class provided")
        }
        try self.checkName(of: entry)
        for attribute in self.schema.required(by: names) where entry[self.named(attribute)].isEmpty {
            throw LDAPError(.objectClassViolation, diagnostic: "object class requires attribute '\(attribute)'")
        }
        if names.contains(where: { $0.lowercased() == "extensibleobject" }) { return }
        let allowed = Set(self.schema.allowed(by: names).map(self.named))
        for attribute in entry.attributes {
            let name = self.named(attribute.description.withoutOptions)
            guard try self.type(of: name).isOperational || allowed.contains(name) else {
                throw LDAPError(.objectClassViolation, diagnostic: "attribute '\(name)' not allowed")
            }
        }
    }

    private func checkName(of entry: Entry) throws(LDAPError) {
        for assertion in entry.dn.leaf?.assertions ?? [] {
            let type = try self.type(of: assertion.type)
            let values = entry[self.named(assertion.type)]
            guard values.contains(where: { type.key($0) == type.key(assertion.value) }) else {
                throw LDAPError(
                    .namingViolation,
                    diagnostic: "value of naming attribute '\(assertion.type)' is not present in entry")
            }
        }
    }

    /// What an entry is: of its structural classes the one that refines all others.
    func structuralClass(of entry: Entry) -> String? {
        let classes = entry[.objectClass].compactMap(\.text).compactMap(self.schema.objectClass)
            .filter { $0.kind == .structural }
        return classes.max {
            self.schema.withSuperclasses([$0.name]).count < self.schema.withSuperclasses([$1.name]).count
        }?
        .name
    }
}
