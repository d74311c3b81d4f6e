import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Several kinds of groups under one endpoint.
@Suite struct ResourceKindsTests {
    /// Groups of names, and below the same base groups of RFC 2307, some of which are both.
    private struct World {
        let world: BridgeWorld
        let groups: any ResourceProvider

        init() throws {
            let base = DistinguishedName(server: "ou=groups,\(BridgeWorld.suffix)")
            var (names, posix) = (Mapping.groupOfNames(base: base), Mapping.posixGroup(base: base))
            for path in ["externalId"] {
                posix.rules.append(
                    Mapping.Rule(
                        path: AttributePath(attribute: path), attribute: "gidNumber",
                        defaultValue: try Template(parsing: "5000")))
            }
            (names.deletion, posix.deletion) = (.delete, .delete)
            let kinds = [names, posix].kinds
            var people = BridgeWorld.people
            people.showGroups(.request, of: kinds)
            var options = Provisioner.Options()
            options.referenceTargets = [people] + kinds
            options.baseURL = "https://scim.example.com/scim/v2"
            options.maximumPage = 3
            options.cursors = ListWorld.Signer()
            let directory = MemoryDirectory()
            self.world = BridgeWorld(over: directory) {
                $0 = people
            } options: {
                $0 = options
            }
            let provisioners = kinds.map {
                Provisioner(mapping: $0, directory: directory, options: options, logger: .silent)
            }
            self.groups = provisioners.providers[0]
        }

        func add(_ name: String, _ lines: String...) throws -> String {
            let dn = "cn=\(name),ou=groups,\(BridgeWorld.suffix)"
            self.world.directory.load((["dn: \(dn)", "cn: \(name)"] + lines).joined(separator: "\n") + "\n")
            return try #require(self.world.directory[dn]?["entryUUID"].first?.text)
        }

        func names(_ name: String, _ members: String...) throws -> String {
            try self.add(
                name, (["objectClass: groupOfNames"] + members.map { "member: \($0)" }).joined(separator: "\n"))
        }

        func posix(_ name: String, _ members: String...) throws -> String {
            try self.add(
                name,
                (["objectClass: posixGroup", "gidNumber: 1"] + members.map { "memberUid: \($0)" }).joined(
                    separator: "\n"))
        }

        func list(_ filter: String? = nil, _ change: (inout Query) -> Void = { _ in }) async throws -> ListResponse {
            var query = Query(filter: try filter.map { try SCIM.Filter(parsing: $0) })
            change(&query)
            return try await self.groups.resources(query, context: BridgeWorld.context)
        }

        func patch(_ id: String, _ operation: String) async throws -> Resource {
            try Resource(
                shown: try await self.groups.patch(
                    id: id, with: try BridgeWorld.patch([operation]), context: BridgeWorld.context))
        }

        func read(_ id: String) async throws -> Resource {
            try Resource(shown: try await self.groups.resource(id: id, projection: .all, context: BridgeWorld.context))
        }
    }

    @Test func oneKindIsServedByItsProvisioner() throws {
        let world = BridgeWorld()
        #expect([world.users, world.groups].providers.allSatisfy { $0 is Provisioner })
        #expect([world.users, world.groups, world.groups].providers.count == 2)
    }

    @Test func theTypeShowsWhatAllKindsShow() throws {
        let kinds = try World().groups
        #expect(kinds is ResourceKinds)
        #expect(kinds.resourceType.attribute(at: AttributePath(attribute: "members", subAttribute: "value")) != nil)
        #expect(kinds.resourceType.attribute(at: AttributePath(attribute: "displayName"))?.isRequired == true)
    }

    @Test func everyCallIsForTheKindOfTheEntry() async throws {
        let world = try World()
        let (ada, bob) = (try world.world.addPerson("ada"), try world.world.addPerson("bob"))
        let (names, posix) = (try world.names("names", ada.dn), try world.posix("posix", "ada"))
        for id in [names, posix] {
            #expect(try await world.read(id).memberIDs == [ada.id])
            _ = try await world.patch(id, BridgeWorld.members("add", bob.id))
            #expect(try await world.read(id).memberIDs == [ada.id, bob.id])
        }
        #expect(world.world.values("memberUid", of: "cn=posix,ou=groups,\(BridgeWorld.suffix)") == ["ada", "bob"])
        let shown = try await world.world.read(ada.id, Projection(attributes: [AttributePath(attribute: "groups")]))
        #expect(Set(try shown.texts("groups.value")) == [names, posix])
        try await world.groups.delete(id: posix, context: BridgeWorld.context)
        await refused(404) { try await world.read(posix) }
        await refused(404) { try await world.groups.delete(id: BridgeWorld.nobody, context: BridgeWorld.context) }
        await refused(404) { try await world.read("no id") }
    }

