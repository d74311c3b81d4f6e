import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Groups whose members the directory computes, or that say by URLs who they are.
@Suite struct DynamicGroupTests {
    /// Any attribute that holds URLs stands for `memberURL`, which the schema of the double lacks.
    private static let url: AttributeDescription = "labeledURI"

    private static func world(_ attribute: AttributeDescription = url) -> BridgeWorld {
        BridgeWorld { _ in
        } groups: {
            $0 = Self.groups(attribute)
        } options: {
            $0.referenceTargets = $0.referenceTargets.map { $0.section == "groups" ? Self.groups(attribute) : $0 }
        }
    }

    private static func groups(_ attribute: AttributeDescription) -> Mapping {
        var groups = BridgeWorld.teams
        groups.objectClasses = ["groupOfNames", "labeledURIObject"]
        groups.rules[1].attribute = attribute
        groups.rules[1].isReadOnly = true
        groups.rules[1].placeholder = nil
        return groups
    }

    private static func group(_ name: String, _ lines: String..., in world: BridgeWorld) throws -> Known {
        let dn = "cn=\(name),ou=groups,\(BridgeWorld.suffix)"
        let record = ["dn: \(dn)", "objectClass: groupOfNames", "objectClass: labeledURIObject", "cn: \(name)"] + lines
        world.directory.load(record.joined(separator: "\n") + "\n")
        return Known(dn: dn, id: try #require(world.directory[dn]?["entryUUID"].first?.text))
    }

    @Test func aURLFindsThePeopleOfTheMapping() async throws {
        let world = Self.world()
        let (ada, bob) = (try world.addPerson("ada", "title: Cook"), try world.addPerson("bob", "title: Cook"))
        try world.addPerson("eve")
        try world.addPerson("gone", below: "ou=leavers", "title: Cook")
        let team = try Self.group(
            "team", "member:", "labeledURI: ldap:///\(BridgeWorld.suffix)??sub?(title=Cook)", in: world)
        let shown = try await world.readGroup(team.id)
        #expect(shown.memberIDs == [ada.id, bob.id])
        #expect(try Set(shown.texts("members.type")) == ["User"])
        let two = try Self.group(
            "two", "member:", "labeledURI: ldap:///\(ada.dn)", "labeledURI: ldap:///ou=nowhere,dc=other??sub?",
            in: world)
        #expect(try await world.readGroup(two.id).memberIDs == [ada.id])
        let list = try await world.groups.resources(Query(), context: BridgeWorld.context)
        #expect(list.shown.map(\.memberIDs.count).sorted() == [1, 2])
    }

    @Test func membersAreNotWrittenAndTheRefusalNamesTheURL() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "member:", "labeledURI: ldap:///\(ada.dn)", in: world)
        #expect(
            world.groups.resourceType.attribute(at: AttributePath(attribute: "members"))?.mutability == .readOnly)
        for operation in ["add", "remove"] {
            await refused(400, .mutability, team.dn, "ldap:///\(ada.dn)") {
                try await world.patchGroup(team.id, BridgeWorld.members(operation, ada.id))
            }
        }
        await refused(400, .mutability, "ldap:///") {
            try await world.patchGroup(team.id, #"{"op":"remove","path":"members[value eq \"\#(ada.id)\"]"}"#)
        }
        try await world.patchGroup(team.id, BridgeWorld.set("displayName", "crew"))
        let renamed = try await world.readGroup(team.id)
        #expect(try renamed.text("displayName") == "crew" && renamed.memberIDs == [ada.id])
        #expect(world.values(Self.url, of: "cn=crew,ou=groups,\(BridgeWorld.suffix)") == ["ldap:///\(ada.dn)"])
    }

    @Test func whatTheDirectoryComputesIsShownAndNotWritten() async throws {
        let world = Self.world("member")
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "member: \(ada.dn)", in: world)
        #expect(try await world.readGroup(team.id).memberIDs == [ada.id])
        await refused(400, .mutability, "the directory computes them") {
            try await world.patchGroup(team.id, BridgeWorld.members("remove", ada.id))
        }
        #expect(world.members(team.dn) == [ada.dn])
    }

    /// An empty answer would say that nobody is a member.
    @Test func noGroupIsFoundByAMemberThatAURLFinds() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let team = try Self.group("team", "member:", "labeledURI: ldap:///\(ada.dn)", in: world)
        func find(_ filter: String) async throws -> Int? {
            let query = Query(filter: try SCIM.Filter(parsing: filter))
            return try await world.groups.resources(query, context: BridgeWorld.context).totalResults
        }
        for filter in [
            "members.value eq \"\(ada.id)\"", "members pr", "members[value eq \"\(ada.id)\"]",
            "not (members eq \"\(ada.id)\")",
            "id eq \"\(team.id)\" and members eq \"\(ada.id)\"", "displayName eq \"x\" or members eq \"\(ada.id)\"",
        ] {
            await refused(400, .invalidFilter, "URLs") { try await find(filter) }
        }
        #expect(try await find("id eq \"\(BridgeWorld.nobody)\" and members eq \"\(ada.id)\"") == 0)
        #expect(try await find("id eq \"\(team.id)\"") == 1)
    }

    @Test func aURLThatCannotBeReadIsTold() async throws {
        let world = Self.world()
        let team = try Self.group("team", "member:", "labeledURI: http://example.com", in: world)
        await refused(500, nil, team.dn, "ldap:///") { try await world.readGroup(team.id) }
        let names = try await world.readGroup(
            team.id, Projection(attributes: [AttributePath(attribute: "displayName")]))
        #expect(try names.text("displayName") == "team")
    }
}
