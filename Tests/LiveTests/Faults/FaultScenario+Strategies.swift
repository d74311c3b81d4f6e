import LDAP
import NIOHTTP1
import Testing
import Translator

// Disables that are steps of their own, and deletions that keep the entry.
extension FaultScenario {
    static let strategies = [
        disableByMove, enableByMove, disableByGroup, enableByGroup, mark, markAndLeave, reviveFromMark,
    ]

    @Sendable private static func moves(_ mapping: inout Mapping) {
        mapping.activation = [.move(below: DistinguishedName(server: FaultWorld.disabledPeople))]
    }

    @Sendable private static func joins(_ mapping: inout Mapping) {
        mapping.activation = [.group(DistinguishedName(server: FaultWorld.disabled), of: .inactive)]
    }

    @Sendable private static func marks(_ mapping: inout Mapping) { mapping.deletion = .mark(FaultWorld.mark) }

    static let disableByMove = Self.disabling("disable by a move", Self.moves)
    static let enableByMove = Self.enabling("enable by a move", Self.moves)
    static let disableByGroup = Self.disabling("disable by a group", Self.joins)
    static let enableByGroup = Self.enabling("enable by a group", Self.joins)

    private static func disabling(
        _ name: String, _ mapping: @escaping @Sendable (inout Mapping) -> Void
    ) -> FaultScenario {
        FaultScenario(name: name, mapping: mapping) { world, token, _ in
            let id = try await Cast(world, token).hero.id
            return FaultAct.patch(
                "/Users/\(id)", FaultAct.replace("active", "False"), FaultAct.replace("title", "New")
            ) {
                $0.people[id]?.isLocked = true
                $0.people[id]?.title = "New"
            }
        }
    }

    private static func enabling(
        _ name: String, _ mapping: @escaping @Sendable (inout Mapping) -> Void
    ) -> FaultScenario {
        FaultScenario(name: name, mapping: mapping) { world, token, bridge in
            let id = try await Cast(world, token).hero.id
            try await bridge.patch(id, FaultAct.replace("active", "False")).expect(200)
            return FaultAct.patch("/Users/\(id)", FaultAct.replace("active", "True"), FaultAct.replace("title", "New"))
            {
                $0.people[id]?.isLocked = false
                $0.people[id]?.title = "New"
            }
        }
    }

    /// The name of who is marked stays taken.
    static let mark = FaultScenario(name: "mark", mapping: Self.marks) { world, token, _ in
        let id = try await Cast(world, token).hero.id
        return FaultAct(method: .DELETE, path: "/Users/\(id)") { $0.putAway(id) }
    }

    static let markAndLeave = FaultScenario(
        name: "mark and leave groups",
        mapping: {
            Self.marks(&$0)
            $0.endsMemberships = true
        }
    ) { world, token, _ in
        let id = try await Cast(world, token).hero.id
        return FaultAct(method: .DELETE, path: "/Users/\(id)") {
            $0.putAway(id)
            $0.leaveGroups(id)
        }
    }

    static let reviveFromMark = FaultScenario(name: "revive from a mark", mapping: Self.marks) { world, token, bridge in
        let cast = try await Cast(world, token, "labeledURI: \(token)")
        let id = cast.hero.id
        try await bridge.delete(id).expect(204)
        let members = [#""externalId":"\#(token)""#, #""displayName":"Back""#, #""active":true"#]
        let body = BridgeCaller.person(cast.name, members: members)
        return FaultAct(method: .POST, path: "/Users", body: body) {
            $0.people[id]?.isInTrash = false
            $0.people[id]?.isLocked = false
            $0.people[id]?.displayName = "Back"
            $0.people[id]?.title = nil
            $0.people[id]?.manager = nil
        }
    }
}

extension DirectoryTruth {
    /// Somebody is deleted and kept.
    fileprivate mutating func putAway(_ id: String) {
        self.people[id]?.isInTrash = true
        self.people[id]?.isLocked = true
    }

    fileprivate mutating func leaveGroups(_ id: String) {
        for group in self.groups.keys { self.groups[group]?.members.remove(id) }
    }
}
