import LDAP
import NIOHTTP1
import SCIM
import Testing
import Translator

// One plain call for each effect that a plan may have.
extension FaultScenario {
    static let effects = [
        create, update, disable, enable, renameAndMore, trash, revive, removal, join, leave, joinAndLeave,
    ]

    static let create = FaultScenario(name: "create") { _, token, _ in
        let name = "made.\(token)"
        let members = [#""displayName":"Made""#, #""title":"New""#, #""active":true"#]
        var act = FaultAct(method: .POST, path: "/Users", body: BridgeCaller.person(name, members: members)) { _ in }
        act.made = [.init(name: name, title: "New", displayName: "Made")]
        return act
    }

    static let update = FaultScenario(name: "update") { world, token, _ in
        let id = try await Cast(world, token).hero.id
        return FaultAct.patch(
            "/Users/\(id)", FaultAct.replace("title", "New"), FaultAct.replace("displayName", "New Name")
        ) {
            $0.people[id]?.title = "New"
            $0.people[id]?.displayName = "New Name"
        }
    }

    static let disable = Self.activity("disable", false)
    static let enable = Self.activity("enable", true)

    private static func activity(_ name: String, _ isActive: Bool) -> FaultScenario {
        FaultScenario(name: name) { world, token, bridge in
            let id = try await Cast(world, token).hero.id
            if isActive { try await bridge.patch(id, FaultAct.replace("active", "False")).expect(200) }
            return FaultAct.patch("/Users/\(id)", FaultAct.replace("active", isActive ? "True" : "False")) {
                $0.people[id]?.isLocked = !isActive
            }
        }
    }

    /// A deletion for good, whose references the bridge ends before.
    static let removal = FaultScenario(name: "delete for good", deletion: .delete) { world, token, _ in
        let cast = try await Cast(world, token)
        let id = cast.hero.id
        var act = FaultAct(method: .DELETE, path: "/Users/\(id)") { $0.forget(id) }
        act.freed = cast.name
        return act
    }

    static let join = Self.membership("members added", ["b"], "Add") { ["a", "b"] }
    static let leave = Self.membership("members removed", ["b"], "Remove") { ["a", "c"] }
    static let joinAndLeave = Self.membership("members replaced", ["b", "c"], "Replace") { ["b", "c"] }

    /// What becomes of the members of a group; those whom it has before are known by what is done.
    private static func membership(
        _ name: String, _ members: [String], _ operation: String, _ wished: @escaping @Sendable () -> Set<String>
    ) -> FaultScenario {
        let former = operation == "Remove" ? ["a", "b", "c"] : ["a"]
        return FaultScenario(name: name) { world, token, _ in
            var people: [String: (dn: String, id: String)] = [:]
            for letter in ["a", "b", "c"] { people[letter] = try await world.addPerson("\(letter).\(token)") }
            let known = people
            let group = try await world.addGroup("team.\(token)", former.compactMap { known[$0]?.dn })
            let list = members.compactMap { known[$0].map { #"{"value":"\#($0.id)"}"# } }.joined(separator: ",")
            return FaultAct.patch(
                "/Groups/\(group.id)", #"{"op":"\#(operation)","path":"members","value":[\#(list)]}"#
            ) { $0.groups[group.id]?.members = Set(wished().compactMap { known[$0]?.id }) }
        }
    }
}
