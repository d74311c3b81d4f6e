import Bridge
import LDAP
import NIOHTTP1
import SCIM
import Testing
import Translator

extension UseCase {
    private static func members(_ operation: String, _ ids: [String]) -> String {
        let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return #"{"Operations":[{"op":"\#(operation)","path":"members","value":[\#(values)]}]}"#
    }

    static let groups = [
        UseCase("members come and go, and come and go again") { scene in
            let bridge = scene.groupBridge()
            let (ada, bob, eve) = (
                try await bridge.makePerson("ada").id, try await bridge.makePerson("bob").id,
                try await bridge.makePerson("eve").id
            )
            let path = try await bridge.makeGroup("team", [ada])
            for (operation, ids, left) in [
                ("add", [bob], [ada, bob]), ("add", [bob], [ada, bob]), ("add", [bob, eve], [ada, bob, eve]),
                ("remove", [ada], [bob, eve]), ("remove", [ada], [bob, eve]), ("remove", [ada, bob], [eve]),
                ("replace", [ada, eve], [ada, eve]), ("remove", [ada, eve], []), ("add", [bob], [bob]),
            ] {
                let reply = try await bridge.send(.PATCH, path, Self.members(operation, ids))
                #expect([200, 204].contains(reply.status), "\(operation): \(reply.text)")
                #expect(try await bridge.get(path).expect(200).ids("members") == Set(left), "\(operation) \(ids)")
            }
            let found = try await bridge.find("members[value eq \"\(bob)\"]", endpoint: "/Groups").expect(200)
            #expect(found["totalResults"] == 1)
        },
        UseCase("a new job over people who are there matches everybody and writes nothing") { scene in
            let first = scene.groupBridge()
            let people = [
                try await first.makePerson("again", #""title":"A""#, #""name":{"givenName":"Ada"}"#),
                try await first.makePerson("gone", #""title":"B""#),
            ]
            let path = try await first.makeGroup("again", people.map(\.id))
            try await first.patch(people[1].id, #"{"op":"Replace","path":"active","value":"False"}"#).expect(200)
            let groupID = String(try #require(path.split(separator: "/").last))
            let ids = people.map(\.id) + [groupID]
            var before: [LDAP.Entry?] = []
            for id in ids { before.append(try await scene.stored(id)) }
            // Another bridge, to which Entra sends what it finds, and what it does not see in an answer.
            let second = scene.groupBridge()
            for (person, isActive) in zip(people, ["True", "False"]) {
                let found = try await second.find("userName eq \"\(person.name)\"").expect(200)
                #expect(found.total == 1 && found["Resources.0.id"].string == person.id)
                let title = try #require(found["Resources.0.title"].string)
                try await second.patch(
                    person.id, #"{"op":"Replace","path":"active","value":"\#(isActive)"}"#,
                    #"{"op":"Add","path":"title","value":"\#(title)"}"#,
                    #"{"op":"Replace","path":"userName","value":"\#(person.name)"}"#
                ).expect(200)
                try await second.post(BridgeCaller.person(person.name)).expect(409, .uniqueness, person.name)
            }
            let name = try #require(try await first.get(path).expect(200)["displayName"].string)
            let found = try await second.find("displayName eq \"\(name)\"", endpoint: "/Groups").expect(200)
            #expect(found.total == 1 && found["Resources.0.id"].string == groupID)
            let reply = try await second.send(.PATCH, path, Self.members("Add", people.map(\.id)))
            #expect([200, 204].contains(reply.status), "\(reply.text)")
            for (id, entry) in zip(ids, before) { #expect(try await scene.stored(id) == entry) }
        },
        UseCase("a member that nobody knows is refused") { scene in
            let bridge = scene.groupBridge()
            let path = try await bridge.makeGroup("refusing", [])
            let known = try await bridge.makePerson("known").id
            let nobody = String(known.map { $0 == "0" ? "1" : $0 == "-" ? "-" : "0" })
            let before = try await bridge.get(path).expect(200).body
            try await bridge.send(.PATCH, path, Self.members("add", [nobody])).expect(400, .invalidValue)
            #expect(try await bridge.get(path).expect(200).body == before)
        },
        UseCase("a membership follows a new name, outlasts a disable, and rests with the person") { scene in
            var options = Provisioner.Options()
            options.referenceTargets = [scene.kind.people, scene.kind.groups]
            let bridge = scene.groupBridge(options: options)
            let (name, ada) = try await bridge.makePerson("follow")
            let bob = try await bridge.makePerson("stay").id
            let path = try await bridge.makeGroup("following", [ada, bob])
            try await bridge.patch(ada, #"{"op":"replace","path":"userName","value":"new.\#(name)"}"#).expect(200)
            try await scene.settles { try await bridge.get(path).expect(200).ids("members") == [ada, bob] }
            try await bridge.patch(ada, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(try await bridge.get(path).expect(200).ids("members") == [ada, bob])
            try await bridge.delete(ada).expect(204)
            try await scene.settles { try await bridge.get(path).expect(200).ids("members") == [bob] }
        },
        UseCase("a membership ends with a deletion where the mapping says so") { scene in
            let bridge = scene.groupBridge()
            let users = scene.bridge {
                $0.deletion = .mark(Mapping.Mark("carLicense", "deleted"))
                $0.endsMemberships = true
            }
            let name = BridgeScene.freshName("marked")
            let body = BridgeCaller.person(name, #""externalId":"ext-\#(name)""#)
            let (ada, bob) = (try await users.post(body).expect(201).id, try await bridge.makePerson("stay").id)
            let both = try await bridge.makeGroup("both", [ada, bob])
            let alone = try await bridge.makeGroup("alone", [ada])
            try await users.delete(ada).expect(204)
            try await users.get("/Users/\(ada)").expect(404)
            #expect(try await bridge.get(both).expect(200).ids("members") == [bob])
            #expect(try await bridge.get(alone).expect(200).ids("members") == [])
            #expect(try await users.post(body).expect(201).id == ada)
            #expect(try await bridge.get(both).expect(200).ids("members") == [bob])
        },
        UseCase("a group is renamed, keeps its members, and is deleted") { scene in
            let bridge = scene.groupBridge()
            let ada = try await bridge.makePerson("grouped").id
            let path = try await bridge.makeGroup("old", [ada])
            let name = BridgeScene.freshName("new")
            let change = #"{"Operations":[{"op":"replace","path":"displayName","value":"\#(name)"}]}"#
            let reply = try await bridge.send(.PATCH, path, change)
            #expect([200, 204].contains(reply.status), "\(reply.text)")
            let found = try await bridge.find("displayName eq \"\(name)\"", endpoint: "/Groups").expect(200)
            #expect(found["totalResults"] == 1)
            #expect(try await bridge.get(path).expect(200).ids("members") == [ada])
            try await bridge.send(.DELETE, path).expect(204)
            try await bridge.get(path).expect(404)
            try await bridge.send(.DELETE, path).expect(404)
        },
        UseCase("a group shows a version only where every change of its members moves that") { scene in
            let bridge = scene.groupBridge()
            let (ada, bob) = (try await bridge.makePerson("one").id, try await bridge.makePerson("two").id)
            let path = try await bridge.makeGroup("versioned", [ada])
            guard let first = try await bridge.get(path).expect(200).headers.first(name: "ETag") else { return }
            let reply = try await bridge.send(.PATCH, path, Self.members("add", [bob]))
            #expect([200, 204].contains(reply.status), "\(reply.text)")
            #expect(try await bridge.get(path).expect(200).headers.first(name: "ETag") != first)
        },
        UseCase("a manager is shown, found, follows a new name, and is taken away") { scene in
            let bridge = scene.bridge(BridgeScene.showManager)
            let (name, boss) = try await bridge.makePerson("boss")
            let report = try await bridge.makePerson("report").id
            let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
            try await bridge.patch(report, #"{"op":"add","path":"\#(manager)","value":"\#(boss)"}"#).expect(200)
            func shown() async throws -> String? {
                let reply = try await bridge.get("/Users/\(report)").expect(200)
                return reply["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User|manager|value"].string
            }
            #expect(try await shown() == boss)
            #expect(try await bridge.find("manager eq \"\(boss)\"").expect(200)["totalResults"] == 1)
            try await bridge.patch(boss, #"{"op":"replace","path":"userName","value":"new.\#(name)"}"#).expect(200)
            try await scene.settles { try await shown() == boss }
            try await bridge.patch(report, #"{"op":"remove","path":"\#(manager)"}"#).expect(200)
            #expect(try await shown() == nil)
        },
    ]
}
