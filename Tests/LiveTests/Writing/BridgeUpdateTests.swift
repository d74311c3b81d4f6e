import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// A PATCH or a PUT becomes the smallest change of an entry.
    @Suite(.serialized, .bridge) struct Update {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        /// Patches an entry and expects exactly these attributes to be other than before; nil means gone.
        private func expectChange(
            _ dn: String, _ wished: [String: [String]?], sourceLocation: SourceLocation = #_sourceLocation,
            by body: () async throws -> Reply
        ) async throws {
            let scene = try BridgeScene.current
            let before = try #require(try await scene.contents(dn))
            let version = try await scene.version(dn)
            try await body().expect(200, sourceLocation: sourceLocation)
            var expected = before
            for (name, values) in wished { expected[name] = values }
            #expect(try await scene.contents(dn) == expected, sourceLocation: sourceLocation)
            let isUnwritten = try await scene.version(dn) == version
            #expect(isUnwritten == wished.isEmpty, sourceLocation: sourceLocation)
        }

        @Test func understandsBothDialects() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson(
                "update.dialects", "title: Old", "mail: d@acme.example", "objectClass: posixAccount", "uidNumber: 1",
                "gidNumber: 1", "homeDirectory: /home/d", "roomNumber: 1.2", "description: keep")
            try await self.expectChange(
                dn, ["title": ["New"], "mail": ["d2@acme.example"], "departmentNumber": ["R"], "givenName": ["G"]]
            ) {
                try await bridge.patch(
                    id, #"{"op":"Replace","path":"title","value":"New"}"#,
                    #"{"op":"Replace","path":"emails[type eq \"work\"].value","value":"d2@acme.example"}"#,
                    #"{"op":"Add","path":"\#(Self.enterprise):department","value":"R"}"#,
                    #"{"op":"Add","path":"name.givenName","value":"G"}"#)
            }
            try await self.expectChange(
                dn,
                ["title": ["Newer"], "sn": ["Fam"], "departmentNumber": ["S"], "o": ["Acme"], "labeledURI": ["x-1"]]
            ) {
                try await bridge.patch(
                    id,
                    #"""
                    {"op":"replace","value":{"title":"Newer","name.familyName":"Fam","externalId":"x-1",
                     "\#(Self.enterprise):department":"S","\#(Self.enterprise)":{"organization":"Acme"}}}
                    """#)
            }
            try await self.expectChange(dn, ["title": nil, "departmentNumber": nil]) {
                try await bridge.patch(
                    id, #"{"op":"Remove","path":"title"}"#,
                    #"{"op":"remove","path":"\#(Self.enterprise):department"}"#)
            }
            try await self.expectChange(dn, [:]) {
                try await bridge.patch(
                    id, #"{"op":"Remove","path":"title"}"#, #"{"op":"replace","path":"externalId","value":"x-1"}"#,
                    #"{"op":"replace","path":"nickName","value":"unmapped"}"#)
            }
        }

        @Test func writesOneOfSeveralValuesAndKeepsTheOthers() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson(
                "update.several", "mail: several.one@acme.example", "mail: several.two@acme.example",
                "mail: several.three@acme.example",
                "labeledURI: https://acme.example/x", "labeledURI: mailto:x@acme.example", "title: A", "title: B")
            let wish = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"several.two@acme.example"}"#
            let new = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"several.new@acme.example"}"#
            let external = #"{"op":"add","path":"externalId","value":"ext-9"}"#
            try await self.expectChange(
                dn,
                [
                    "mail": ["several.new@acme.example", "several.two@acme.example", "several.three@acme.example"],
                    "labeledURI": ["https://acme.example/x", "mailto:x@acme.example", "ext-9"],
                ]
            ) { try await bridge.patch(id, new, external) }
            try await self.expectChange(dn, [:]) { try await bridge.patch(id, new, external) }
            try await self.expectChange(dn, ["mail": ["several.two@acme.example", "several.three@acme.example"]]) {
                let reply = try await bridge.patch(id, wish)
                #expect(
                    reply["emails"] == [["type": "work", "value": "several.two@acme.example", "primary": true]]
                        || reply["emails.0.value"] == "several.two@acme.example")
                return reply
            }
            try await self.expectChange(dn, [:]) { try await bridge.patch(id, wish) }
            for clear in [#"{"op":"remove","path":"title"}"#, #"{"op":"Replace","path":"title","value":""}"#] {
                try await bridge.patch(id, clear).expect(400, .mutability, "title", "1 more value", dn)
                #expect(try await scene.contents(dn)?["title"] == ["A", "B"])
            }
            let silent = BridgeCaller.person(
                "update.several", #""emails":[{"type":"work","value":"several.two@acme.example"}],"externalId":"ext-9""#
            )
            #expect(try await bridge.put(id, silent).expect(200)["title"] == "A")
            #expect(try await scene.contents(dn)?["title"] == ["A", "B"])
            try await self.expectChange(dn, ["labeledURI": ["https://acme.example/x", "mailto:x@acme.example"]]) {
                try await bridge.patch(id, #"{"op":"remove","path":"externalId"}"#)
            }
        }

        @Test func writesEqualValuesInAnotherSpellingOnce() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { mapping in
                let path = AttributePath(
                    attribute: "phoneNumbers", filter: .compare(AttributePath(attribute: "type"), .eq, "work"),
                    subAttribute: "value")
                mapping.rules.append(Mapping.Rule(path: path, attribute: "telephoneNumber"))
            }
            let (dn, id) = try await scene.addPerson(
                "update.spelling", "title: head  of sales", "mail: spelling@acme.example",
                "telephoneNumber: +1 555 0100",
                "telephoneNumber: +1 555 0199")
            for (path, value, attribute, values) in [
                ("title", "Head of Sales", "title", ["Head of Sales"]),
                (#"emails[type eq \"work\"].value"#, "Spelling@Acme.example", "mail", ["Spelling@Acme.example"]),
                (
                    #"phoneNumbers[type eq \"work\"].value"#, "+15550100", "telephoneNumber",
                    ["+15550100", "+1 555 0199"]
                ), ("userName", "Update.Spelling", "uid", ["Update.Spelling"]),
            ] {
                let operation = #"{"op":"replace","path":"\#(path)","value":"\#(value)"}"#
                if attribute == "uid" {
                    try await bridge.patch(id, operation).expect(200)
                    #expect(try await scene.contents(dn)?["uid"] == values)
                } else {
                    try await self.expectChange(dn, [attribute: values]) { try await bridge.patch(id, operation) }
                }
                let version = try await scene.version(dn)
                try await bridge.patch(id, operation).expect(200)
                #expect(try await scene.version(dn) == version, "\(path)")
            }
        }

        @Test func knowsAttributesByAnyOfTheirNames() async throws {
            let scene = try BridgeScene.current
            let names: [AttributeDescription: AttributeDescription] = [
                "uid": "userid", "cn": "commonName", "sn": "2.5.4.4", "mail": "rfc822Mailbox", "o": "organizationName",
            ]
            let bridge = scene.bridge { mapping in
                mapping.rdn = "userid"
                for index in mapping.rules.indices {
                    let attribute = mapping.rules[index].attribute
                    mapping.rules[index].attribute = names[attribute] ?? attribute
                }
            }
            let made = try await bridge.post(BridgeCaller.person("update.names", #""displayName":"Names""#)).expect(201)
            #expect(made["userName"] == "update.names")
            #expect(made["emails.0.value"] == "update.names@acme.example")
            try await self.expectChange(
                "uid=update.names,ou=people,dc=acme,dc=example", ["cn": ["New"], "mail": ["new@acme.example"]]
            ) {
                try await bridge.patch(
                    made.id, #"{"op":"replace","path":"displayName","value":"New"}"#,
                    #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"new@acme.example"}"#)
            }
            #expect(try await bridge.find(#"emails.value eq "new@acme.example""#)["totalResults"] == 1)
        }

        @Test func anotherChangeLeavesAHalfDisabledAccountAsItIs() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge {
                $0.activation = [.passwordPolicyLock, .attribute("employeeType", active: nil, inactive: "gone")]
            }
            let (dn, id) = try await scene.addPerson(
                "update.half", "mail: half@acme.example", "pwdAccountLockedTime: 000001010000Z")
            try await self.expectChange(dn, ["title": ["T"]]) {
                try await bridge.patch(id, #"{"op":"replace","path":"title","value":"T"}"#)
            }
            try await self.expectChange(dn, ["employeeType": ["gone"]]) {
                try await bridge.patch(id, #"{"op":"Replace","path":"active","value":"False"}"#)
            }
            try await self.expectChange(dn, [:]) {
                try await bridge.patch(id, #"{"op":"replace","value":{"active":false}}"#)
            }
        }

        @Test func replacesOnlyWhatTheMappingOwns() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson(
                "update.put", "title: Old", "mail: put@acme.example", "mail: put@old.example", "o: Acme",
                "roomNumber: 7",
                "pwdAccountLockedTime: 000001010000Z", "labeledURI: https://acme.example/put")
            let body = BridgeCaller.person(
                "update.put", #""emails":[{"type":"work","value":"put2@acme.example"}],"displayName":"Put""#)
            try await self.expectChange(
                dn,
                [
                    "title": nil, "o": nil, "mail": ["put2@acme.example", "put@old.example"], "cn": ["Put"],
                ]
            ) {
                let reply = try await bridge.put(id, body)
                #expect(reply["active"] == false)
                return reply
            }
            try await self.expectChange(dn, [:]) { try await bridge.put(id, body) }
        }

        @Test func clearsWhatBecomesEmptyAndKeepsWhatTheObjectClassDemands() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson("update.clear", "title: Old", "mail: clear@acme.example")
            try await self.expectChange(dn, ["title": nil]) {
                try await bridge.patch(id, #"{"op":"replace","path":"title","value":""}"#)
            }
            try await bridge.patch(id, #"{"op":"remove","path":"name.familyName"}"#).expect(
                400, .mutability, "name.familyName", "sn")
            try await bridge.patch(id, #"{"op":"remove","path":"emails[type eq \"work\"].value"}"#)
                .expect(400, .mutability, "emails")
            try await bridge.put(id, #"{"userName":"update.clear"}"#).expect(400, .invalidValue, "emails")
            try await bridge.patch(id, #"{"op":"remove","path":"userName"}"#).expect(400, .mutability, "userName")
        }

        @Test func isAllOrNothing() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("update.whole", "title: Old", "mail: whole@acme.example")
            let version = try await scene.version(dn)
            try await scene.bridge().patch(
                id, #"{"op":"replace","path":"title","value":"New"}"#,
                #"{"op":"replace","path":"noSuchThing","value":"x"}"#
            ).expect(400, .invalidPath, "noSuchThing")
            try await scene.bridge().patch(
                id, #"{"op":"replace","path":"title","value":"New"}"#, #"{"op":"replace","path":"id","value":"x"}"#
            ).expect(400, .mutability, "id")
            #expect(try await scene.version(dn) == version)
        }

        @Test func whatIsOutsideDoesNotExist() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge {
                $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))])
            }
            let outside = try await scene.addPerson("update.outside", below: "ou=services", "mail: out@acme.example")
            let filtered = try await scene.addPerson("update.filtered", "title: Robot", "mail: robot@acme.example")
            let unit = ("ou=people,dc=acme,dc=example", try await scene.id("ou=people,dc=acme,dc=example"))
            for (dn, id) in [outside, filtered, unit] {
                let version = try await scene.version(dn)
                try await bridge.get("/Users/\(id)").expect(404, nil, id)
                try await bridge.put(id, BridgeCaller.person("update.outside")).expect(404, nil, id)
                try await bridge.patch(id, #"{"op":"replace","path":"title","value":"x"}"#).expect(404, nil, id)
                try await bridge.delete(id).expect(404, nil, id)
                #expect(try await bridge.find(#"id eq "\#(id)""#)["totalResults"] == 0)
                #expect(try await scene.version(dn) == version)
            }
            for id in ["x", "00000000-0000-0000-0000-000000000000", "%2A", "%00", "a%29%28uid=%2A"] {
                try await bridge.get("/Users/\(id)").expect(404, nil, "restart")
            }
        }
    }

    /// A directory whose access rules let the bridge write what it may not read.
    @Suite(
        .serialized,
        .bridge {
            $0.databaseDirectives.insert(
                "access to attrs=title,pwdAccountLockedTime"
                    + " by dn.exact=\"cn=starbridge,ou=services,dc=acme,dc=example\" =w by users read", at: 0)
        }
    ) struct HiddenAttributes {
        @Test func areNamed() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            try await bridge.post(BridgeCaller.person("hidden.new", #""title":"T""#)).expect(500, nil, "title", "read")
            let (dn, id) = try await scene.addPerson("hidden", "mail: hidden@acme.example")
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#)
                .expect(500, nil, "pwdAccountLockedTime", dn)
            try await bridge.patch(id, #"{"op":"replace","path":"displayName","value":"Seen"}"#).expect(200)
        }
    }
}
