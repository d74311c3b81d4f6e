import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Groups of RFC 2307, which hold the user names of their members.
@Suite struct PosixGroupTests {
    /// The people of a world whose groups are of RFC 2307, and the bridge for both.
    private static func world(
        over directory: MemoryDirectory = BridgeWorld.carelessDirectory(), _ renaming: Mapping.Renaming = .follow,
        options: (inout Provisioner.Options) -> Void = { _ in }
    ) -> BridgeWorld {
        BridgeWorld(over: directory) { people in
            people.renaming = renaming
            people.showGroups(.request, of: [Self.groups])
        } groups: { teams in
            let renaming = teams.renaming
            teams = Self.groups
            teams.renaming = renaming
        } options: {
            $0.referenceTargets = $0.referenceTargets.map { $0.section == "groups" ? Self.groups : $0 }; options(&$0)
        }
    }

    private static let groups: Mapping = {
        var groups = Mapping.posixGroup(base: DistinguishedName(server: "ou=groups,\(BridgeWorld.suffix)"))
        groups.rules.append(
            Mapping.Rule(
                path: AttributePath(attribute: "externalId"), attribute: "gidNumber",
                defaultValue: try? Template(parsing: "5000")))
        groups.deletion = .delete
        return groups
    }()

    /// A group that is there, with these user names.
    private static func group(
        _ name: String, _ uids: String..., in world: BridgeWorld, below branch: String = "ou=groups"
    ) throws -> Known {
        let dn = "cn=\(name),\(branch),\(BridgeWorld.suffix)"
        let lines =
            ["dn: \(dn)", "objectClass: posixGroup", "cn: \(name)", "gidNumber: 4711"] + uids.map { "memberUid: \($0)" }
        world.directory.load(lines.joined(separator: "\n") + "\n")
        return Known(dn: dn, id: try #require(world.directory[dn]?["entryUUID"].first?.text))
    }

    private static func uids(_ dn: String, in world: BridgeWorld) -> Set<String> {
        Set(world.values("memberUid", of: dn))
    }

    @Test func showsWhoHasTheUserNames() async throws {
        let world = Self.world()
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let team = try Self.group("team", "ada", "bob", "gone", "ADA", in: world)
        let group = try await world.readGroup(team.id)
        #expect(group.memberIDs == [ada.id, bob.id])
        let references = try group.texts("members.$ref")
        #expect(references.contains("https://scim.example.com/scim/v2/Users/\(ada.id)"))
    }

    @Test func addsAndRemovesUserNamesOneByOne() async throws {
        let world = Self.world()
        let (ada, bob, eve) = (try world.addPerson("ada"), try world.addPerson("bob"), try world.addPerson("eve"))
        let team = try Self.group("team", "ada", "stranger", in: world)
        for (operation, ids, left) in [
            ("add", [bob.id], ["ada", "bob", "stranger"]),
            ("add", [ada.id, eve.id], ["ada", "bob", "eve", "stranger"]),
            ("remove", [ada.id], ["bob", "eve", "stranger"]), ("remove", [ada.id], ["bob", "eve", "stranger"]),
            ("replace", [ada.id], ["ada", "stranger"]), ("remove", [ada.id], ["stranger"]),
        ] {
            let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            try await world.patchGroup(team.id, #"{"op":"\#(operation)","path":"members","value":[\#(values)]}"#)
            #expect(Self.uids(team.dn, in: world) == Set(left), "\(operation) \(ids)")
        }
        await refused(400, .invalidValue, "which no Group or User with a uid") {
            try await world.patchGroup(team.id, BridgeWorld.members("add", team.id))
        }
    }

    @Test func aNewGroupHasMembersOrNone() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let made = try await world.createGroup(#"{"displayName":"new","members":[{"value":"\#(ada.id)"}]}"#)
        #expect(made.memberIDs == [ada.id])
        #expect(Self.uids("cn=new,ou=groups,\(BridgeWorld.suffix)", in: world) == ["ada"])
        #expect(try await world.createGroup(#"{"displayName":"empty"}"#).memberIDs == [])
    }

    @Test func findsTheGroupsOfAMember() async throws {
        let world = Self.world()
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let (team, other) = (try Self.group("team", "ada", in: world), try Self.group("other", "ada", "bob", in: world))
        for (filter, found) in [
            (#"members.value eq "\#(ada.id)""#, [team.id, other.id]), (#"members[value eq "\#(bob.id)"]"#, [other.id]),
            (#"members eq "\#(BridgeWorld.nobody)""#, []),
        ] {
            let query = Query(filter: try SCIM.Filter(parsing: filter))
            let list = try await world.groups.resources(query, context: BridgeWorld.context)
            #expect(Set(list.shown.compactMap(\.id)) == Set(found), "\(filter)")
        }
        let groups = Projection(attributes: [AttributePath(attribute: "groups")])
        let shown = try await world.read(ada.id, groups)
        #expect(Set(try shown.texts("groups.value")) == [team.id, other.id])
        let list = try await world.find { $0.projection = groups }
        #expect(list.shown.map { (try? $0.texts("groups.value").count) ?? 0 }.sorted() == [1, 2])
    }

    @Test(arguments: [Mapping.Renaming.follow, .server]) func aNewUserNameIsTakenAlong(_ renaming: Mapping.Renaming)
        async throws
    {
        let world = Self.world(renaming)
        let ada = try world.addPerson("ada")
        let (team, other) = (try Self.group("team", "ada", "bob", in: world), try Self.group("other", "bob", in: world))
        try await world.patch(ada.id, BridgeWorld.set("userName", "augusta"))
        #expect(Self.uids(team.dn, in: world) == ["augusta", "bob"])
        #expect(Self.uids(other.dn, in: world) == ["bob"])
        #expect(try await world.readGroup(team.id).memberIDs == [ada.id])
    }

    @Test func aNewUserNameIsRefusedWhereNobodyTakesItAlong() async throws {
        let world = Self.world(.refuse)
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "ada", in: world)
        await refused(400, .mutability, team.dn, "on_rename") {
            try await world.patch(ada.id, BridgeWorld.set("userName", "augusta"))
        }
        let foreign = Self.world()
        let bob = try foreign.addPerson("bob")
        foreign.directory.load(
            "dn: ou=elsewhere,\(BridgeWorld.suffix)\nobjectClass: organizationalUnit\nou: elsewhere\n")
        let other = try Self.group("other", "bob", in: foreign, below: "ou=elsewhere")
        await refused(400, .mutability, other.dn) {
            try await foreign.patch(bob.id, BridgeWorld.set("userName", "robert"))
        }
        #expect(foreign.exists(bob.dn))
    }

    @Test func anInterimNameIsFinishedByTheNextRename() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "renaming-\(ada.id)", in: world)
        #expect(try await world.readGroup(team.id).memberIDs == [ada.id])
        let query = Query(filter: try SCIM.Filter(parsing: #"members.value eq "\#(ada.id)""#))
        #expect(try await world.groups.resources(query, context: BridgeWorld.context).totalResults == 1)
        try await world.patch(ada.id, BridgeWorld.set("userName", "augusta"))
        #expect(Self.uids(team.dn, in: world) == ["augusta"])
        world.directory.load("dn: \(team.dn)\nchangetype: modify\nreplace: memberUid\nmemberUid: renaming-\(ada.id)\n")
        try await world.patchGroup(team.id, BridgeWorld.members("remove", ada.id))
        #expect(Self.uids(team.dn, in: world) == [])
    }

    @Test func nobodyInheritsTheMembershipsOfSomebodyWhoIsGone() async throws {
        let world = Self.world()
        let team = try Self.group("team", "ada", "bob", in: world)
        let ada = try await world.create(BridgeWorld.person("ada"))
        #expect(Self.uids(team.dn, in: world) == ["bob"])
        #expect(try await world.readGroup(team.id).memberIDs == [])
        try await world.patch(try #require(ada.id), BridgeWorld.set("userName", "bob"))
        #expect(Self.uids(team.dn, in: world) == [])
        world.directory.load("dn: ou=elsewhere,\(BridgeWorld.suffix)\nobjectClass: organizationalUnit\nou: elsewhere\n")
        let other = try Self.group("other", "eve", in: world, below: "ou=elsewhere")
        await refused(409, .uniqueness, other.dn) { try await world.create(BridgeWorld.person("eve")) }
    }

    @Test func aCopyOfTheMembersIsWrittenWithThem() async throws {
        var groups = BridgeWorld.teams
        groups.objectClasses = ["groupOfNames", "extensibleObject"]
        groups.renaming = .follow
        groups.rules.append(.copyOfMembers(in: "memberUid", by: "uid"))
        let world = BridgeWorld(over: BridgeWorld.carelessDirectory()) {
            $0.renaming = .follow
        } groups: { [groups] in
            $0 = groups
        } options: { [groups] options in
            options.referenceTargets = options.referenceTargets.map { $0.section == "groups" ? groups : $0 }
        }
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let made = try await world.createGroup(#"{"displayName":"both","members":[{"value":"\#(ada.id)"}]}"#)
        let (id, dn) = (try #require(made.id), "cn=both,ou=groups,\(BridgeWorld.suffix)")
        #expect(made.memberIDs == [ada.id])
        #expect(world.members(dn) == [ada.dn] && Self.uids(dn, in: world) == ["ada"])
        world.directory.load("dn: \(dn)\nchangetype: modify\nadd: memberUid\nmemberUid: stranger\n")
        try await world.patchGroup(id, BridgeWorld.members("add", bob.id, id))
        #expect(world.members(dn) == [ada.dn, bob.dn, dn] && Self.uids(dn, in: world) == ["ada", "bob", "stranger"])
        try await world.patch(ada.id, BridgeWorld.set("userName", "augusta"))
        #expect(world.members(dn) == [BridgeWorld.dn("augusta"), bob.dn, dn])
        #expect(Self.uids(dn, in: world) == ["augusta", "bob", "stranger"])
        #expect(try await world.readGroup(id).memberIDs == [ada.id, bob.id, id])
        try await world.patchGroup(id, #"{"op":"replace","path":"members","value":[{"value":"\#(bob.id)"}]}"#)
        #expect(world.members(dn) == [bob.dn] && Self.uids(dn, in: world) == ["bob", "stranger"])
        try await world.putGroup(id, #"{"displayName":"both","members":[]}"#)
        #expect(world.members(dn) == [""] && Self.uids(dn, in: world) == ["stranger"])
    }

    @Test func membershipsEndWithTheEntryAndRestInTheTrash() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "ada", "bob", in: world)
        try await world.delete(ada.id)
        #expect(try await world.readGroup(team.id).memberIDs == [])
        #expect(Self.uids(team.dn, in: world) == ["ada", "bob"])
        try await world.patchGroup(team.id, BridgeWorld.members("remove", ada.id))
        #expect(Self.uids(team.dn, in: world) == ["bob"])

        let strict = BridgeWorld(over: BridgeWorld.carelessDirectory()) { people in
            (people.renaming, people.deletion) = (.follow, .delete)
        } groups: {
            $0 = Self.groups
        } options: {
            $0.referenceTargets = $0.referenceTargets.map { $0.section == "groups" ? Self.groups : $0 }
        }
        let eve = try strict.addPerson("eve")
        let last = try Self.group("last", "eve", in: strict)
        try await strict.delete(eve.id)
        #expect(Self.uids(last.dn, in: strict) == [])
    }
}
