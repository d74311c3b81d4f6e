import LDAP
import NIOHTTP1
import SCIM
import Testing
import Translator

/// A call that takes several steps, and what it means for the directory.
struct FaultScenario: Sendable {
    let name: String
    var deletion = Mapping.Deletion.trash(base: DistinguishedName(server: "ou=leavers,\(FaultWorld.suffix)"))
    /// What the mapping of people has besides.
    var mapping: @Sendable (inout Mapping) -> Void = { _ in }
    /// Whether its groups hold the user names of their members.
    var holdsUserNames = false
    /// Makes fresh entries, whose names contain `token`; a bridge without faults may help.
    let prepare: @Sendable (_ world: FaultWorld, _ token: String, _ bridge: BridgeCaller) async throws -> FaultAct
}

/// One call, and what is right before and after it.
struct FaultAct: Sendable {
    var method: HTTPMethod
    var path: String
    var body: String?
    /// What the call changes.
    var change: @Sendable (inout DirectoryTruth) -> Void
    /// Who is made by it.
    var made: [DirectoryTruth.Person] = []
    /// Which group is made by it; it has no members.
    var madeGroup: String?
    /// The name of the person or group that the call frees; a newcomer takes it.
    var freed: String?
    /// The name that the call takes; a newcomer tries to be faster.
    var taken: String?
    /// The endpoint of the newcomer.
    var endpoint = "/Users"
}

extension FaultAct {
    static func patch(
        _ path: String, _ operations: String..., change: @escaping @Sendable (inout DirectoryTruth) -> Void
    ) -> FaultAct {
        let body = """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\(operations.joined(separator: ","))]}
            """
        return FaultAct(method: .PATCH, path: path, body: body, change: change)
    }

    static func replace(_ path: String, _ value: String) -> String {
        #"{"op":"Replace","path":"\#(path)","value":"\#(value)"}"#
    }
}

/// A person with two groups, of which one has no other member, a report and a colleague.
struct Cast {
    let hero: (dn: String, id: String)
    let name: String

    init(_ world: FaultWorld, _ token: String, _ lines: String...) async throws {
        self.name = "hero.\(token)"
        let colleague = try await world.addPerson("colleague.\(token)")
        let lines = ["title: Old", "manager: \(colleague.dn)"] + lines
        self.hero = try await world.addPerson(self.name, lines.joined(separator: "\n"))
        _ = try await world.addPerson("report.\(token)", "manager: \(self.hero.dn)")
        _ = try await world.addGroup("both.\(token)", [colleague.dn, self.hero.dn])
        _ = try await world.addGroup("alone.\(token)", [self.hero.dn])
    }
}

extension FaultScenario: CustomTestStringConvertible {
    var testDescription: String { self.name }

    /// All plans of several steps.
    static let all =
        [
            rename, renameAndMore, renameAndDisable, userName, disableAndMore, trash, revive, delete, groupRename,
            createGroup, createPerson, passwordAndLock, move, createWithNumber,
        ] + Self.strategies

    static let rename = Self.renaming("rename")
    static let renameAndMore = Self.renaming(
        "rename and more", [FaultAct.replace("title", "New"), FaultAct.replace("displayName", "New Name")]
    ) { ($0.title, $0.displayName) = ("New", "New Name") }
    static let renameAndDisable = Self.renaming("rename and disable", [FaultAct.replace("active", "False")]) {
        $0.isLocked = true
    }

    static let userName = FaultScenario(name: "user name in groups", holdsUserNames: true) { world, token, _ in
        let name = "hero.\(token)"
        let (id, new) = (try await world.addPerson(name).id, "star.\(token)")
        _ = try await world.addPerson("colleague.\(token)")
        try await world.addUnixGroup("both.\(token)", [name, "colleague.\(token)"])
        try await world.addUnixGroup("alone.\(token)", [name])
        var act = FaultAct.patch("/Users/\(id)", FaultAct.replace("userName", new)) { $0.people[id]?.name = new }
        (act.freed, act.taken) = (name, new)
        return act
    }

    private static func renaming(
        _ name: String, _ more: [String] = [],
        _ change: @escaping @Sendable (inout DirectoryTruth.Person) -> Void = { _ in }
    ) -> FaultScenario {
        FaultScenario(name: name) { world, token, _ in
            let cast = try await Cast(world, token)
            let (id, new) = (cast.hero.id, "star.\(token)")
            let operations = ([FaultAct.replace("userName", new)] + more).joined(separator: ",")
            var act = FaultAct.patch("/Users/\(id)", operations) { truth in
                truth.people[id]?.name = new
                if truth.people[id] != nil { change(&truth.people[id, default: .init()]) }
            }
            (act.freed, act.taken) = (cast.name, new)
            return act
        }
    }

    static let disableAndMore = FaultScenario(name: "disable and more") { world, token, _ in
        let id = try await Cast(world, token).hero.id
        return FaultAct.patch("/Users/\(id)", FaultAct.replace("active", "False"), FaultAct.replace("title", "New")) {
            $0.people[id]?.isLocked = true
            $0.people[id]?.title = "New"
        }
    }

