import Directories
import LDAP
import SCIM

extension Mapping {
    /// Returns what cannot work on a server with this schema, each as a sentence that says what to change.
    public func problems(in schema: LDAP.Schema, dialect: Dialect) -> [Problem] {
        let mapping = self.canonical(in: schema, dialect)
        return mapping.schemaProblems(in: schema) + self.renamingProblems(on: dialect)
    }

    private func schemaProblems(in schema: LDAP.Schema) -> [Problem] {
        self.classProblems(in: schema) + self.filterProblems(in: schema)
            + self.rules.filter { !$0.isReadOnly }.flatMap { self.problems(of: $0, in: schema) }
            + self.computedProblems(in: schema) + self.readOnlyProblems(in: schema)
            + self.nameProblems(in: schema) + self.activationProblems(in: schema)
            + self.deletionProblems(in: schema) + self.placementProblems(in: schema)
            + self.namingProblems(in: schema) + self.allocations.flatMap { self.problems(of: $0, in: schema) }
    }

    /// Returns what works on a server with this schema, but hardly as it was meant.
    public func warnings(in schema: LDAP.Schema) -> [Problem] {
        if !self.makesEntries { return [] }
        return self.allocations.compactMap(self.warning)
            + self.demanded(in: schema).compactMap { attribute in
                guard !self.isCertain(attribute, in: schema), let rule = self.rule(for: attribute, in: schema) else {
                    return nil
                }
                return Problem(
                    .rule(rule.path),
                    "\(self.classNames) demands \(attribute), and a POST without \(rule.path) will be refused: give it a `default`, "
                        + "or have the client send it always."
                )
            }
    }

    private func classProblems(in schema: LDAP.Schema) -> [Problem] {
        let unknown = self.objectClasses.filter { schema.objectClass($0) == nil }
        if !unknown.isEmpty {
            return unknown.map {
                Problem(.objectClasses, "object_classes names \($0), which the directory's schema does not know.")
            }
        }
        if !self.makesEntries { return [] }
        return self.demanded(in: schema).compactMap { attribute in
            guard !self.isCertain(attribute, in: schema), self.rule(for: attribute, in: schema) == nil else {
                return nil
            }
            if self.activationAttributes.contains(where: { schema.areSame($0, attribute) }) {
                return Problem(
                    .active,
                    "\(self.classNames) demands \(attribute), which `active` writes in one of its two states only: give both "
                        + "`active` and `inactive`."
                )
            }
            return Problem(.objectClasses, "\(self.classNames) demands \(attribute), which no rule writes: map it.")
        }
    }

    private func filterProblems(in schema: LDAP.Schema) -> [Problem] {
        let (mark, asked) = (self.deletion?.mark, self.filter.attributes)
        let unknown = asked.filter { $0 != mark?.attribute && schema.attributeType($0) == nil }.map {
            Problem(.filter, "filter names the attribute \($0), which the directory's schema does not know.")
        }
        let classes = self.filter.objectClasses.filter { schema.objectClass($0) == nil }.map {
            Problem(.filter, "filter names the object class \($0), which the directory's schema does not know.")
        }
        return unknown + classes
    }

    private func problems(of rule: Rule, in schema: LDAP.Schema) -> [Problem] {
        func problem(_ reason: String) -> Problem { Problem(.rule(rule.path), reason) }
        guard let type = schema.attributeType(rule.attribute) else {
            return [
                problem("\(rule.path) is mapped to \(rule.attribute), which the directory's schema does not know.")
            ]
        }
        var problems: [Problem] = []
        let path = rule.path.namingValue(in: self.resourceType)
        switch self.resourceType.attribute(at: path.unfiltered)?.type {
        case nil: problems.append(problem("\(rule.path) is no attribute of \(self.resourceType.name)."))
        case .complex:
            problems.append(problem("\(rule.path) is a complex attribute: map its sub-attributes one by one."))
        case let kind? where !rule.isReference:
            problems += self.syntaxReasons(of: rule, kind, in: type).map(problem)
        default: break
        }
        if !type.isUserModifiable {
            problems.append(
                problem("\(rule.path) is mapped to \(rule.attribute), which only the directory itself may write."))
        }
        if !type.isOperational, !self.allows(rule.attribute.withoutOptions, in: schema) {
            problems.append(
                problem(
                    "\(rule.path) is mapped to \(rule.attribute), which \(self.classNames) does not allow: add an object class "
                        + "that does."))
        }
        if let key = rule.referenceKey {
            if schema.attributeType(key) == nil {
                problems.append(problem("\(rule.path) is `by: \(key)`, which the directory's schema does not know."))
            }
            if type.holdsNames || type.equality == nil {
                problems.append(
                    problem(
                        "\(rule.path) is `by: \(key)`, but \(rule.attribute) holds no texts that can be searched: leave `by` out."
                    ))
            }
        } else if rule.isReference, !type.holdsNames {
            problems.append(
                problem("\(rule.path) is a reference, but \(rule.attribute) does not hold distinguished names."))
        }
        if rule.isUnique, type.equality == nil {
            problems.append(
                problem("\(rule.path) is unique, but \(rule.attribute) has no equality rule to search by."))
        }
        return problems
    }

