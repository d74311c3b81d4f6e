import Directories
import LDAP

/// Makes the entry of a copy of one of the original, without what is secret and what the server of the copy keeps by itself.
struct EntryCopier: Sendable {
    /// How the original differs from other servers.
    let dialect: Dialect
    /// The schema of the original.
    let schema: Schema
    /// The attributes that say whether somebody is disabled; they are copied whatever the schema says of them.
    let state: Set<AttributeDescription>
    /// The attributes that the configuration has for passwords.
    let passwords: Set<AttributeDescription>
    /// The attributes that the copy knows.
    let known: Set<AttributeDescription>
    /// Whether the copy has entries of its own class.
    let isPermissive: Bool

    /// The attributes that are never copied; what else is secret says the change's own list.
    private static let secrets: Set<AttributeDescription> = Change.secretAttributes.union([
        "sambaPasswordHistory", "ipaNTHash", "krbExtraData", "krbMKey", "supplementalCredentials", "ntPwdHistory",
        "lmPwdHistory", "currentValue", "msDS-ManagedPassword", "userPKCS8", "nsDS5ReplicaCredentials",
        "passwordHistory",
    ])
    /// What every server keeps by itself, or has in a form of its own.
    private static let kept: Set<AttributeDescription> = [
        "entryUUID", "entryCSN", "entryDN", "contextCSN", "createTimestamp", "modifyTimestamp", "creatorsName",
        "modifiersName", "structuralObjectClass", "subschemaSubentry", "hasSubordinates", "numSubordinates",
        "distinguishedName", "name", "nTSecurityDescriptor", "aci", "dSCorePropagationData", "uSNChanged", "uSNCreated",
    ]

    /// What a search must ask for to have all that is copied.
    var attributes: [AttributeDescription] {
        let named: [AttributeDescription] = [
            self.dialect.idAttribute, self.dialect.createdAttribute, self.dialect.modifiedAttribute, "memberOf",
            "structuralObjectClass", "pwdPolicySubentry",
        ]
        return ["*"] + (named + self.state).filter { self.schema.attributeType($0) != nil }
    }

    /// The id of an entry of the original, as the copy keeps it; nil where the account does not see it.
    func id(of entry: Entry) -> String? {
        entry[self.dialect.idAttribute].first.flatMap(self.dialect.uuid)
    }

    /// The entry of the copy; nil where the original has no id for the bridge.
    func copy(of entry: Entry) -> Entry? {
        guard let id = self.id(of: entry) else { return nil }
        var copy = Entry(dn: entry.dn, attributes: entry.attributes.filter(self.isCopied))
        if self.isPermissive { copy[.objectClass] += [AttributeValue(CopySchema.ownClass)] }
        copy["structuralObjectClass"] = [AttributeValue(self.structuralClass(of: entry))]
        copy["entryUUID"] = [AttributeValue(id)]
        copy["createTimestamp"] = Self.moment(entry[self.dialect.createdAttribute])
        copy["modifyTimestamp"] = Self.moment(entry[self.dialect.modifiedAttribute])
        return copy
    }

    /// The attributes that the classes of an entry demand, and that it lacks, or that the account does not see.
    func unmetDemands(of entry: Entry) -> [AttributeDescription] {
        self.schema.required(by: entry[.objectClass].compactMap(\.text)).filter { demanded in
            !entry.attributes.contains { self.schema.isSubtype($0.description, of: demanded) && self.isCopied($0) }
        }
    }

    /// The attributes of an entry that the copy would have, did it know them.
    func unknownAttributes(of entry: Entry) -> [AttributeDescription] {
        entry.attributes.map(\.description.withoutOptions).filter { !self.isWithheld($0) && !self.known.contains($0) }
    }

    /// Whether an attribute is secret, or one that every server keeps by itself.
    private func isWithheld(_ name: AttributeDescription) -> Bool {
        Self.isSecret(name) || self.passwords.contains(name) || Self.kept.contains(name)
            || name == self.dialect.idAttribute
    }

    private func isCopied(_ attribute: Attribute) -> Bool {
        let name = attribute.description.withoutOptions
        if self.isWithheld(name) || !self.known.contains(name) { return false }
        if self.state.contains(name) || name == "memberOf" || name == "pwdPolicySubentry" { return true }
        let type = self.schema.attributeType(name)
        return !(type?.isOperational ?? false) && (self.isPermissive || type?.isUserModifiable ?? true)
    }

    /// Whether an attribute holds what nobody may see in a copy: passwords, and what is made of them.
    static func isSecret(_ name: AttributeDescription) -> Bool {
        if Self.secrets.contains(name) { return true }
        let text = name.name.lowercased()
        return ["password", "passwd", "pwdhistory", "privatekey", "secret", "nthash"].contains { text.hasSuffix($0) }
    }

    /// The class that says what an entry is, of which slapd wants to be told.
    private func structuralClass(of entry: Entry) -> String {
        if self.isPermissive { return CopySchema.ownClass }
        if let known = entry["structuralObjectClass"].first?.text { return known }
        let classes = self.schema.withSuperclasses(entry[.objectClass].compactMap(\.text))
            .filter { $0.kind == .structural }
        // The one that no other of them refines.
        let leaf = classes.first { type in
            !classes.contains { $0.oid != type.oid && $0.superiors.contains { type.names.contains($0) } }
        }
        return leaf?.name ?? CopySchema.placeClass
    }

    /// A moment that slapd takes for one.
    private static func moment(_ values: Attribute.Values) -> Attribute.Values {
        guard let text = values.first?.text, text.hasSuffix("Z"), text.prefix(14).allSatisfy(\.isNumber),
            text.count > 14
        else { return [] }
        return values.prefix(1)
    }
}

extension EntryCopier {
    /// An entry in the place of one that the account does not see, to hold those below it.
    static func place(named name: DistinguishedName) -> Entry {
        var entry = Entry(dn: name)
        entry[.objectClass] = [AttributeValue(CopySchema.placeClass), "extensibleObject"]
        for assertion in name.leaf?.assertions ?? [] { entry[assertion.type] += [assertion.value] }
        entry["structuralObjectClass"] = [AttributeValue(CopySchema.placeClass)]
        return entry
    }
}
