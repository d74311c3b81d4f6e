import Bridge
import DirectoryDouble
import Encodings
import LDAP
import SCIM
import Testing
import Translator

/// Whether two values are the same is for the directory to say, beyond ASCII case and spaces.
@Suite struct SpellingTests {
    private typealias World = BridgeWorld

    /// Adds a person with names that LDIF writes in base64.
    private static func add(_ world: World, _ uid: String, _ names: String...) throws -> Known {
        let lines = names.map { "cn:: \(Array($0.utf8).base64)" }.joined(separator: "\n")
        world.directory.load(
            "dn: \(World.dn(uid))\nobjectClass: inetOrgPerson\nuid: \(uid)\nsn: x\nmail: \(uid)@acme.example\n\(lines)\n"
        )
        return Known(dn: World.dn(uid), id: try #require(world.values("entryUUID", of: World.dn(uid)).first))
    }

    @Test(arguments: [
        ("Müller", "MÜLLER", ["MÜLLER"]), ("E\u{301}va", "Éva", ["Éva"]), ("Straße", "Strase", ["Strase", "Straße"]),
    ])
    func ofHiddenValuesOnlyTheSameGoes(hidden: String, wished: String, values: [String]) async throws {
        let world = World()
        let ada = try Self.add(world, "ada", "First", hidden)
        try await world.patch(ada.id, World.set("displayName", wished))
        #expect(world.values("cn", of: ada.dn).map { Array($0.utf8) } == values.map { Array($0.utf8) })
        let before = world.directory.written.count
        try await world.patch(ada.id, World.set("displayName", wished))
        #expect(world.directory.written.count == before)
    }

    @Test func filtersOfSeveralTermsAskTheDirectoryToo() async throws {
        let world = World()
        _ = try Self.add(world, "one", "E\u{301}quipe  Nord")
        _ = try Self.add(world, "two", "Other")
        for (filter, names) in [
            (#"displayName eq "Équipe Nord" or userName eq "two""#, ["one", "two"]),
            (#"not (displayName eq "Équipe Nord") and userName pr"#, ["two"]),
            (#"displayName eq "Équipe Nord" and userName ne "two""#, ["one"]),
            (#"displayName ne "équipe nord""#, ["two"]),
        ] { #expect(try await world.find(filter).userNames == names, "\(filter)") }
    }

    /// A PATCH picks a value as the directory would.
    @Test func aPatchPicksWhatTheDirectoryTakesForTheSame() async throws {
        let world = World {
            $0.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "roles", subAttribute: "value"), attribute: "employeeType"))
        }
        let ada = try world.addPerson("ada")
        for role in ["E\u{301}va", "Bob"] {
            world.directory.load(
                "dn: \(ada.dn)\nchangetype: modify\nadd: employeeType\nemployeeType:: \(Array(role.utf8).base64)\n-\n")
        }
        try await world.patch(ada.id, #"{"op":"remove","path":"roles[value eq \"éVA\"]"}"#)
        #expect(world.values("employeeType", of: ada.dn) == ["Bob"])
        await refused(400, .noTarget) {
            try await world.patch(ada.id, #"{"op":"replace","path":"roles[value eq \"Zoë\"].value","value":"x"}"#)
        }
    }

    @Test func aNameInAnotherSpellingIsTaken() async throws {
        let world = World()
        let name = "émile"
        world.directory.load(
            "dn: cn=x,ou=people,\(World.suffix)\nobjectClass: inetOrgPerson\ncn: x\nsn: x\nuid:: \(Array(name.utf8).base64)\n"
        )
        await refused(409, .uniqueness, "cn=x", "userName") {
            try await world.create(World.person("ÉMILE", #""emails":[{"type":"work","value":"e@acme.example"}]"#))
        }
    }

    @Test func aMemberInAnotherSpellingIsTheSame() async throws {
        let world = World()
        let uid = "spelledÄ"
        let dn = "uid=\(uid),ou=people,\(World.suffix)"
        world.directory.load(
            "dn:: \(Array(dn.utf8).base64)\nobjectClass: inetOrgPerson\nuid:: \(Array(uid.utf8).base64)\nsn: x\ncn: x\n"
        )
        let id = try #require(world.values("entryUUID", of: dn).first)
        let member = "uid=spelledä,ou=people,\(World.suffix)"
        let group = "cn=team,ou=groups,\(World.suffix)"
        world.directory.load(
            "dn: \(group)\nobjectClass: groupOfNames\ncn: team\nmember:: \(Array(member.utf8).base64)\nmember: cn=x\n")
        let team = try #require(world.values("entryUUID", of: group).first)
        for operation in ["add", "replace"] { try await world.patchGroup(team, World.members(operation, id)) }
        #expect(world.directory.written == [])
        try await world.patchGroup(team, World.members("remove", id))
        #expect(world.members(group) == ["cn=x"])
    }
}
