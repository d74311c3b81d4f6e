import Bridge
import Directories
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

/// A kind of directory with the people of ``FilterWorld``, and by which attributes it shows what the schemas of servers do not share.
struct FilterSite: Sendable {
    /// What people are mapped by beside the rules of the world.
    var people: Mapping
    /// The mapping of groups.
    var groups = BridgeScene.groups
    /// Attributes of the world that are called otherwise here.
    var names: [AttributeDescription: AttributeDescription] = [:]
    /// Whether entries are added while the server runs, and in the form that it takes.
    var adapt: (@Sendable (LDAP.Entry) -> LDAP.Entry)?
    /// The classes of people.
    var classes: LDAP.Attribute.Values = ["inetOrgPerson", "posixAccount"]

    static let slapd = FilterSite(people: BridgeScene.mapping())

    static let ds389 = FilterSite(
        people: BridgeScene.mapping(),
        names: [
            "pwdChangedTime": "passwordExpirationTime", "pwdReset": "sambaBoolOption",
            "pwdAccountLockedTime": "nsAccountLock",
        ],
        classes: ["inetOrgPerson", "posixAccount", "extensibleObject"])

    static let samba: FilterSite = {
        var people = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,dc=acme,dc=example"))
        people.activation = [.lockOfKind]
        people.rdn = "cn"
        people.preset = .activeDirectory
        return FilterSite(
            people: people, groups: TestServer.samba.groups,
            names: [
                // The name of an account has one value.
                "cn": "displayName",
                "pwdChangedTime": "msTSExpireDate", "pwdReset": "msNPAllowDialin",
                "pwdAccountLockedTime": "userAccountControl",
            ], adapt: Self.account, classes: ["inetOrgPerson"])
    }()