    /// What is wrong where no value of the SCIM attribute can be one of the LDAP attribute.
    private func syntaxReasons(
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

    /// What is only shown must be there; the groups of a user can be had without.
    private func readOnlyProblems(in schema: LDAP.Schema) -> [Problem] {
        self.rules.filter { $0.isReadOnly && $0.path != .groups && schema.attributeType($0.attribute) == nil }.map {
            rule in
            Problem(
                .rule(rule.path),
                "\(rule.path) is mapped to \(rule.attribute), which the directory's schema does not know.")
        }
    }

    private func computedProblems(in schema: LDAP.Schema) -> [Problem] {
        self.computed.compactMap { rule in
            rule.problem(of: self, in: schema).map { Problem(.computed(rule.attribute), $0) }
        }
    }

    private func nameProblems(in schema: LDAP.Schema) -> [Problem] {
        let isFilled = self.rules.contains {
            schema.areSame($0.attribute, self.rdn) && ($0.isRequired || $0.defaultValue != nil)
        }
        let isChosen = self.naming != nil || self.allocates(self.rdn, in: schema)
        if isFilled || isChosen || self.computes(self.rdn, in: schema) { return [] }
        return [Problem(.rdn, "rdn is \(self.rdn), which no rule fills for certain: map it from a required attribute.")]
    }

    private func activationProblems(in schema: LDAP.Schema) -> [Problem] {
        self.activation.flatMap { $0.strategy.problems(of: self, in: schema) }.map { Problem(.active, $0) }
    }

    private func renamingProblems(on dialect: Dialect) -> [Problem] {
        guard dialect.keepsNames, self.renaming == .follow else { return [] }
        return [
            Problem(
                .renaming,
                "on_rename is `follow`, and this directory takes references along by itself and holds none to names that nobody has "
                    + "yet: say `server`.")
        ]
    }

    private func deletionProblems(in schema: LDAP.Schema) -> [Problem] {
        var problems: [Problem] = []
        switch self.deletion {
        case .delete?, nil: return []
        case .trash(let trash)? where trash.isWithin(self.base):
            problems.append(
                Problem(
                    .deletion,
                    "on_delete.base \(trash) lies within \(self.section).base: deleted entries would still be seen. Move it."
                ))
        case .trash?: break
        case .mark(let mark)?: problems += mark.problems(of: self, in: schema).map { Problem(.deletion, $0) }
        }
        if self.revival == .externalId, !self.rules.contains(where: { $0.path == .externalID }) {
            problems.append(
                Problem(.revival, "revive is externalId, but externalId is not mapped: map it, or set revive to never.")
            )
        }
        return problems
    }
}

// MARK: - What the object classes demand and allow

extension Mapping {
    /// The object classes of the mapping as a sentence names them.
    var classNames: String { "object_classes \(self.objectClasses.joined(separator: ", "))" }

    /// Whether new entries are made by the mapping: of several kinds those of the first are.
    private var makesEntries: Bool { self.place ?? 0 == 0 }

    /// What a new entry must have, besides its object classes.
    private func demanded(in schema: LDAP.Schema) -> [LDAP.AttributeDescription] {
        schema.required(by: self.objectClasses).filter { !schema.areSame($0, "objectClass") }
    }

    /// The rule that can write an attribute, be it by an alias.
    func rule(for attribute: LDAP.AttributeDescription, in schema: LDAP.Schema) -> Rule? {
        self.rules.first { !$0.isReadOnly && schema.areSame($0.attribute, attribute) }
    }

    /// Whether every new entry gets the attribute, whatever the client sends.
    private func isCertain(_ attribute: LDAP.AttributeDescription, in schema: LDAP.Schema) -> Bool {
        if schema.areSame(attribute, self.rdn) || self.allocates(attribute, in: schema) { return true }
        let isWritten = self.rules.contains { rule in
            (rule.isRequired || rule.defaultValue != nil || rule.placeholder != nil)
                && schema.areSame(rule.attribute, attribute)
        }
        return isWritten || self.computes(attribute, in: schema)
            || self.activation.flatMap(\.strategy.attributesOfBothStates).contains { schema.areSame($0, attribute) }
    }

    /// Whether the attribute is computed.
    private func computes(_ attribute: LDAP.AttributeDescription, in schema: LDAP.Schema) -> Bool {
        self.computed.contains { schema.areSame($0.attribute, attribute) }
    }

    /// Whether an entry of the object classes may have the attribute; one of `extensibleObject` may have any
    /// (RFC 4512 section 4.3).
    func allows(_ attribute: LDAP.AttributeDescription, in schema: LDAP.Schema) -> Bool {
        schema.withSuperclasses(self.objectClasses).contains { $0.oid == Self.extensibleObject }
            || schema.allowed(by: self.objectClasses).contains { schema.areSame($0, attribute) }
    }

    private static let extensibleObject = "1.3.6.1.4.1.1466.101.120.111"
}

extension LDAP.Schema {
    /// Whether both descriptions name the same attribute, be it by an alias.
    func areSame(_ left: LDAP.AttributeDescription, _ right: LDAP.AttributeDescription) -> Bool {
        if left == right { return true }
        guard left.options == right.options, let type = self.attributeType(left) else { return false }
        return type.oid == self.attributeType(right)?.oid
    }
}

extension LDAP.Filter {
    /// The object classes that the filter asks for by name.
    fileprivate var objectClasses: [String] {
        switch self {
        case .and(let filters), .or(let filters): filters.flatMap(\.objectClasses)
        case .not(let filter): filter.objectClasses
        case .equal("objectClass", let value): value.text.map { [$0] } ?? []
        default: []
        }
    }
}
