import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Many operations in one request.
    @Suite(.serialized, .bridge) struct Bulk {
        private static let people = "ou=people,dc=acme,dc=example"
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        /// A bridge that knows managers.
        private func bridge(
            over directory: (any Directory)? = nil, _ change: (inout Mapping) -> Void = { _ in }
        ) throws -> BridgeCaller {
            try BridgeScene.current.bridge(over: directory) { mapping in
                let manager = AttributePath(
                    schema: .enterpriseUser, attribute: "manager", subAttribute: "value")
                if !mapping.rules.contains(where: { $0.path == manager }) {
                    mapping.rules.append(Mapping.Rule(path: manager, attribute: "manager", isReference: true))
                }
                change(&mapping)
            }
        }

        private func post(_ name: String, _ members: String...) -> String {
            let mail = #""emails":[{"type":"work","value":"\#(name)@acme.example"}]"#
            let hasMail = members.contains { $0.hasPrefix(#""emails""#) }
            let data = ([#""userName":"\#(name)""#] + (hasMail ? [] : [mail]) + members).joined(separator: ",")
            return #"{"method":"POST","path":"/Users","bulkId":"\#(name)","data":{\#(data)}}"#
        }

        private func manager(_ name: String) -> String {
            #""\#(Self.enterprise)":{"manager":{"value":"bulkId:\#(name)"}}"#
        }

        private func send(
            _ bridge: BridgeCaller, failOnErrors: Int? = nil, _ operations: [String]
        ) async throws -> [Object] {
            let limit = failOnErrors.map { #""failOnErrors":\#($0),"# } ?? ""
            let body = #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],\#(limit)
                 "Operations":[\#(operations.joined(separator: ","))]}
                """#
            return try await bridge.send(.POST, "/Bulk", body).expect(200)["Operations"].array?.compactMap(\.object)
                ?? []
        }

        private func statuses(_ results: [Object]) -> [String] { results.map { $0["status"]?.string ?? "" } }

        private func detail(_ result: Object) -> String {
            result["response"]?.object?["detail"]?.string ?? ""
        }

        private func id(_ result: Object) -> String {
            String(result["location"]?.string?.split(separator: "/").last ?? "")
        }

        @Test func createsManyAndAnswersEach() async throws {
            let scene = try BridgeScene.current
            let directory = WatchedDirectory(scene.directory)
            let bridge = try self.bridge(over: directory)
            let results = try await self.send(
                bridge, (0..<60).map { self.post("bulk.many\($0)", #""title":"\#($0)""#) })
            #expect(self.statuses(results) == Array(repeating: "201", count: 60))
            for (number, result) in results.enumerated() {
                let name = "bulk.many\(number)"
                #expect(result["bulkId"] == .string(name))
                #expect(self.id(result) == (try await scene.id("uid=\(name),\(Self.people)")))
                let read = try await bridge.get("/Users/" + self.id(result)).expect(200)
                #expect(read.userNames.isEmpty && read["title"] == .string("\(number)"))
                #expect(read.headers.first(name: "ETag") == result["version"]?.string)
            }
            #expect(directory.changes.count == 60)
        }

        @Test func oneThatFailsLeavesTheOthersAlone() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("bulk.there", "mail: bulk.there@acme.example")
            try await scene.addPerson("bulk.other", "mail: bulk.mail@acme.example")
            let results = try await self.send(
                self.bridge(),
                [
                    self.post("bulk.one"), self.post("bulk.there"), self.post("bulk.two"), self.post("bulk.TWO"),
                    // The directory alone knows that addresses are unique.
                    self.post("bulk.three", #""emails":[{"type":"work","value":"bulk.mail@acme.example"}]"#),
                    self.post("bulk.four", #""active":"perhaps""#), self.post("bulk.five"),
                    #"{"method":"POST","path":"/Users","bulkId":"nameless","data":{"title":"x"}}"#,
                ])
            #expect(self.statuses(results) == ["201", "409", "201", "409", "409", "400", "201", "400"])
            let details = results.map(self.detail)
            #expect(details[1].contains("uid=bulk.there,"))
            #expect(details[3].contains("uid=bulk.two,"))
            #expect(details[4].contains("uid=bulk.other,"))
            for (name, count) in [("one", 1), ("two", 1), ("three", 0), ("four", 0), ("five", 1)] {
                #expect(try await scene.names("(uid=bulk.\(name))").count == count, "\(name)")
            }
        }

        @Test func stopsWhereTooManyFail() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("bulk.stop", "mail: bulk.stop@acme.example")
            let operations = [
                self.post("bulk.stop1"), self.post("bulk.stop"), self.post("bulk.stop2"),
                self.post("bulk.stop3", #""emails":[{"type":"work","value":"bulk.stop@acme.example"}]"#),
                self.post("bulk.stop4"), self.post("bulk.stop5"),
            ]
            let first = try await self.send(self.bridge(), failOnErrors: 1, operations)
            #expect(self.statuses(first) == ["201", "409"])
            #expect(try await scene.names("(uid=bulk.stop*)").count == 2)
            let second = try await self.send(self.bridge(), failOnErrors: 3, operations)
            #expect(self.statuses(second) == ["409", "409", "201", "409"])
            #expect(try await scene.names("(uid=bulk.stop*)").count == 3)
        }

        @Test func resolvesReferencesForwardsAndInCircles() async throws {
            let scene = try BridgeScene.current
            let bridge = try self.bridge()
            let results = try await self.send(
                bridge,
                [
                    self.post("bulk.a", self.manager("bulk.b")), self.post("bulk.b", self.manager("bulk.c")),
                    self.post("bulk.c", #""title":"C""#, self.manager("bulk.a")),
                    self.post("bulk.self", self.manager("bulk.self")), self.post("bulk.free"),
                    #"{"method":"PATCH","path":"/Users/bulkId:bulk.free","data":{"Operations":[{"op":"add","path":"title","value":"Free"}]}}"#,
                ])
            #expect(self.statuses(results) == ["201", "201", "201", "201", "201", "200"])
            for (name, boss) in [("a", "b"), ("b", "c"), ("c", "a"), ("self", "self")] {
                let contents = try await scene.contents("uid=bulk.\(name),\(Self.people)")
                #expect(contents?["manager"] == ["uid=bulk.\(boss),\(Self.people)"])
            }
            #expect(try await scene.contents("uid=bulk.c,\(Self.people)")?["title"] == ["C"])
            #expect(try await scene.contents("uid=bulk.free,\(Self.people)")?["title"] == ["Free"])
            for result in results {
                let read = try await bridge.get("/Users/" + self.id(result)).expect(200)
                if result["bulkId"] != "bulk.free" {
                    #expect(read.headers.first(name: "ETag") == result["version"]?.string)
                }
            }
        }

        @Test func referencesToWhatFailedFail() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("bulk.bad", "mail: bulk.bad@acme.example")
            let results = try await self.send(
                self.bridge(),
                [
                    self.post("bulk.bad"), self.post("bulk.lost", self.manager("bulk.bad")),
                    self.post("bulk.nobody", self.manager("nobody")),
                    #"{"method":"DELETE","path":"/Users/bulkId:bulk.bad"}"#,
                    // Of two that refer to each other the one cannot be made, so that the other stays incomplete.
                    self.post("bulk.circle1", #""active":"perhaps""#, self.manager("bulk.circle2")),
                    self.post("bulk.circle2", self.manager("bulk.circle1")),
                ])
            #expect(self.statuses(results) == ["409", "409", "409", "409", "400", "409"])
            #expect(self.detail(results[1]).contains("bulkId:bulk.bad"))
            #expect(try await scene.names("(|(uid=bulk.lost)(uid=bulk.nobody)(uid=bulk.circle1))").isEmpty)
            let incomplete = try #require(results.last)
            #expect(self.id(incomplete) == (try await scene.id("uid=bulk.circle2,\(Self.people)")))
            #expect(self.detail(incomplete).contains("was created, but"))
        }

        @Test func versionsInOperationsAreCompared() async throws {
            let scene = try BridgeScene.current
            let bridge = try self.bridge()
            let (_, id) = try await scene.addPerson("bulk.version", "mail: bulk.version@acme.example")
            let tag = try #require(try await bridge.get("/Users/\(id)").headers.first(name: "ETag"))
            let version = tag.replacing("\"", with: "\\\"")
            func patch(_ title: String) -> String {
                #"{"method":"PATCH","path":"/Users/\#(id)","version":"\#(version)","data":"#
                    + #"{"Operations":[{"op":"add","path":"title","value":"\#(title)"}]}}"#
            }
            let results = try await self.send(
                bridge,
                [
                    patch("A"), patch("B"), #"{"method":"DELETE","path":"/Users/\#(id)","version":"\#(version)"}"#,
                    #"{"method":"DELETE","path":"/Users/\#(id)"}"#, #"{"method":"DELETE","path":"/Users/\#(id)"}"#,
                ])
            #expect(self.statuses(results) == ["200", "412", "412", "204", "404"])
        }

        @Test func whoReturnsFromTheTrashIsRevived() async throws {
            let scene = try BridgeScene.current
            let bridge = try self.bridge { $0.revival = .userName }
            let first = try await bridge.post(BridgeCaller.person("bulk.back")).expect(201)
            try await bridge.delete(first.id).expect(204)
            let results = try await self.send(
                bridge,
                [self.post("bulk.before"), self.post("bulk.back"), self.post("bulk.after"), self.post("bulk.end")])
            #expect(self.statuses(results) == ["201", "201", "201", "201"])
            #expect(self.id(results[1]) == first.id)
            #expect(try await scene.contents("uid=bulk.back,\(Self.people)")?["pwdAccountLockedTime"] == nil)
        }

        @Test func theSameRequestAgainCreatesNothing() async throws {
            let scene = try BridgeScene.current
            let bridge = try self.bridge()
            let operations = (0..<5).map { self.post("bulk.again\($0)") }
            #expect(self.statuses(try await self.send(bridge, operations)) == Array(repeating: "201", count: 5))
            #expect(self.statuses(try await self.send(bridge, operations)) == Array(repeating: "409", count: 5))
            #expect(try await scene.names("(uid=bulk.again*)").count == 5)
        }

        @Test func groupsGetTheirMembersWhereverTheyStand() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            func group(_ name: String, _ members: String...) -> String {
                let values = members.map { #"{"value":"bulkId:\#($0)"}"# }.joined(separator: ",")
                return #"{"method":"POST","path":"/Groups","bulkId":"\#(name)","#
                    + #""data":{"displayName":"\#(name)","members":[\#(values)]}}"#
            }
            let results = try await self.send(
                bridge,
                [
                    group("bulk.red", "bulk.member1", "bulk.blue"), group("bulk.blue", "bulk.member2", "bulk.red"),
                    self.post("bulk.member1"), self.post("bulk.member2"), self.post("bulk.member3"),
                    #"{"method":"PATCH","path":"/Groups/bulkId:bulk.red","data":{"Operations":["#
                        + #"{"op":"add","path":"members","value":[{"value":"bulkId:bulk.member3"}]},"#
                        + #"{"op":"remove","path":"members[value eq \"bulkId:bulk.member1\"]"}]}}"#,
                ])
            #expect(self.statuses(results) == ["201", "201", "201", "201", "201", "204"], "\(results)")
            let base = "ou=groups,dc=acme,dc=example"
            let red = try await scene.contents("cn=bulk.red,\(base)")?["member"]
            #expect(Set(red ?? []) == ["uid=bulk.member3,\(Self.people)", "cn=bulk.blue,\(base)"])
            let blue = try await scene.contents("cn=bulk.blue,\(base)")?["member"]
            #expect(Set(blue ?? []) == ["uid=bulk.member2,\(Self.people)", "cn=bulk.red,\(base)"])
        }
    }
}