    static let trash = FaultScenario(name: "trash") { world, token, _ in
        let cast = try await Cast(world, token)
        let id = cast.hero.id
        var act = FaultAct(method: .DELETE, path: "/Users/\(id)") {
            $0.people[id]?.isInTrash = true
            $0.people[id]?.isLocked = true
        }
        act.freed = cast.name
        return act
    }

    static let revive = FaultScenario(name: "revive") { world, token, bridge in
        let cast = try await Cast(world, token, "labeledURI: \(token)")
        let id = cast.hero.id
        try await bridge.delete(id).expect(204)
        let members = [#""externalId":"\#(token)""#, #""displayName":"Back""#, #""active":true"#]
        let body = BridgeCaller.person(cast.name, members[0], members[1], members[2])
        return FaultAct(method: .POST, path: "/Users", body: body) {
            $0.people[id]?.isInTrash = false
            $0.people[id]?.isLocked = false
            $0.people[id]?.displayName = "Back"
            $0.people[id]?.title = nil
            $0.people[id]?.manager = nil
        }
    }

    static let delete = FaultScenario(name: "delete", mapping: { $0.deletion = .delete }) { world, token, _ in
        let cast = try await Cast(world, token)
        let id = cast.hero.id
        var act = FaultAct(method: .DELETE, path: "/Users/\(id)") { $0.forget(id) }
        act.freed = cast.name
        return act
    }

    static let groupRename = FaultScenario(name: "group rename") { world, token, _ in
        let person = try await world.addPerson("member.\(token)")
        let group = try await world.addGroup("team.\(token)", [person.dn])
        _ = try await world.addGroup("all.\(token)", [group.dn, person.dn])
        let new = "crew.\(token)"
        let id = group.id
        var act = FaultAct.patch("/Groups/\(id)", FaultAct.replace("displayName", new)) {
            $0.groups[id]?.name = new
        }
        (act.freed, act.taken, act.endpoint) = ("team.\(token)", new, "/Groups")
        return act
    }

    static let createGroup = FaultScenario(name: "create a group") { world, token, _ in
        _ = try await world.addPerson("member.\(token)")
        var act = FaultAct(method: .POST, path: "/Groups", body: #"{"displayName":"new.\#(token)"}"#) { _ in }
        act.madeGroup = "new.\(token)"
        return act
    }

    static let createPerson = FaultScenario(name: "create a person") { world, token, _ in
        let manager = try await world.addPerson("boss.\(token)")
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        let members = [
            #""password":"hush-\#(token)""#, #""active":false"#, #""displayName":"Made""#, #""title":"New""#,
            #""\#(enterprise)":{"manager":{"value":"\#(manager.id)"}}"#,
        ]
        let name = "made.\(token)"
        let body = BridgeCaller.person(name, members.joined(separator: ","))
        var act = FaultAct(method: .POST, path: "/Users", body: body) { _ in }
        act.made = [
            .init(
                name: name, isLocked: true, title: "New", displayName: "Made", password: "hush-\(token)",
                manager: manager.id)
        ]
        return act
    }

    static let passwordAndLock = FaultScenario(name: "password and lock") { world, token, _ in
        let id = try await Cast(world, token, "userPassword: old").hero.id
        return FaultAct.patch(
            "/Users/\(id)", FaultAct.replace("password", "new-\(token)"), FaultAct.replace("active", "False")
        ) {
            $0.people[id]?.isLocked = true
            $0.people[id]?.password = "new-\(token)"
        }
    }

    /// Whoever has this title belongs elsewhere.
    static let move = FaultScenario(
        name: "move",
        mapping: { mapping in
            var table = PlaceTable()
            table["Moved"] = DistinguishedName(server: FaultWorld.elsewhere)
            mapping.placement = Mapping.Placement(
                .table(by: AttributePath(attribute: "title"), table), fallback: mapping.base)
        },
        prepare: { world, token, _ in
            let cast = try await Cast(world, token)
            let id = cast.hero.id
            var act = FaultAct.patch(
                "/Users/\(id)", FaultAct.replace("title", "Moved"), FaultAct.replace("displayName", "New Name")
            ) { truth in
                truth.people[id]?.isElsewhere = true
                truth.people[id]?.title = "Moved"
                truth.people[id]?.displayName = "New Name"
            }
            act.taken = cast.name
            return act
        })

    static let createWithNumber = FaultScenario(
        name: "create with a number",
        mapping: { mapping in
            mapping.objectClasses.append("extensibleObject")
            let counter = Mapping.Allocation.Counter(DistinguishedName(server: FaultWorld.counter), "uidNumber")
            mapping.allocations = [Mapping.Allocation("uidNumber", .number(1000...9999, counter))]
        },
        prepare: { _, token, _ in
            let name = "made.\(token)"
            let members = [#""displayName":"Made""#, #""title":"New""#, #""active":true"#]
            var act = FaultAct(
                method: .POST, path: "/Users", body: BridgeCaller.person(name, members: members)
            ) { _ in }
            act.made = [.init(name: name, hasNumber: true, title: "New", displayName: "Made")]
            return act
        })
}
