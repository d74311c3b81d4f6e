import LDAP
import NIOHTTP1
import SCIM
import Sandbox
import Testing

extension UseCase {
    private static func title(_ value: Int) -> String {
        #"{"Operations":[{"op":"replace","path":"title","value":"T\#(value)"}]}"#
    }

    static let races = [
        UseCase("of eight writers with one version exactly one wins") { scene in
            let bridge = scene.bridge()
            let path = "/Users/\(try await bridge.makePerson("versioned", #""title":"A""#).id)"
            for round in 0..<8 {
                let tag = try #require(try await bridge.get(path).expect(200).headers.first(name: "ETag"))
                let statuses = try await bridge.atOnce(8) { bridge, number in
                    try await bridge.send(
                        .PATCH, path, Self.title(round * 8 + number), headers: ["If-Match": tag])
                }
                #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 412 } == 7, "\(statuses)")
            }
        },
        UseCase("of eight values for one title the last stays, and no second") { scene in
            let bridge = scene.bridge()
            for first in [#""title":"A""#, #""name":{"givenName":"no title"}"#] {
                let id = try await bridge.makePerson("titled", first).id
                let statuses = try await bridge.atOnce(8) { bridge, number in
                    try await bridge.send(.PATCH, "/Users/\(id)", Self.title(number))
                }
                #expect(statuses == Array(repeating: 200, count: 8))
                #expect(try await scene.values("title", of: id).count == 1)
            }
        },
        UseCase("of eight writers of different attributes all survive") { scene in
            let bridge = scene.bridge()
            let id = try await bridge.makePerson("shared").id
            let paths = ["title", "name.givenName", "name.familyName", "displayName", "externalId"]
            for round in 0..<4 {
                let statuses = try await bridge.atOnce(paths.count) { bridge, number in
                    try await bridge.patch(id, #"{"op":"replace","path":"\#(paths[number])","value":"v\#(round)"}"#)
                }
                #expect(statuses == Array(repeating: 200, count: paths.count))
                let shown = try await bridge.get("/Users/\(id)").expect(200)
                #expect(paths.allSatisfy { shown[$0].string == "v\(round)" }, "\(shown.text)")
            }
        },
        UseCase("of eight members that join at once all are members, and none after they leave") { scene in
            let bridge = scene.groupBridge()
            var people: [String] = []
            for _ in 0..<8 { people.append(try await bridge.makePerson("joining").id) }
            let path = try await bridge.makeGroup("joined", [])
            for (operation, left) in [("add", Set(people)), ("remove", [])] {
                let statuses = try await bridge.atOnce(8) { [people] bridge, number in
                    let value = #"[{"value":"\#(people[number])"}]"#
                    let body = #"{"Operations":[{"op":"\#(operation)","path":"members","value":\#(value)}]}"#
                    return try await bridge.send(.PATCH, path, body)
                }
                #expect(statuses.allSatisfy { [200, 204].contains($0) }, "\(statuses)")
                #expect(try await bridge.get(path).expect(200).ids("members") == left)
            }
        },
        UseCase("of eight creations of one person one is made") { scene in
            let bridge = scene.bridge()
            let body = BridgeCaller.person(BridgeScene.freshName("raced"))
            let statuses = try await bridge.atOnce(8) { bridge, _ in try await bridge.post(body) }
            #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 409 } == 7, "\(statuses)")
        },
        UseCase("a disable is not lost among other writes") { scene in
            let bridge = scene.bridge()
            let id = try await bridge.makePerson("hurried", #""title":"A""#).id
            let statuses = try await bridge.atOnce(8) { bridge, number in
                number == 3
                    ? try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#)
                    : try await bridge.send(.PATCH, "/Users/\(id)", Self.title(number))
            }
            #expect(statuses == Array(repeating: 200, count: 8))
            #expect(try await bridge.get("/Users/\(id)").expect(200)["active"] == false)
        },
    ]

    static let interruptions = [
        UseCase("calls are answered again after the server was started anew") { scene in
            let bridge = scene.bridge()
            let id = try await bridge.makePerson("patient", #""title":"A""#).id
            try await scene.server.restart()
            try await scene.settles { try await bridge.get("/Users/\(id)").status == 200 }
            // Those who look behind the bridge's back have connections of their own.
            try await scene.settles { try await scene.stored(id) != nil }
            let reply = try await bridge.send(.PATCH, "/Users/\(id)", Self.title(1)).expect(200)
            #expect(reply["title"] == "T1")
        },
        UseCase("what was answered before the server was killed is stored") { scene in
            let bridge = scene.bridge()
            let id = try await bridge.makePerson("killed", #""title":"A""#).id
            let writing = Task {
                var (number, acknowledged) = (0, 0)
                while true {
                    number += 1
                    let reply = try await bridge.send(.PATCH, "/Users/\(id)", Self.title(number))
                    guard reply.status == 200 else { return (acknowledged, number, reply.status) }
                    acknowledged = number
                }
            }
            try await scene.settles { try await scene.values("title", of: id) != ["A"] }
            await scene.server.kill()
            let (acknowledged, last, status) = try await writing.value
            #expect(status == 503)
            try await scene.server.restart()
            try await scene.settles { try await bridge.get("/Users/\(id)").status == 200 }
            // Those who look behind the bridge's back have connections of their own.
            try await scene.settles { try await scene.stored(id) != nil }
            let title = try await bridge.get("/Users/\(id)").expect(200)["title"]
            let isStored = title == .string("T\(acknowledged)") || title == .string("T\(last)")
            #expect(isStored, "acknowledged T\(acknowledged), sent T\(last), stored \(title)")
        },
    ]
}