    @Test func groupsWithinGroupsOfAnyKindAreMembers() async throws {
        let world = try World()
        let (inner, outer) = (try world.posix("inner"), try world.names("outer", ""))
        _ = try await world.patch(outer, BridgeWorld.members("add", inner))
        #expect(try await world.read(outer).memberIDs == [inner])
        await refused(400, .invalidValue, "with a uid") {
            try await world.patch(inner, BridgeWorld.members("add", outer))
        }
        let other = try world.names("other", "cn=outer,ou=groups,\(BridgeWorld.suffix)")
        _ = try await world.patch(outer, BridgeWorld.members("add", other, outer))
        #expect(try await world.read(outer).memberIDs == [inner, other, outer])
        #expect(try await world.read(other).memberIDs == [outer])
    }

    @Test func whatIsOfTwoKindsIsShownOnceAsTheFirst() async throws {
        let world = try World()
        let ada = try world.world.addPerson("ada")
        let both = try world.add(
            "both", "objectClass: groupOfNames", "objectClass: extensibleObject", "objectClass: posixGroup",
            "gidNumber: 7",
            "member: \(ada.dn)", "memberUid: bob")
        let list = try await world.list(#"displayName eq "both""#)
        #expect(list.totalResults == 1 && list.shown.first?.memberIDs == [ada.id])
        #expect(try await world.read(both).memberIDs == [ada.id])
    }

    @Test func listsGoOverAllKinds() async throws {
        let world = try World()
        var expected: Set<String> = []
        for number in 0..<5 { expected.insert(try world.names("names\(number)", "")) }
        for number in 0..<4 { expected.insert(try world.posix("posix\(number)")) }
        var seen: [String] = []
        repeat {
            let page = try await world.list { ($0.startIndex, $0.count) = (seen.count + 1, 2) }
            #expect(page.totalResults == 9 && page.startIndex == seen.count + 1)
            if page.resources.isEmpty { break }
            seen += page.resources.compactMap(\.id)
        } while seen.count < 20
        #expect(seen.count == 9 && Set(seen) == expected)
        #expect(try await world.list { $0.count = 0 }.totalResults == 9)
        #expect(try await world.list { $0.startIndex = 12 }.resources.isEmpty)
        #expect(
            try await world.list { ($0.startIndex, $0.count) = (5, 3) }.resources.compactMap(\.id) == Array(seen[4..<7])
        )
    }

    @Test func filtersMeanTheSameInAllKinds() async throws {
        let world = try World()
        let ada = try world.world.addPerson("ada")
        let (names, posix) = (try world.names("names", ada.dn), try world.posix("posix", "ada"))
        for (filter, found) in [
            (#"members.value eq "\#(ada.id)""#, [names, posix]), (#"displayName sw "p""#, [posix]),
            (#"displayName eq "names""#, [names]), (#"id eq "\#(posix)""#, [posix]),
        ] {
            #expect(Set(try await world.list(filter).resources.compactMap(\.id)) == Set(found), "\(filter)")
        }
        let sorted = try await world.list {
            $0.sort = Query.Sort(AttributePath(attribute: "displayName"), isDescending: true)
        }
        #expect(sorted.resources.compactMap(\.id) == [posix, names])
    }

    /// As within one kind, nobody guesses which one is meant.
    @Test func aLookUpThatFindsOneOfEachKindIsRefused() async throws {
        let world = try World()
        _ = try world.names("team", "")
        #expect(try await world.list(#"displayName eq "team""#).totalResults == 1)
        let base = "ou=groups,\(BridgeWorld.suffix)"
        let names = ["cn=team,\(base)", "cn=team,ou=inner,\(base)"]
        world.world.directory.load(
            "dn: ou=inner,\(base)\nobjectClass: organizationalUnit\nou: inner\n\n"
                + "dn: \(names[1])\nobjectClass: posixGroup\ncn: team\ngidNumber: 1\n")
        for change in [{ _ in }, { $0.cursor = "" }, { $0.count = 0 }] as [(inout Query) -> Void] {
            await refused(409, .uniqueness, names[0], names[1], "groups[0].filter or groups[1].filter") {
                try await world.list(#"displayName eq "team""#, change)
            }
        }
        #expect(try await world.list(#"displayName sw "t""#).totalResults == 2)
    }

    @Test func aNewGroupIsOfTheFirstKindAndHasANameOfItsOwn() async throws {
        let world = try World()
        _ = try world.posix("taken")
        let body = try BridgeWorld.resource(#"{"displayName":"new"}"#, .group)
        _ = try await world.groups.create(body, context: BridgeWorld.context)
        #expect(
            world.world.values("objectClass", of: "cn=new,ou=groups,\(BridgeWorld.suffix)").contains("groupOfNames"))
        let taken = try BridgeWorld.resource(#"{"displayName":"taken"}"#, .group)
        await refused(409, .uniqueness, "cn=taken") {
            try await world.groups.create(taken, context: BridgeWorld.context)
        }
    }
}
