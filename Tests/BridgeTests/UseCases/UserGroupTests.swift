import Bridge
import DirectoryDouble
import Encodings
import LDAP
import SCIM
import Testing
import Translator

/// The groups of a user, as the directory notes them, or as the groups themselves tell.
@Suite struct UserGroupTests {
    private typealias World = BridgeWorld

    private static let groups = AttributePath(attribute: "groups")
    private static let names = Projection(attributes: [AttributePath(attribute: "userName"), groups])

    /// A directory that notes the groups of nobody.
    private static func plain() -> MemoryDirectory {
        MemoryDirectory { $0.schema = Schema.openLDAP.without("memberOf") }
    }

    private static func ids(_ resource: Resource) -> Set<String> {
        Set(resource[Self.groups].compactMap { $0.object?["value"]?.string })
    }

    @Test func areShownToThoseWhoAsk() async throws {
        let world = World(users: { $0.showGroups(.request) })
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        try world.addGroup("hidden", ada.dn, below: "ou=services")
        let asking = try await world.read(ada.id, Projection(attributes: [Self.groups]))
        #expect(
            asking[Self.groups] == [
                [
                    "value": .string(team.id), "$ref": .string("https://scim.example.com/scim/v2/Groups/\(team.id)"),
                    "display": "team", "type": "direct",
                ]
            ])
        let before = world.directory.searches.count
        #expect(Self.ids(try await world.read(ada.id)) == [])
        #expect(!world.directory.searches[before...].contains { $0.attributes.contains("memberOf") })
        #expect(try await world.find(#"groups eq "\#(team.id)""#).userNames == ["ada"])
    }

    @Test func areSearchedForManyAtOnceWhereTheDirectoryDoesNotNoteThem() async throws {
        let world = World(over: Self.plain(), users: { $0.showGroups(.request) })
        let people = try (0..<3).map { try world.addPerson("p\($0)") }
        let some = try world.addGroup("some", people[0].dn, people[1].dn.uppercased())
        let all = try world.addGroup("all", people[0].dn, people[1].dn, people[2].dn)
        let before = world.directory.searches.count
        let list = try await world.find { $0.projection = Self.names }
        #expect(world.directory.searches.count == before + 2)
        #expect(list.shown.map(Self.ids) == [[some.id, all.id], [some.id, all.id], [all.id]])
        let one = try await world.read(people[1].id, Self.names)
        #expect(Self.ids(one) == [some.id, all.id])
        #expect(world.directory.searches.last?.attributes.contains("member") == false)
        await refused(400, .invalidFilter, "groups") { try await world.find(#"groups eq "\#(all.id)""#) }
    }

    /// Names beyond ASCII are the directory's to compare.
    @Test func areFoundByNamesInAnotherSpelling() async throws {
        let world = World(over: Self.plain(), users: { $0.showGroups(.request) })
        let dn = "uid=émile,ou=people,\(World.suffix)"
        for (name, number) in [(dn, 1), ("uid=bob,ou=people,\(World.suffix)", 2)] {
            let uid = number == 1 ? "émile" : "bob"
            world.directory.load(
                "dn:: \(Array(name.utf8).base64)\nobjectClass: inetOrgPerson\nuid:: \(Array(uid.utf8).base64)\nsn: x\ncn: x\n"
            )
        }
        let member = "uid=ÉMILE,ou=people,\(World.suffix)"
        world.directory.load(
            "dn: cn=team,ou=groups,\(World.suffix)\nobjectClass: groupOfNames\ncn: team\nmember:: \(Array(member.utf8).base64)\n"
        )
        let team = try #require(world.values("entryUUID", of: "cn=team,ou=groups,\(World.suffix)").first)
        let list = try await world.find { $0.projection = Self.names }
        #expect(list.shown.map(Self.ids) == [[team], []])
        let read = try await world.readGroup(team)
        #expect(read.memberIDs == Set(world.values("entryUUID", of: dn)))
    }
}
