import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Versions of resources, and writes that depend on them.
    @Suite(.serialized, .bridge) struct EntityTags {
        private static func title(_ text: String) -> String {
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[{"op":"replace","path":"title","value":"\(text)"}]}
            """
        }

        private func tag(_ reply: Reply, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
            let tag = try #require(reply.headers.first(name: "ETag"), sourceLocation: sourceLocation)
            #expect(tag.hasPrefix("W/\"") && tag.hasSuffix("\""), sourceLocation: sourceLocation)
            return tag
        }

        @Test func everyAnswerWithOneResourceCarriesItsVersion() async throws {
            let bridge = try BridgeScene.current.bridge()
            let post = try await bridge.post(BridgeCaller.person("etag.all", #""title":"A""#)).expect(201)
            let path = "/Users/\(post.id)"
            let first = try self.tag(post)
            #expect(post["meta.version"] == .string(first))
            #expect(try self.tag(try await bridge.get(path).expect(200)) == first)
            #expect(try self.tag(try await bridge.send(.HEAD, path).expect(200)) == first)

            let patch = try await bridge.send(.PATCH, path + "?attributes=userName", Self.title("B")).expect(200)
            let second = try self.tag(patch)
            #expect(second != first)
            #expect(patch["meta"] == .null)
            #expect(try self.tag(try await bridge.get(path + "?attributes=userName,meta").expect(200)) == second)
            #expect(try self.tag(try await bridge.get(path + "?excludedAttributes=title").expect(200)) == second)

            let put = try await bridge.put(post.id, BridgeCaller.person("etag.all", #""title":"A""#)).expect(200)
            let third = try self.tag(put)
            let found = try await bridge.find(#"userName eq "etag.all""#)
            #expect(found["Resources.0.meta.version"] == .string(third))
            let again = try await bridge.put(post.id, BridgeCaller.person("etag.all", #""title":"A""#)).expect(200)
            #expect(try self.tag(again) == third)
        }

        @Test func aPartWithoutItsVersionHasNoTag() async throws {
            let scene = try BridgeScene.current
            let (_, id) = try await scene.addPerson("etag.part", "title: A", "mail: part@acme.example")
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory)
            #expect(
                try await bridge.get("/Users/\(id)?attributes=userName").expect(200).headers.first(name: "ETag") == nil)
            #expect(directory.searches.last?.attributes.contains("title") == false)

            let tag = try self.tag(try await bridge.get("/Users/\(id)"))
            let path = "/Users/\(id)?attributes=userName"
            try await bridge.send(.GET, path, headers: ["If-None-Match": tag]).expect(304)
            let changed = try await bridge.send(.GET, path, headers: ["If-None-Match": #"W/"0""#]).expect(200)
            #expect(try self.tag(changed) == tag)
            #expect(changed["title"] == .null)
        }

        @Test func whatIsKnownIsNotSentAgain() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etag.known", "title: A", "mail: known@acme.example")
            let bridge = scene.bridge()
            let tag = try self.tag(try await bridge.get("/Users/\(id)"))
            for known in [tag, #"W/"0", "# + tag, "*"] {
                let reply = try await bridge.send(.GET, "/Users/\(id)", headers: ["If-None-Match": known]).expect(304)
                #expect(reply.text.isEmpty)
                #expect(reply.headers.first(name: "ETag") == tag)
            }
            try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: B\n-\n")
            let reply = try await bridge.send(.GET, "/Users/\(id)", headers: ["If-None-Match": tag]).expect(200)
            #expect(reply["title"] == "B")
            try await bridge.send(.GET, "/Users/\(tag.utf8.count)", headers: ["If-None-Match": "*"]).expect(404)
        }

        @Test func writesDependOnTheVersion() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etag.match", "title: A", "mail: match@acme.example")
            let bridge = scene.bridge()
            let path = "/Users/\(id)"
            let old = try self.tag(try await bridge.get(path))
            let new = try self.tag(
                try await bridge.send(.PATCH, path, Self.title("B"), headers: ["If-Match": old]).expect(200))
            let before = try await scene.version(dn)
            for (method, body) in [
                (HTTPMethod.PATCH, Self.title("C")), (.PUT, BridgeCaller.person("etag.match")), (.DELETE, nil),
            ] as [(HTTPMethod, String?)] {
                let reply = try await bridge.send(method, path, body, headers: ["If-Match": old])
                reply.expect(412, nil, new, "Read it again")
                try await bridge.send(method, path, body, headers: ["If-Match": "title"]).expect(400)
                try await bridge.send(method, "/Users/\(UInt8.max)", body, headers: ["If-Match": "*"]).expect(404)
            }
            #expect(try await scene.version(dn) == before)
            try await bridge.send(.PATCH, path, Self.title("B"), headers: ["If-Match": old]).expect(412)
            try await bridge.send(.PATCH, path, Self.title("C"), headers: ["If-Match": "*"]).expect(200)
            let replaced = try await bridge.send(
                .PUT, path, BridgeCaller.person("etag.match", #""displayName":"New""#),
                headers: ["If-Match": try self.tag(try await bridge.get(path)) + ", " + old]
            ).expect(200)
            try await bridge.send(.DELETE, path, headers: ["If-Match": try self.tag(replaced)]).expect(204)
            try await bridge.get(path).expect(404)
        }

        @Test func writesSpareTheVersionsRuledOut() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etag.none", "title: A", "mail: none@acme.example")
            let bridge = scene.bridge()
            let path = "/Users/\(id)"
            let tag = try self.tag(try await bridge.get(path))
            let before = try await scene.version(dn)
            for (method, body) in [
                (HTTPMethod.PATCH, Self.title("C")), (.PUT, BridgeCaller.person("etag.none")), (.DELETE, nil),
            ] as [(HTTPMethod, String?)] {
                for known in [tag, #"W/"0", "# + tag, "*"] {
                    let reply = try await bridge.send(method, path, body, headers: ["If-None-Match": known])
                    reply.expect(412, nil, tag, "If-None-Match")
                }
            }
            #expect(try await scene.version(dn) == before)
            try await bridge.send(.GET, path, headers: ["If-Match": #""zz""#]).expect(412, nil, tag)
            try await bridge.send(.GET, path + "?attributes=title", headers: ["If-Match": tag]).expect(200)
            try await bridge.send(.PATCH, path, Self.title("C"), headers: ["If-None-Match": #"W/"0""#]).expect(200)
            try await bridge.send(.DELETE, path, headers: ["If-None-Match": tag]).expect(204)
        }

        @Test func entriesRemovedForGoodAreComparedToo() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etag.gone", "title: A", "mail: gone@acme.example")
            let bridge = scene.bridge { $0.deletion = .delete }
            let tag = try self.tag(try await bridge.get("/Users/\(id)"))
            try await bridge.send(.DELETE, "/Users/\(id)", headers: ["If-Match": #"W/"0""#]).expect(412)
            try await bridge.send(.DELETE, "/Users/\(id)", headers: ["If-None-Match": tag]).expect(412)
            #expect(try await scene.entry(dn) != nil)
            try await bridge.send(.DELETE, "/Users/\(id)", headers: ["If-Match": tag]).expect(204)
            #expect(try await scene.entry(dn) == nil)
        }

        @Test func aFailedLoginChangesNoVersion() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etag.login", "mail: login@acme.example", "userPassword: right")
            let tag = try self.tag(try await scene.bridge().get("/Users/\(id)"))
            let before = try await scene.version(dn)
            let directory = WatchedDirectory(scene.directory) { number in
                if number == 1 { await #expect(throws: Never.self) { try await Self.failToLogIn(dn) } }
            }
            let bridge = scene.bridge(over: directory)
            try await Self.failToLogIn(dn)
            #expect(try await scene.version(dn) != before)
            try await bridge.send(.PATCH, "/Users/\(id)", Self.title("A"), headers: ["If-Match": tag]).expect(200)
            #expect(directory.changes.count == 2)
            #expect(try await scene.contents(dn)?["title"] == ["A"])
        }

        private static func failToLogIn(_ dn: String) async throws {
            let scene = try BridgeScene.current
            var configuration = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
            let name = DistinguishedName(server: dn)
            configuration.credentials = .simple(dn: name, password: { Array("wrong".utf8) })
            try await LDAPClientScene.withClient(configuration) { client in
                _ = await client.reaches { $0 != .connecting }
            }
        }

        @Test func aGroupHasTheVersionOfItsEntryWhereMembersMoveThat() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge(dialect: .movingVersions)
            let one = try await scene.addPerson("etag.member1", "mail: etag.member1@acme.example")
            let other = try await scene.addPerson("etag.member2", "mail: etag.member2@acme.example")
            let members = #""members":[{"value":"\#(one.id)"}]"#
            let group = #"{"displayName":"etag.group",\#(members)}"#
            let post = try await bridge.send(.POST, "/Groups", group).expect(201)
            let path = "/Groups/\(post.id)"
            let first = try self.tag(post)
            #expect(try self.tag(try await bridge.get(path)) == first)
            #expect(try self.tag(try await bridge.get(path + "?excludedAttributes=members")) == first)
            try await bridge.send(
                .GET, path + "?excludedAttributes=members", headers: ["If-None-Match": first]
            ).expect(304)

            let add = #"{"Operations":[{"op":"add","path":"members","value":[{"value":"\#(other.id)"}]}]}"#
            let patch = try await bridge.send(.PATCH, path, add, headers: ["If-Match": first]).expect(204)
            let second = try self.tag(patch)
            #expect(second != first)
            #expect(try self.tag(try await bridge.get(path)) == second)
            try await bridge.send(.GET, path, headers: ["If-None-Match": first]).expect(200)

            let remove = #"{"Operations":[{"op":"remove","path":"members[value eq \"\#(one.id)\"]"}]}"#
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        let body =
                            number % 2 == 0
                            ? remove : #"{"Operations":[{"op":"add","path":"displayName","value":"etag.\#(number)"}]}"#
                        return try await bridge.send(.PATCH, path, body, headers: ["If-Match": second]).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 204 }.count == 1, "\(statuses)")
            #expect(statuses.filter { $0 == 412 }.count == 3, "\(statuses)")
        }

        @Test(arguments: ["title", "o"])
        func aWriterInBetweenIsNoticed(attribute: String) async throws {
            let scene = try BridgeScene.current
            let name = "etag.between.\(attribute)"
            let (dn, id) = try await scene.addPerson(name, "title: A", "mail: \(name)@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                guard number == 1 else { return }
                let modification = Modification(.replace, AttributeDescription(attribute), ["Theirs"])
                let change = Change.modify(DistinguishedName(server: dn), [modification])
                await #expect(throws: Never.self) { _ = try await scene.root.apply(change) }
            }
            let bridge = scene.bridge(over: directory)
            let tag = try self.tag(try await bridge.get("/Users/\(id)"))
            try await bridge.send(.PATCH, "/Users/\(id)", Self.title("Mine"), headers: ["If-Match": tag]).expect(412)
            #expect(directory.changes.count == 1)
            let contents = try await scene.contents(dn)
            #expect(contents?[attribute] == ["Theirs"])
            #expect(contents?["title"] == [attribute == "title" ? "Theirs" : "A"])
        }
    }
}
