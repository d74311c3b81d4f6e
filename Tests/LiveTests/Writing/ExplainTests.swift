import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// An explained call shows what it would do, and does nothing.
    @Suite(.serialized, .bridge) struct Explain {
        /// Every entry with every attribute.
        private func everything() async throws -> Set<LDAP.Entry> {
            let request = SearchRequest(
                base: DistinguishedName(server: "dc=acme,dc=example"), attributes: ["*", "+"])
            return Set(try await BridgeScene.current.root.search(request).entries)
        }

        private func explain(
            _ change: (inout Mapping) -> Void = { _ in }, _ call: (BridgeCaller) async throws -> Reply
        ) async throws -> (reply: Reply, report: String) {
            let scene = try BridgeScene.current
            var mapping = BridgeScene.mapping()
            change(&mapping)
            let explainer = Explainer(mappings: [mapping], directory: scene.directory, logger: .silent)
            let before = try await self.everything()
            let reply = try await call(BridgeCaller(explainer.provisioners[0]))
            #expect(try await self.everything() == before)
            return (reply, explainer.report)
        }

        private func expect(
            _ report: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            for line in lines {
                #expect(report.contains(line), "\(line) in:\n\(report)", sourceLocation: sourceLocation)
            }
            let changes = try LDAP.Entry.parseLDIF(report)
            #expect(changes.isEmpty == !report.contains("\ndn: "), "\(report)", sourceLocation: sourceLocation)
        }

        @Test func showsSearchesAndLDIF() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("explain.ada", "title: Old", "mail: ada@acme.example")
            let group = "cn=explain,ou=groups,dc=acme,dc=example"
            try await scene.apply("dn: \(group)\nobjectClass: groupOfNames\ncn: explain\nmember: \(dn)\n")

            let patch = try await self.explain {
                try await $0.patch(id, #"{"op":"replace","value":{"title":"New","userName":"explain.new"}}"#)
            }
            patch.reply.expect(200)
            #expect(patch.reply["title"] == "New")
            try self.expect(
                patch.report, "# search ", "(entryUUID=\(id))", "# effect: rename", "newrdn: uid=explain.new",
                "delete: title\ntitle: Old", "add: title\ntitle: New", "# only if")

            let post = try await self.explain {
                try await $0.post(BridgeCaller.person("explain.bob", #""active":false"#))
            }
            post.reply.expect(201)
            try self.expect(
                post.report, "(uid=explain.bob)", "# effect: create", "changetype: add",
                "dn: uid=explain.bob,ou=people,dc=acme,dc=example", "pwdAccountLockedTime: 000001010000Z")

            let delete = try await self.explain { try await $0.delete(id) }
            delete.reply.expect(204)
            try self.expect(delete.report, "# effect: delete", "newsuperior: ou=leavers,dc=acme,dc=example")

            let removal = try await self.explain({ $0.deletion = .delete }, { try await $0.delete(id) })
            removal.reply.expect(204)
            try self.expect(removal.report, "dn: \(dn)\nchangetype: delete")

            let nothing = try await self.explain {
                try await $0.patch(id, #"{"op":"replace","path":"title","value":"Old"}"#)
            }
            nothing.reply.expect(200)
            #expect(!nothing.report.contains("changetype"))

            let list = try await self.explain { try await $0.find(#"userName eq "explain.ada""#) }
            #expect(list.reply["totalResults"] == 1)
            try self.expect(list.report, "(uid=explain.ada)", "1 found")
            let page = try await self.explain { try await $0.get("/Users?count=1") }
            try self.expect(page.report.isEmpty ? "" : page.report, "# search ", "found")
        }

        @Test func hidesAPasswordThatIsMadeUp() async throws {
            var rule = Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword")
            rule.initialPassword = PasswordRecipe()
            let post = try await self.explain({ [rule] in $0.rules.append(rule) }) {
                try await $0.post(BridgeCaller.person("explain.generated"))
            }
            post.reply.expect(201)
            let lines = post.report.split(separator: "\n").filter { $0.hasPrefix("userPassword") }
            #expect(lines == ["userPassword: ********"], "\(post.report)")
        }

        @Test func showsEachOperationOfABulkRequest() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("explain.bulk", "title: Old", "mail: explain.bulk@acme.example")
            let posts = ["explain.b1", "explain.b2"].map { name in
                #"{"method":"POST","path":"/Users","bulkId":"\#(name)","data":\#(BridgeCaller.person(name))}"#
            }
            let patch =
                #"{"method":"PATCH","path":"/Users/\#(id)","data":"#
                + #"{"Operations":[{"op":"replace","path":"title","value":"New"}]}}"#
            let body = #"{"Operations":[\#((posts + [patch]).joined(separator: ","))]}"#
            let bulk = try await self.explain { try await $0.send(.POST, "/Bulk", body) }
            bulk.reply.expect(200)
            #expect(bulk.reply["Operations"].array?.map { $0.object?["status"] } == ["201", "201", "200"])
            try self.expect(
                bulk.report, "dn: uid=explain.b1,", "dn: uid=explain.b2,", "dn: \(dn)",
                "add: title\ntitle: New")
        }

        @Test func refusesWhatTheDirectoryKeepsUnique() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("explain.holder", "mail: held@acme.example")
            let other = try await scene.addPerson("explain.other", "mail: other@acme.example")
            let body = BridgeCaller.person("explain.late", #""emails":[{"type":"work","value":"held@acme.example"}]"#)
            let foreseen = try await self.explain { try await $0.post(body) }
            foreseen.reply.expect(409, .uniqueness, dn)
            let real = try await scene.bridge().post(body)
            real.expect(409, .uniqueness, dn)

            let patch = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"Held@acme.example"}"#
            let changed = try await self.explain { try await $0.patch(other.id, patch) }
            changed.reply.expect(409, .uniqueness, dn)
            try await scene.bridge().patch(other.id, patch).expect(409, .uniqueness, dn)
            // Its own value in other letters is nobody else's.
            try await self.explain { try await $0.patch(id, patch) }.reply.expect(200)
        }

        @Test func refusesANameThatSomethingElseHas() async throws {
            let scene = try BridgeScene.current
            let dn = "uid=explain.device,ou=people,dc=acme,dc=example"
            try await scene.apply("dn: \(dn)\nobjectClass: account\nuid: explain.device\n")
            let body = BridgeCaller.person("explain.device")
            let foreseen = try await self.explain { try await $0.post(body) }
            let real = try await scene.bridge().post(body)
            #expect(foreseen.reply.status == real.status && real.status == 409)
            #expect(foreseen.reply.detail.contains(dn) && real.detail.contains(dn))
        }

        @Test func whatABulkRequestMakesIsThereForTheRestOfIt() async throws {
            let scene = try BridgeScene.current
            var options = Provisioner.Options()
            options.referenceTargets = [BridgeScene.mapping(), BridgeScene.groups]
            let explainer = Explainer(
                mappings: options.referenceTargets, directory: scene.directory, options: options, logger: .silent)
            let body = """
                {"Operations":[
                 {"method":"POST","path":"/Users","bulkId":"u","data":\(BridgeCaller.person("explain.made"))},
                 {"method":"POST","path":"/Groups","bulkId":"g",
                  "data":{"displayName":"explain.team","members":[{"value":"bulkId:u"}]}},
                 {"method":"PATCH","path":"/Users/bulkId:u",
                  "data":{"Operations":[{"op":"replace","path":"title","value":"New"}]}},
                 {"method":"POST","path":"/Users","bulkId":"v","data":\(BridgeCaller.person("explain.made"))}]}
                """
            let before = try await self.everything()
            let reply = try await BridgeCaller(explainer.provisioners[0], explainer.provisioners[1])
                .send(.POST, "/Bulk", body).expect(200)
            #expect(try await self.everything() == before)
            let operations = reply["Operations"].array ?? []
            #expect(operations.map { $0.object?["status"] } == ["201", "201", "200", "409"], "\(reply.text)")
            #expect(operations.prefix(3).allSatisfy { $0.object?["location"]?.string?.isEmpty == false })
            try self.expect(
                explainer.report, "dn: cn=explain.team,ou=groups,dc=acme,dc=example",
                "member: uid=explain.made,ou=people,dc=acme,dc=example", "add: title\ntitle: New")
        }

        /// An explainer of people and groups, and the same without: a bridge that does it.
        private func pair(_ renaming: Mapping.Renaming) throws -> (explainer: Explainer, real: BridgeCaller) {
            let scene = try BridgeScene.current
            var (people, groups) = (BridgeScene.mapping(), BridgeScene.groups)
            (people.deletion, people.renaming, groups.renaming) = (.delete, renaming, renaming)
            var options = Provisioner.Options()
            options.referenceTargets = [people, groups]
            let explainer = Explainer(
                mappings: [people, groups], directory: scene.directory, options: options, logger: .silent)
            let real = [people, groups].map {
                Provisioner(mapping: $0, directory: scene.directory, options: options, logger: .silent)
            }
            return (explainer, BridgeCaller(real[0], real[1]))
        }

        /// The status of each operation of a bulk request, explained and then done.
        private func statuses(
            _ operations: [String], _ renaming: Mapping.Renaming = .server
        ) async throws -> (explained: [Value], done: [Value], report: String) {
            let body = #"{"Operations":[\#(operations.joined(separator: ","))]}"#
            let (explainer, real) = try self.pair(renaming)
            let before = try await self.everything()
            let explained = try await BridgeCaller(explainer.provisioners[0], explainer.provisioners[1]).send(
                .POST, "/Bulk", body
            ).expect(200)
            #expect(try await self.everything() == before)
            let done = try await real.send(.POST, "/Bulk", body).expect(200)
            func statuses(_ reply: Reply) -> [Value] {
                (reply["Operations"].array ?? []).map { $0.object?["status"] ?? .null }
            }
            return (statuses(explained), statuses(done), explainer.report)
        }

        private func post(_ name: String, _ members: String...) -> String {
            let person = BridgeCaller.person(name, members.joined(separator: ","))
            let body = members.isEmpty ? BridgeCaller.person(name) : person
            return #"{"method":"POST","path":"/Users","bulkId":"\#(name)","data":\#(body)}"#
        }

        private func patch(_ path: String, _ operations: String...) -> String {
            #"{"method":"PATCH","path":"\#(path)","data":{"Operations":[\#(operations.joined(separator: ","))]}}"#
        }

        private func set(_ path: String, _ value: String) -> String {
            #"{"op":"replace","path":"\#(path)","value":"\#(value)"}"#
        }

        @Test(arguments: [Mapping.Renaming.server, .follow])
        func whatABulkRequestChangesIsChangedForTheRestOfIt(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let kind = renaming == .server ? "server" : "follow"
            let ada = try await scene.addPerson("\(kind).ada", "title: Old", "mail: \(kind).ada@acme.example")
            let bob = try await scene.addPerson("\(kind).bob", "mail: \(kind).bob@acme.example")
            let group = try await scene.addGroup("\(kind).team", [ada.dn, bob.dn])
            let users = "/Users/\(ada.id)"
            let (explained, done, report) = try await self.statuses(
                [
                    self.patch(users, self.set("userName", "\(kind).eva")),
                    // The old name is free, the new one is taken.
                    self.post("\(kind).ada", #""emails":[{"type":"work","value":"\#(kind).new@acme.example"}]"#),
                    self.post("\(kind).eva", #""emails":[{"type":"work","value":"\#(kind).other@acme.example"}]"#),
                    self.patch(users, self.set("title", "New")), self.patch(users, self.set("title", "New")),
                    // An address moves to somebody else.
                    self.patch(users, self.set(#"emails[type eq \"work\"].value"#, "\(kind).moved@acme.example")),
                    self.patch(
                        "/Users/\(bob.id)", self.set(#"emails[type eq \"work\"].value"#, "\(kind).ada@acme.example")),
                    self.post("\(kind).late", #""emails":[{"type":"work","value":"\#(kind).moved@acme.example"}]"#),
                    // Members come and go by their new names.
                    self.patch("/Groups/\(group.id)", #"{"op":"remove","path":"members[value eq \"\#(ada.id)\"]"}"#),
                    self.patch(
                        "/Groups/\(group.id)", #"{"op":"add","path":"members","value":[{"value":"\#(ada.id)"}]}"#),
                    #"{"method":"DELETE","path":"/Users/\#(bob.id)"}"#,
                    #"{"method":"DELETE","path":"/Users/\#(bob.id)"}"#,
                    self.patch("/Users/\(bob.id)", self.set("title", "Gone")), self.post("\(kind).bob"),
                ], renaming)
            #expect(explained == done)
            let created: Value = "201"
            #expect(
                done == [
                    "200", created, "409", "200", "200", "200", "200", "409", "204", "204", "204", "404", "404",
                    created,
                ])
            try self.expect(
                report, "newrdn: uid=\(kind).eva",
                "dn: uid=\(kind).eva,ou=people,dc=acme,dc=example\nchangetype: modify",
                "member: uid=\(kind).eva,ou=people,dc=acme,dc=example", "judged here", "would be another by then")
            #expect(report.ranges(of: "add: title").count == 1, "\(report)")
        }

        @Test func aSearchFindsWhatIsChanged() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("imagined")
            for name in ["one", "two"] {
                try await scene.addPerson(
                    "imagined.\(name)", below: "ou=imagined,ou=elsewhere", "mail: imagined.\(name)@acme.example")
            }
            let explainer = Explainer(
                mappings: [BridgeScene.mapping("ou=imagined,ou=elsewhere")], directory: scene.directory, logger: .silent
            )
            let bridge = BridgeCaller(explainer.provisioners[0])
            let before = try await self.everything()
            let id = try await bridge.find(#"userName eq "imagined.one""#).expect(200)["Resources.0.id"].string ?? ""
            #expect(try await bridge.find("active eq false").expect(200).userNames == [])
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(try await bridge.find("active eq false").expect(200).userNames == ["imagined.one"])
            #expect(try await bridge.find("active eq true").expect(200).userNames == ["imagined.two"])
            #expect(try await bridge.get("/Users/\(id)").expect(200)["active"] == false)
            try await bridge.patch(id, self.set("displayName", "Émile  X")).expect(200)
            #expect(try await bridge.find(#"displayName sw "émile x""#).expect(200).userNames == ["imagined.one"])
            let made = try await bridge.post(BridgeCaller.person("imagined.three")).expect(201)
            #expect(try await bridge.get("/Users?attributes=userName").expect(200)["totalResults"] == 3)
            try await bridge.delete(id).expect(204)
            try await bridge.get("/Users/\(id)").expect(404)
            #expect(try await bridge.get("/Users/\(made.id)").expect(200)["userName"] == "imagined.three")
            #expect(
                Set(try await bridge.get("/Users").expect(200).userNames) == ["imagined.two", "imagined.three"])
            #expect(try await self.everything() == before)
        }

        @Test func showsRefusalsAndHidesSecrets() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("explain.secret", "mail: secret@acme.example")
            let conflict = try await self.explain { try await $0.post(BridgeCaller.person("explain.secret")) }
            conflict.reply.expect(409, .uniqueness, dn)
            let secret = try await self.explain(
                {
                    $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
                }, { try await $0.patch(id, #"{"op":"replace","path":"password","value":"hush-hush"}"#) })
            secret.reply.expect(200)
            try self.expect(secret.report, "userPassword: ********")
            #expect(!secret.report.contains("hush") && !secret.reply.text.contains("hush"))
            let unmapped = try await self.explain {
                try await $0.patch(id, #"{"op":"replace","path":"password","value":"hush-hush"}"#)
            }
            #expect(!unmapped.reply.expect(200).text.contains("hush"))
        }
    }
}
