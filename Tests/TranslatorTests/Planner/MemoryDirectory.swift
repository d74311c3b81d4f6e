import LDAP

/// Entries in memory that take changes and refuse them as strictly as OpenLDAP does.
struct MemoryDirectory {
    var entries: [DistinguishedName: Entry]
    let schema: Schema

    init(_ entries: [Entry], schema: Schema = .sample) {
        self.entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.dn, $0) })
        self.schema = schema
    }

    mutating func apply(_ change: Change) throws(LDAPError) {
        switch change {
        case .add(let entry):
            guard self.entries[entry.dn] == nil else { throw LDAPError(.entryAlreadyExists) }
            try self.check(entry)
            self.entries[entry.dn] = entry
        case .modify(let dn, let modifications):
            self.entries[dn] = try self.modified(try self.entry(dn), by: modifications)
        case .rename(let dn, let leaf, let deletesOld, let superior):
            try self.rename(try self.entry(dn), to: leaf, deletesOld, superior)
        case .delete(let dn):
            self.entries[try self.entry(dn).dn] = nil
        }
    }

    private func entry(_ dn: DistinguishedName) throws(LDAPError) -> Entry {
        guard let entry = self.entries[dn] else { throw LDAPError(.noSuchObject, diagnostic: "\(dn)") }
        return entry
    }

    /// Writing a password takes the lock away, as OpenLDAP was seen to do.
    private func modified(_ entry: Entry, by modifications: [Modification]) throws(LDAPError) -> Entry {
        var changed = entry
        for modification in modifications { try self.apply(modification, to: &changed) }
        if !entry["pwdAccountLockedTime"].isEmpty, modifications.contains(where: { $0.attribute == "userPassword" }) {
            changed["pwdAccountLockedTime"] = []
        }
        try self.check(changed)
        return changed
    }

    private func apply(_ modification: Modification, to entry: inout Entry) throws(LDAPError) {
        let attribute = modification.attribute
        let type = self.schema.attributeType(attribute)
        guard let type, type.isUserModifiable else {
            throw LDAPError(.undefinedAttributeType, diagnostic: "\(attribute)")
        }
        let key = { (value: AttributeValue) in type.equality?.normalized(value) ?? value }
        var values = modification.operation == .replace ? [] : entry[attribute]
        for value in modification.values {
            let index = values.firstIndex { key($0) == key(value) }
            switch (modification.operation, index) {
            case (.delete, _) where type.equality == nil:
                throw LDAPError(.inappropriateMatching, diagnostic: "\(attribute)")
            case (.delete, let index?): values.remove(at: index)
            case (.delete, nil): throw LDAPError(.noSuchAttribute, diagnostic: "\(attribute)")
            case (_, nil): values.append(value)
            case (_, _?): throw LDAPError(.attributeOrValueExists, diagnostic: "\(attribute)")
            }
        }
        entry[attribute] = values
    }

    private mutating func rename(
        _ entry: Entry, to leaf: RelativeDistinguishedName, _ deletesOld: Bool, _ superior: DistinguishedName?
    ) throws(LDAPError) {
        var renamed = entry
        renamed.dn = (superior ?? entry.dn.parent ?? DistinguishedName([])).appending(leaf)
        guard renamed.dn == entry.dn || self.entries[renamed.dn] == nil else { throw LDAPError(.entryAlreadyExists) }
        for assertion in entry.dn.leaf?.assertions ?? [] where deletesOld {
            renamed[self.name(assertion.type)].removeAll { self.areEqual($0, assertion.value, assertion.type) }
        }
        for assertion in leaf.assertions {
            let isThere = renamed[self.name(assertion.type)].contains {
                self.areEqual($0, assertion.value, assertion.type)
            }
            if !isThere { renamed[self.name(assertion.type)].append(assertion.value) }
        }
        try self.check(renamed)
        self.entries[entry.dn] = nil
        self.entries[renamed.dn] = renamed
    }

    private func check(_ entry: Entry) throws(LDAPError) {
        for attribute in self.schema.required(by: entry["objectClass"].compactMap(\.text)) {
            guard !entry[attribute].isEmpty else { throw LDAPError(.objectClassViolation, diagnostic: "\(attribute)") }
        }
        for attribute in entry.attributes where attribute.values.count > 1 {
            let isSingle = self.schema.attributeType(attribute.description)?.isSingleValued ?? false
            if isSingle { throw LDAPError(.constraintViolation, diagnostic: "\(attribute.description)") }
        }
        for assertion in entry.dn.leaf?.assertions ?? [] {
            let isThere = entry[self.name(assertion.type)].contains {
                self.areEqual($0, assertion.value, assertion.type)
            }
            if !isThere { throw LDAPError(.namingViolation, diagnostic: "\(assertion)") }
        }
    }

    /// The first name of a type, under which entries have its values.
    private func name(_ attribute: AttributeDescription) -> AttributeDescription {
        self.schema.attributeType(attribute)?.names.first.map { AttributeDescription($0) } ?? attribute
    }

    private func areEqual(_ left: AttributeValue, _ right: AttributeValue, _ attribute: AttributeDescription) -> Bool {
        self.schema.attributeType(attribute)?.equality?.equal(left, right) ?? (left == right)
    }
}
