import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Values are unique although the directory does not care, whoever writes them at the same time.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct Uniqueness {
        /// Entries are named by the display name; user names and external ids are unique.
        private static func named(_ mapping: inout Mapping) {
            mapping.rdn = "cn"
            for index in mapping.rules.indices where mapping.rules[index].path.attribute == "externalId" {
                mapping.rules[index].isUnique = true
            }
        }

        private static func together(
            _ count: Int, _ call: @escaping @Sendable (Int) async throws -> Reply
        ) async throws -> [Int] {
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for number in 0..<count { group.addTask { try await call(number) } }
                return try await group.reduce(into: []) { $0.append($1.status) }
            }.sorted()
        }

        @Test(arguments: ["userName", "externalId"])
        func oneOfSixNewEntriesWins(value: String) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.named)
            for round in 0..<5 {
                let name = "unique.\(value).\(round)"
                let statuses = try await Self.together(6) { number in
                    let isName = value == "userName"
                    return try await bridge.post(
                        BridgeCaller.person(
                            isName ? name.uppercasedEverySecond(number) : "\(name).\(number)",
                            #""externalId":"\#(isName ? "\(name).\(number)" : name)""#,
                            #""displayName":"\#(name) \#(number)""#))
                }
                #expect(statuses == [201, 409, 409, 409, 409, 409])
                #expect(
                    try await scene.names(value == "userName" ? "(uid=\(name))" : "(labeledURI=\(name))").count == 1)
            }
        }

        @Test(arguments: ["userName", "externalId"])
        func oneOfSixChangesWins(value: String) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.named)
            var ids: [String] = []
            for number in 0..<6 {
                let name = "unique.change.\(value).\(number)"
                let body = BridgeCaller.person(name, #""displayName":"\#(name)""#)
                ids.append(try await bridge.post(body).expect(201).id)
            }
            for round in 0..<5 {
                let name = "unique.changed.\(value).\(round)"
                let statuses = try await Self.together(6) { [ids] number in
                    try await bridge.patch(ids[number], #"{"op":"replace","path":"\#(value)","value":"\#(name)"}"#)
                }
                #expect(statuses == [200, 409, 409, 409, 409, 409])
            }
        }

        @Test func theEntryThatHoldsTheValueIsNamed() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.named)
            let holder = try await scene.addPerson("unique.holder", "mail: unique.holder@acme.example")
            try await scene.addPerson("unique.namesake", "cn: Namesake", "mail: unique.namesake@acme.example")
            let body = BridgeCaller.person("unique.holder", #""displayName":"Namesake""#)
            let reply = try await bridge.post(body)
            reply.expect(409, .uniqueness, holder.dn, "userName", "same person", "matching attribute")
            #expect(!reply.detail.contains("namesake"))
            let other = try await bridge.post(BridgeCaller.person("unique.other", #""displayName":"Other""#)).expect(
                201)
            let change = try await bridge.patch(
                other.id, #"{"op":"replace","path":"userName","value":"unique.holder"}"#)
            change.expect(409, .uniqueness, holder.dn, "userName", "nothing was changed")
            #expect(!change.detail.contains("creating"))
        }

        @Test func aHiddenValueIsCalledHidden() async throws {
            let scene = try BridgeScene.current
            let mail = { (mapping: inout Mapping) in
                for index in mapping.rules.indices where mapping.rules[index].path.attribute == "emails" {
                    mapping.rules[index].isUnique = true
                }
            }
            let (dn, _) = try await scene.addPerson(
                "unique.two", "mail: unique.first@acme.example", "mail: unique.second@acme.example")
            let body = { (address: String) in
                BridgeCaller.person("unique.new", #""emails":[{"type":"work","value":"\#(address)"}]"#)
            }
            let hidden = try await scene.bridge(mail).post(body("Unique.Second@acme.example"))
            hidden.expect(409, .uniqueness, dn, "mail", "behind another value")
            #expect(!hidden.detail.contains("let the client match"))
            try await scene.bridge(mail).post(body("unique.first@acme.example")).expect(
                409, .uniqueness, dn, "mail", "let the client match")
            let outside = scene.bridge {
                mail(&$0)
                $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .present("title")])
            }
            let (_, id) = try await scene.addPerson("unique.titled", "title: T", "mail: unique.titled@acme.example")
            try await outside.patch(
                id, #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"unique.first@acme.example"}"#
            ).expect(409, .uniqueness, dn, "filter")
        }

        @Test func aGroupIsNoPerson() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let group = try await scene.addGroup("unique group", [""])
            try await bridge.send(.POST, "/Groups", #"{"displayName":"Unique Group"}"#).expect(
                409, .uniqueness, group.dn, "same group", "displayName")
            let other = try await scene.addGroup("unique other", [""])
            let rename = #"{"op":"replace","path":"displayName","value":"unique group"}"#
            let reply = try await bridge.patch(other.id, rename, at: "/Groups")
            reply.expect(409, .uniqueness, group.dn, "nothing was changed")
            #expect(!reply.detail.contains("person"))
        }
    }
}

extension BridgeTests {
    /// What one search asks for all at once is found also where the account may not ask for a part of it.
    @Suite(
        .serialized,
        .bridge {
            let account = "dn.exact=\"cn=starbridge,ou=services,dc=acme,dc=example\""
            $0.databaseDirectives.insert("access to attrs=uniqueMember,labeledURI by \(account) none by * break", at: 0)
        }) struct PartlyBlindOpenLDAP
    {
        @Test func aTakenNameIsAConflict() async throws {
            try await BridgeTests.expectConflict(in: BridgeScene.current)
        }
    }

    /// The same on 389 Directory Server.
    @Suite(.needs(.ds389), .serialized, .bridge(on: .ds389)) struct PartlyBlindDS389 {
        @Test func aTakenNameIsAConflict() async throws {
            let scene = try BridgeScene.current
            let rule =
                "(targetattr=\"uniqueMember || labeledURI\")(version 3.0; acl \"blind\"; deny (all) "
                + "userdn=\"ldap:///cn=starbridge,ou=services,dc=acme,dc=example\";)"
            try await scene.apply("dn: dc=acme,dc=example\nchangetype: modify\nadd: aci\naci: \(rule)\n-\n")
            try await BridgeTests.expectConflict(in: scene)
        }
    }

    private static func expectConflict(in scene: BridgeScene) async throws {
        let name = "blind.ada"
        let (dn, _) = try await scene.addPerson(name, "mail: \(name)@acme.example")
        let directory = WatchedDirectory(scene.directory)
        let bridge = scene.bridge(over: directory) { mapping in
            mapping.rdn = "cn"
            mapping.revival = .userName
        }
        let body = BridgeCaller.person(name.uppercased(), #""displayName":"Another""#)
        try await bridge.post(body).expect(409, .uniqueness, dn, "userName")
        let isTogether = directory.searches.contains { request in
            "\(request.filter)".contains("(uniqueMember=") && "\(request.filter)".contains("(uid=")
        }
        #expect(isTogether)
    }
}

extension String {
    /// The same to a directory that compares without case.
    fileprivate func uppercasedEverySecond(_ number: Int) -> String {
        number % 2 == 0 ? self : self.uppercased()
    }
}
