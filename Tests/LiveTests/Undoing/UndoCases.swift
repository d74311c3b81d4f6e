import LDAP
import SCIM
import Safeguards
import Testing
import Translator

/// What is taken back on every kind of server.
struct UndoCase: Sendable, CustomTestStringConvertible {
    let name: String
    let run: @Sendable (BridgeScene) async throws -> Void

    var testDescription: String { self.name }

    init(_ name: String, _ run: @escaping @Sendable (BridgeScene) async throws -> Void) {
        (self.name, self.run) = (name, run)
    }

    static func set(_ path: String, _ value: String) -> String {
        #"{"op":"replace","path":"\#(path.replacing("\"", with: "\\\""))","value":\#(value)}"#
    }

    static let all: [UndoCase] = [
        values, accounts, names, members, newEntries, trash, marks, removals, revivals,
    ]

    static let values = UndoCase("values") { scene in
        try await UndoScene.run(on: scene) {
            let path = AttributePath(attribute: "nickName")
            $0.rules.append(Mapping.Rule(path: path, attribute: "facsimileTelephoneNumber"))
        } body: { undo in
            let ada = try await undo.caller.makePerson("ada", #""title":"Clerk""#)
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(
                    ada.id, Self.set("title", #""Chief""#), Self.set("name.givenName", #""Ada""#)
                )
                .expect(200)
            }
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(ada.id, Self.set("title", #""CHIEF""#)).expect(200)
            }
            // An attribute that OpenLDAP cannot compare, and one value in the place of the first of two.
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(ada.id, Self.set("nickName", #""555 0101""#)).expect(200)
            }
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(ada.id, Self.set("nickName", #""555 0102""#)).expect(200)
            }
            try await undo.scene.set("title", ["Clerk", "Fellow"], of: ada.id)
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(ada.id, Self.set("title", #""Boss""#)).expect(200)
            }
            try await undo.goesThereAndBack(.update) {
                try await undo.caller.patch(ada.id, #"{"op":"remove","path":"nickName"}"#).expect(200)
            }
        }
    }

    static let accounts = UndoCase("accounts") { scene in
        try await UndoScene.run(on: scene) { undo in
            let ada = try await undo.caller.makePerson("ada")
            try await undo.goesThereAndBack(.disable) {
                try await undo.caller.patch(ada.id, Self.set("active", "false")).expect(200)
            }
            try await undo.goesThereAndBack(.enable) {
                try await undo.caller.patch(ada.id, Self.set("active", "true")).expect(200)
            }
        }
    }

    static let names = UndoCase("names") { scene in
        try await UndoScene.run(on: scene) { undo in
            let ada = try await undo.caller.makePerson("ada")
            _ = try await undo.caller.makeGroup("team", [ada.id])
            try await undo.goesThereAndBack(.rename) {
                let name = BridgeScene.freshName("eva")
                try await undo.caller.patch(ada.id, Self.set("userName", "\"\(name)\""), Self.set("title", #""Chief""#))
                    .expect(200)
            }
        }
    }

    static let members = UndoCase("members") { scene in
        try await UndoScene.run(on: scene) { undo in
            let ids = [
                try await undo.caller.makePerson("ada").id, try await undo.caller.makePerson("bob").id,
                try await undo.caller.makePerson("cyd").id,
            ]
            let path = try await undo.caller.makeGroup("team", [ids[0]])
            let id = String(path.split(separator: "/")[1])
            func edit(_ operation: String, _ members: String...) async throws {
                let list = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
                try await undo.caller.patch(
                    id, #"{"op":"\#(operation)","path":"members","value":[\#(list)]}"#, at: "/Groups"
                ).expect(204)
            }
            try await undo.goesThereAndBack(.membership(added: 1, removed: 0)) { try await edit("add", ids[1]) }
            try await undo.goesThereAndBack(.membership(added: 1, removed: 0)) { try await edit("add", ids[1], ids[2]) }
            try await undo.goesThereAndBack(.membership(added: 0, removed: 1)) { try await edit("remove", ids[0]) }
            try await undo.goesThereAndBack(.membership(added: 1, removed: 2)) { try await edit("replace", ids[0]) }
        }
    }

    static let newEntries = UndoCase("new entries") { scene in
        try await UndoScene.run(on: scene) {
            $0.deletion = nil
        } body: { undo in
            let before = try await undo.contents()
            _ = try await undo.caller.makePerson("ada")
            let made = try #require(try undo.events().last)
            #expect(await undo.undo([made.id]).items.map(\.state) == [.refused])
            #expect(await undo.undo([made.id], mayDelete: true).items.map(\.state) == [.undone])
            #expect(try await undo.contents() == before)
            let own = try #require(try undo.events().last)
            #expect(await undo.undo([own.id]).items.map(\.state) == [.undone])
            #expect(try await undo.contents().count == before.count + 1)
        }
    }

    static let trash = UndoCase("trash") { scene in
        try await UndoScene.run(on: scene) { undo in
            let ada = try await undo.caller.makePerson("ada")
            _ = try await undo.caller.makeGroup("team", [ada.id])
            try await undo.goesThereAndBack(.delete) { try await undo.caller.delete(ada.id).expect(204) }
            #expect(try await undo.scene.stored(ada.id) != nil)
        }
    }

    static let marks = UndoCase("marks") { scene in
        let mark = Mapping.Mark("employeeType", "deleted")
        try await UndoScene.run(on: scene) {
            $0.deletion = .mark(mark)
        } body: { undo in
            let ada = try await undo.caller.makePerson("ada")
            _ = try await undo.caller.makeGroup("team", [ada.id])
            try await undo.goesThereAndBack(.delete) { try await undo.caller.delete(ada.id).expect(204) }
        }
    }

    static let removals = UndoCase("removals") { scene in
        try await UndoScene.run(on: scene) {
            $0.deletion = .delete
        } body: { undo in
            let ada = try await undo.caller.makePerson("ada", #""title":"Clerk""#)
            let bob = try await undo.caller.makePerson("bob")
            _ = try await undo.caller.makeGroup("team", [ada.id, bob.id])
            try await undo.goesThereAndBack(.delete) { try await undo.caller.delete(ada.id).expect(204) }
        }
    }

    static let revivals = UndoCase("revivals") { scene in
        try await UndoScene.run(on: scene) {
            $0.revival = .userName
        } body: { undo in
            let ada = try await undo.caller.makePerson("ada")
            try await undo.caller.delete(ada.id).expect(204)
            try await undo.goesThereAndBack(.revive) {
                let reply = try await undo.caller.post(BridgeCaller.person(ada.name, #""title":"Back""#)).expect(201)
                #expect(reply.id == ada.id)
            }
        }
    }
}

extension BridgeTests {
    /// What calls have done to a real slapd is taken back, and that again.
    @Suite(.serialized, .bridge) struct BridgeUndoTests {
        @Test(arguments: UndoCase.all) func isTakenBack(what: UndoCase) async throws {
            try await what.run(try BridgeScene.current)
        }

        /// A wrong scope: everybody is disabled, and comes back.
        @Test func manyPeopleComeBack() async throws {
            let scene = try BridgeScene.current
            let count = UndoLoad.people
            try await UndoScene.run(on: scene) { undo in
                var ids: [String] = []
                for number in 0..<count { ids.append(try await scene.addPerson("p\(number)").id) }
                let before = try await undo.contents()
                let start = ContinuousClock.now
                let statuses = try await undo.caller.atOnce(count) { [ids] caller, number in
                    try await caller.patch(ids[number], UndoCase.set("active", "false"))
                }
                let disabled = ContinuousClock.now
                #expect(statuses.allSatisfy { $0 == 200 })
                let events = try undo.events().filter { $0.effect == .disable }.map(\.id).reversed()
                #expect(events.count == count)
                let begin = ContinuousClock.now
                let report = await undo.undo(Array(events))
                let end = ContinuousClock.now
                #expect(report.items.count == count && report.items.allSatisfy { $0.state == .undone })
                #expect(try await undo.contents() == before)
                print(
                    "\(count) disables took \(disabled - start), their undo \((end - begin) / (disabled - start)) of that"
                )
                let again = await undo.undo(Array(events.prefix(50)))
                #expect(again.items.allSatisfy { $0.state == .alreadySo })
            }
        }
    }

    /// The same where nobody but the bridge keeps references.
    @Suite(.serialized, .bridge(on: .bareSlapd)) struct BridgeFollowUndoTests {
        @Test(arguments: UndoCase.all) func isTakenBack(what: UndoCase) async throws {
            try await what.run(try BridgeScene.current)
        }
    }
}

extension BridgeTests {
    /// What calls have done to a 389 Directory Server is taken back, and that again.
    @Suite(.needs(.ds389), .serialized, .bridge(on: .ds389)) struct DS389UndoTests {
        @Test(arguments: UndoCase.all) func isTakenBack(what: UndoCase) async throws {
            try await what.run(try BridgeScene.current)
        }
    }
}