    /// The mapping with one rule for everything that a filter can look at.
    var mapping: Mapping {
        var mapping = self.people
        mapping.resourceType.extensions.append(.init(schema: FilterWorld.extra))
        mapping.activation.append(.attribute("employeeType", active: nil, inactive: "gone"))
        for index in mapping.rules.indices {
            mapping.rules[index].attribute = self.name(mapping.rules[index].attribute)
        }
        mapping.rules += [
            FilterWorld.rule(
                "nickName", "labeledURI", choice: (try? Pattern(parsing: "^nick:")).map { .matching($0) } ?? .first),
            FilterWorld.rule("locale", "preferredLanguage"), FilterWorld.rule("timezone", "absentEverywhere"),
            FilterWorld.rule(#"emails[type eq "work"].display"#, "description"),
            FilterWorld.rule(#"emails[type eq "home"].value"#, "roomNumber"),
            FilterWorld.rule("phoneNumbers.value", "telephoneNumber"),
            FilterWorld.rule(#"addresses[type eq "work"].locality"#, "l"),
            FilterWorld.rule(#"addresses[type eq "work"].region"#, "st"),
            FilterWorld.rule("\(SchemaURN.enterpriseUser):manager", "manager", isReference: true),
            FilterWorld.rule("roles.value", "seeAlso", isReference: true),
            FilterWorld.rule("groups", "seeAlso", isReference: true),
            FilterWorld.rule("urn:example:extra:level", "uidNumber"),
            FilterWorld.rule("urn:example:extra:since", self.name("pwdChangedTime")),
            FilterWorld.rule("urn:example:extra:flag", self.name("pwdReset")),
            FilterWorld.rule("urn:example:extra:size", "employeeNumber"),
            FilterWorld.rule("urn:example:extra:code", "carLicense"),
            FilterWorld.rule("urn:example:extra:tags", "businessCategory"),
        ]
        return mapping
    }

    private func name(_ attribute: AttributeDescription) -> AttributeDescription { self.names[attribute] ?? attribute }

    func provisioner(over directory: any Directory) -> Provisioner {
        var options = Provisioner.Options()
        var everybody = self.people
        everybody.base = DistinguishedName(server: "dc=acme,dc=example")
        options.referenceTargets = [everybody, self.groups]
        options.baseURL = "https://scim"
        return Provisioner(mapping: self.mapping, directory: directory, options: options, logger: .silent)
    }
}

// MARK: - Loading

extension FilterSite {
    /// What is loaded before the server starts.
    var content: String { FilterWorld.entries.map { "\(self.entry($0))\n" }.joined() + FilterWorld.group }

    /// A person under the names that attributes have here, without what only the server writes.
    private func entry(_ person: LDAP.Entry) -> LDAP.Entry {
        var entry = LDAP.Entry(dn: person.dn)
        for attribute in person.attributes
        where !["entryUUID", "createTimestamp", "modifyTimestamp"].contains(attribute.description) {
            entry[self.name(attribute.description)] = attribute.values
        }
        entry["objectClass"] = self.classes
        if entry["nsAccountLock"].count == 1 {
            entry["nsAccountLock"] = [entry["nsAccountLock"] == ["000001010000Z"] ? "TRUE" : "FALSE"]
        }
        return self.adapt?(entry) ?? entry
    }

    /// The ids of people by those that the filters speak of; adds the people where they are not there yet.
    func ids(_ scene: BridgeScene) async throws -> [String: String] {
        if self.names.isEmpty { return [:] }
        if self.adapt != nil, try await scene.entry(self.name(of: 0)) == nil { try await self.add(to: scene) }
        var ids: [String: String] = [:]
        for number in 0..<3 { ids[FilterWorld.id(number)] = try await scene.id(self.name(of: number)) }
        return ids
    }

    private func name(of number: Int) -> String {
        self.adapt == nil ? FilterWorld.name(number) : Self.account(FilterWorld.name(number))
    }

    /// What an account is called whose entry is called so elsewhere.
    private static func account(_ name: String) -> String { name.replacing("uid=", with: "cn=") }

    /// Adds everybody; who has two values that the server takes for the same gets the first of each.
    private func add(to scene: BridgeScene) async throws {
        try await scene.apply("dn: cn=f,ou=groups,dc=acme,dc=example\nobjectClass: group\ncn: f\n")
        for person in FilterWorld.entries.map(self.entry) {
            guard let refusal = await Self.refusal(of: .add(person), scene) else { continue }
            guard refusal.code == .attributeOrValueExists else { throw refusal }
            var plain = person
            for attribute in person.attributes { plain[attribute.description] = attribute.values.prefix(1) }
            plain["objectClass"] = self.classes
            _ = try await scene.root.apply(.add(plain))
        }
    }

    private static func refusal(of change: Change, _ scene: BridgeScene) async -> LDAPError? {
        do {
            _ = try await scene.root.apply(change)
            return nil
        } catch {
            return error
        }
    }

    /// Of these a domain takes one value.
    private static let singleValued: Set<AttributeDescription> = [
        "sn", "givenName", "title", "description", "mail", "employeeType", "employeeNumber", "manager", "l", "st",
        "telephoneNumber", "msTSExpireDate", "displayName",
    ]

    /// An account of a domain, which is named as the others are and refers to nobody who is not there.
    @Sendable private static func account(_ person: LDAP.Entry) -> LDAP.Entry {
        let number = Int(person.dn.leaf?.assertions.first?.value.text?.dropFirst() ?? "") ?? 0
        var entry = person
        entry.dn = DistinguishedName(server: Self.account(person.dn.description))
        entry["userAccountControl"] = [person["userAccountControl"] == ["000001010000Z"] ? "514" : "512"]
        entry["homeDirectory"] = []
        entry["gidNumber"] = []
        entry["msTSExpireDate"] =
            person["msTSExpireDate"].compactMap(\.text).map {
                AttributeValue("\($0.dropLast()).0Z")
            }[...]
        for attribute in ["manager", "seeAlso"] as [AttributeDescription] {
            // Whoever comes later is not there yet.
            let absent = (0...1).filter { $0 >= number }.map(FilterWorld.name)
            entry[attribute] =
                person[attribute].compactMap(\.text)
                .filter { !$0.hasPrefix("uid=gone") && !absent.contains($0) }
                .map { AttributeValue(Self.account($0)) }[...]
        }
        for attribute in Self.singleValued { entry[attribute] = entry[attribute].prefix(1) }
        entry.attributes.removeAll(where: \.values.isEmpty)
        return entry
    }
}
