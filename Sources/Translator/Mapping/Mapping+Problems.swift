import LDAP
import SCIM

extension Mapping {
    /// Returns what cannot work on a server with this schema, each as a sentence that says what to change.
    public func problems(in schema: LDAP.Schema, dialect: Dialect) -> [String] {
        self.classProblems(in: schema)
            + self.rules.filter { !$0.isReadOnly }.flatMap { self.problems(of: $0, in: schema) }
            + self.nameProblems(in: schema) + self.activationProblems(in: schema) + self.revivalProblems
    }

    private func classProblems(in schema: LDAP.Schema) -> [String] {
        let unknown = self.objectClasses.filter { schema.objectClass($0) == nil }
        if !unknown.isEmpty {
            return unknown.map { "object_classes names \($0), which the directory's schema does not know." }
        }
        let given = self.writtenAttributes
        let missing = schema.required(by: self.objectClasses).filter { $0 != "objectClass" && !given.contains($0) }
        return missing.map {
            "object_classes \(self.objectClasses.joined(separator: ", ")) demands \($0), which no rule writes: map it."
        }
    }

    private func problems(of rule: Rule, in schema: LDAP.Schema) -> [String] {
        guard let type = schema.attributeType(rule.attribute) else {
            return ["\(rule.path) is mapped to \(rule.attribute), which the directory's schema does not know."]
        }
        var problems: [String] = []
        let path = rule.path.namingValue(in: self.resourceType)
        switch self.resourceType.attribute(at: path.unfiltered)?.type {
        case nil: problems.append("\(rule.path) is no attribute of \(self.resourceType.name).")
        case .complex: problems.append("\(rule.path) is a complex attribute: map its sub-attributes one by one.")
        case let kind? where !rule.isReference: problems += self.syntaxProblem(of: rule, kind, in: type)
        default: break
        }
        if !type.isUserModifiable {
            problems.append("\(rule.path) is mapped to \(rule.attribute), which only the directory itself may write.")
        }
        if !type.isOperational, !self.allowed(in: schema).contains(rule.attribute.withoutOptions, as: schema) {
            problems.append(
                "\(rule.path) is mapped to \(rule.attribute), which object_classes "
                    + "\(self.objectClasses.joined(separator: ", ")) does not allow: add an object class that does."
            )
        }
        if rule.isReference, !type.holdsNames {
            problems.append("\(rule.path) is a reference, but \(rule.attribute) does not hold distinguished names.")
        }
        if rule.isUnique, type.equality == nil {
            problems.append("\(rule.path) is unique, but \(rule.attribute) has no equality rule to search by.")
        }
        return problems
    }

    /// What is wrong where no value of the SCIM attribute can be one of the LDAP attribute.
    private func syntaxProblem(
        of rule: Rule, _ kind: SCIM.Schema.Attribute.DataType, in type: LDAP.AttributeType
    ) -> [String] {
        let isBase64 = rule.isBase64 || kind == .binary
        if type.canHold(kind, isBase64: isBase64) { return [] }
        if isBase64 {
            return [
                "\(rule.path) is base64, but \(rule.attribute) does not hold bytes: map it to an attribute that does."
            ]
        }
        guard type.holdsBytes else {
            return [
                "\(rule.path) is of type \(kind.rawValue), and \(rule.attribute) holds values of another kind: map another one."
            ]
        }
        return [
            "\(rule.path) is of type \(kind.rawValue), but \(rule.attribute) holds bytes, such as those of a picture: map it with "
                + "`{ attribute: \(rule.attribute), base64: true }` if the client sends base64, or to another attribute."
        ]
    }

    private func nameProblems(in schema: LDAP.Schema) -> [String] {
        guard !self.rules.contains(where: { $0.attribute == self.rdn && ($0.isRequired || $0.defaultValue != nil) })
        else {
            return []
        }
        return ["rdn is \(self.rdn), which no rule fills for certain: map it from a required attribute."]
    }

    private func activationProblems(in schema: LDAP.Schema) -> [String] {
        self.activation.flatMap { activation -> [String] in
            var problems: [String] = []
            if schema.attributeType(activation.attribute) == nil {
                problems.append(
                    activation == .passwordPolicyLock
                        ? "active uses ppolicy-lock, but the directory has no pwdAccountLockedTime: load the ppolicy overlay "
                            + "with a default policy that has pwdLockout TRUE, or choose another strategy."
                        : "active uses \(activation.attribute), which the directory's schema does not know."
                )
            }
            if activation.activeValue == activation.inactiveValue {
                problems.append("active uses \(activation.attribute) with the same value for active and inactive.")
            }
            return problems
        }
    }

    private var revivalProblems: [String] {
        guard case .trash(let trash)? = self.deletion else { return [] }
        var problems: [String] = []
        if trash.isWithin(self.base) {
            problems.append(
                "on_delete.base \(trash) lies within \(self.section).base: deleted entries would still be seen. Move it."
            )
        }
        if self.revival == .externalId, !self.rules.contains(where: { $0.path == .externalID }) {
            problems.append("revive is externalId, but externalId is not mapped: map it, or set revive to never.")
        }
        return problems
    }

    /// The attributes that every new entry has.
    private var writtenAttributes: Set<LDAP.AttributeDescription> {
        let rules = self.rules.filter { $0.isRequired || $0.defaultValue != nil || $0.placeholder != nil }
        return Set(rules.map(\.attribute) + [self.rdn])
    }

    private func allowed(in schema: LDAP.Schema) -> [LDAP.AttributeDescription] {
        schema.allowed(by: self.objectClasses) + schema.required(by: self.objectClasses)
    }
}

extension [LDAP.AttributeDescription] {
    /// Whether the attribute is among these under any of its names.
    fileprivate func contains(_ attribute: LDAP.AttributeDescription, as schema: LDAP.Schema) -> Bool {
        let oid = schema.attributeType(attribute)?.oid
        return self.contains { $0 == attribute || schema.attributeType($0)?.oid == oid }
    }
}
