import LDAP

extension Mapping {
    /// A value by which an entry is told that was deleted and is still there; an object class is a value of `objectClass`.
    public struct Mark: Sendable, Hashable {
        /// The attribute.
        public var attribute: LDAP.AttributeDescription
        /// The value that only deleted entries have.
        public var value: LDAP.AttributeValue

        /// Creates a mark.
        public init(_ attribute: LDAP.AttributeDescription, _ value: LDAP.AttributeValue) {
            self.attribute = attribute
            self.value = value
        }

        /// The condition that an entry has it.
        public var filter: LDAP.Filter { .equal(self.attribute, self.value) }
    }
}

extension Mapping.Mark {
    /// The values of the attribute with the mark: beside the others where there may be several.
    func values(over present: LDAP.Attribute.Values, in schema: LDAP.Schema) -> LDAP.Attribute.Values {
        if schema.attributeType(self.attribute)?.isSingleValued ?? false { return [self.value] }
        return self.values(without: present, in: schema) + [self.value]
    }

    /// The values of the attribute without the mark.
    func values(without present: LDAP.Attribute.Values, in schema: LDAP.Schema) -> LDAP.Attribute.Values {
        let rule = schema.equality(of: self.attribute)
        return present.filter { !(rule?.equal($0, self.value) ?? ($0 == self.value)) }
    }

    /// Why entries of a mapping cannot be marked so, each a sentence that says what to change.
    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        if self.attribute == .objectClass { return self.classProblems(of: mapping, in: schema) }
        guard let type = schema.attributeType(self.attribute) else {
            return ["on_delete uses \(self.attribute), which the directory's schema does not know."]
        }
        var reasons = mapping.reasonsNotToWrite(type, self.attribute, for: "on_delete", in: schema)
        if type.equality == nil {
            reasons.append(
                "on_delete uses \(self.attribute), by whose values nobody can search: name another attribute.")
        }
        let others = mapping.rules.map(\.attribute) + mapping.activationAttributes
        if others.contains(where: { schema.areSame($0, self.attribute) }) {
            reasons.append(
                "on_delete uses \(self.attribute), which `attributes` or `active` writes too: name an attribute that nothing else writes."
            )
        }
        return reasons
    }

    private func classProblems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        let name = self.value.text ?? ""
        guard let type = schema.objectClass(name) else {
            return ["on_delete uses the object class \(name), which the directory's schema does not know."]
        }
        if mapping.objectClasses.contains(where: { type.isNamed($0) }) {
            return [
                "on_delete uses the object class \(name), which object_classes gives to everybody: name another one."
            ]
        }
        if mapping.activation.contains(where: { $0.usesClass(type) }) {
            return ["on_delete uses the object class \(name), which `active` uses too: name another one."]
        }
        return mapping.reasonsNotToMove(type, for: "on_delete", in: schema)
    }
}

extension Mapping {
    /// The filter, which lets no entry pass that is marked as deleted.
    var filterOfTheLiving: LDAP.Filter {
        guard let mark = self.deletion?.mark else { return self.filter }
        let isAlive = LDAP.Filter.not(mark.filter)
        if case .and(let terms) = self.filter { return terms.contains(isAlive) ? self.filter : .and(terms + [isAlive]) }
        return .and([self.filter, isAlive])
    }
}
