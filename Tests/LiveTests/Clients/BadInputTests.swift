import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// What is wrong is refused in words that say what to do, and nothing is written half.
    @Suite(.serialized, .bridge) struct BadInput {
        /// A body and what its refusal says.
        struct Refusal: Sendable, CustomTestStringConvertible {
            var body: String
            var type: SCIMError.Kind
            var hints: [String]

            init(_ body: String, _ type: SCIMError.Kind, _ hints: String...) {
                (self.body, self.type, self.hints) = (body, type, hints)
            }

            var testDescription: String { String(self.body.prefix(60)) }
        }

        private static let mail = #""emails":[{"type":"work","value":"x@acme.example"}]"#

        static let creations: [Refusal] = [
            Refusal("", .invalidSyntax), Refusal("{", .invalidSyntax), Refusal("{\"userName\":}", .invalidSyntax, "12"),
            Refusal("[]", .invalidSyntax), Refusal("null", .invalidSyntax), Refusal("\"x\"", .invalidSyntax),
            Refusal(#"{"userName":"bad.a","USERNAME":"bad.b"}"#, .invalidSyntax, "USERNAME"),
            Refusal(String(repeating: "[", count: 10_000), .invalidSyntax, "deep"),
            Refusal(#"{"userName":"bad.a"} x"#, .invalidSyntax), Refusal(#"{"userName":"bad\uD800"}"#, .invalidSyntax),
            Refusal(#"{"userName":5,\#(mail)}"#, .invalidValue, "userName"),
            Refusal(#"{"userName":["bad.a"],\#(mail)}"#, .invalidValue, "userName"),
            Refusal(#"{"userName":{"value":"bad.a"},\#(mail)}"#, .invalidValue, "userName"),
            Refusal(#"{"userName":"bad.a","active":"perhaps",\#(mail)}"#, .invalidValue, "active"),
            Refusal(#"{"userName":"bad.a","name":"Ada",\#(mail)}"#, .invalidValue, "name"),
            Refusal(#"{"userName":"bad.a","emails":"x@acme.example"}"#, .invalidValue, "emails"),
            Refusal("{\(mail)}", .invalidValue, "userName"),
            Refusal(#"{"userName":"",\#(mail)}"#, .invalidValue, "userName"),
            Refusal(#"{"userName":null,\#(mail)}"#, .invalidValue, "userName"),
            Refusal(#"{"userName":"bad.a"}"#, .invalidValue, "emails"),
            Refusal(
                #"{"userName":"bad.a","emails":[{"type":"home","value":"x@acme.example"}]}"#, .invalidValue, "emails"),
            Refusal(
                BridgeCaller.person("bad.a", #""emails":[{"type":"work","value":"ümlaut@acme.example"}]"#),
                .invalidValue, "emails"),
            Refusal(BridgeCaller.person("bad.a", #""externalId":"urn:x:y""#), .invalidValue, "externalId"),
        ]

        @Test(arguments: creations)
        func refusesToCreate(_ refusal: Refusal) async throws {
            let scene = try BridgeScene.current
            let reply = try await scene.bridge().post(refusal.body)
            reply.expect(400, refusal.type)
            for hint in refusal.hints { #expect(reply.detail.contains(hint), "\(hint) in: \(reply.detail)") }
            #expect(!reply.detail.isEmpty)
            #expect(try await scene.names("(|(uid=bad.a)(uid=bad.b)(mail=x@acme.example))").isEmpty)
        }

        @Test(arguments: [
            (#"{"op":"replace","path":"title","value":5}"#, SCIMError.Kind.invalidValue, "title"),
            (#"{"op":"replace","path":"name","value":"x"}"#, .invalidValue, "name"),
            (#"{"op":"frobnicate","path":"title","value":"x"}"#, .invalidSyntax, "add, remove or replace"),
            (#"{"path":"title","value":"x"}"#, .invalidSyntax, "op"),
            (#"{"op":"remove"}"#, .noTarget, "path"),
            (#"{"op":"replace","path":"tit le","value":"x"}"#, .invalidPath, "byte 4"),
            (#"{"op":"replace","path":"emails[type eq","value":"x"}"#, .invalidPath, "byte 14"),
            (#"{"op":"replace","path":"unknownAttribute","value":"x"}"#, .invalidPath, "unknownAttribute"),
            (#"{"op":"replace","path":"active","value":"perhaps"}"#, .invalidValue, "active"),
            (
                #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"ümlaut@acme.example"}"#,
                .invalidValue, "mail"
            ),
            (#"{"op":"replace","path":"meta.version","value":"x"}"#, .mutability, "meta"),
        ])
        func refusesToChange(operation: String, type: SCIMError.Kind, hint: String) async throws {
            let scene = try BridgeScene.current
            let uid = "bad.patch.\(abs(operation.hashValue))"
            let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example")
            let version = try await scene.version(dn)
            try await scene.bridge().patch(id, #"{"op":"replace","path":"displayName","value":"half"}"#, operation)
                .expect(400, type, hint)
            #expect(try await scene.version(dn) == version)
        }

        @Test(arguments: [
            (#"shoeSize eq "43""#, ["shoeSize"]), (#"nickName eq "Ada""#, ["nickName"]),
            (#"password eq "x""#, ["password"]), (#"emails[type eq "home"].value eq "x""#, []),
            (#"userName is "x""#, ["operator"]), (#"userName"#, []), (#"userName eq"#, []), (#"(userName eq "x""#, []),
            (#"userName eq "x")"#, []), (#"userName eq "x" and"#, []), (#"not userName eq "x""#, []),
            (#"userName eq "x"#, []), (#"active gt true"#, ["eq or ne"]), ("", []), (#"userName eq "\q""#, []),
            (String(repeating: "(", count: 10_000) + "userName pr" + String(repeating: ")", count: 10_000), []),
            (String(repeating: "not (", count: 10_000), []),
        ])
        func refusesFilters(filter: String, hints: [String]) async throws {
            let reply = try await BridgeScene.current.bridge().find(filter)
            if filter.hasPrefix(#"emails[type eq "home"]"#), reply.status == 200 {
                #expect(reply["totalResults"] == 0)
                return
            }
            reply.expect(400, .invalidFilter)
            for hint in hints { #expect(reply.detail.contains(hint), "\(reply.detail)") }
        }

        @Test func zeroBytesReachNoFilterAndNoName() async throws {
            let scene = try BridgeScene.current
            let mail = #""emails":[{"type":"work","value":"zero@acme.example"}]"#
            let made = try await scene.bridge().post(BridgeCaller.person("zero\\u0000byte", mail))
            made.expect(400, .invalidValue, "userName", "zero byte")
            #expect(try await scene.names("(mail=zero@acme.example)").isEmpty)
            try await scene.bridge().get("/Users?filter=userName+eq+%22%00%22").expect(400, .invalidFilter)
            try await scene.bridge().get("/Users?filter=userName+eq+%ff").expect(400, .invalidValue)
        }

        @Test func wantsAToken() async throws {
            let scene = try BridgeScene.current
            let body = BridgeCaller.person("bad.token")
            for (token, hint) in [(nil, "Authorization"), ("wrong", "not known"), ("", "bearer token")] {
                let reply = try await scene.bridge().send(.POST, "/Users", body, token: token)
                reply.expect(401, nil, hint)
                #expect(reply.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
            #expect(try await scene.names("(uid=bad.token)").isEmpty)
        }

        @Test func limitsTheBody() async throws {
            let scene = try BridgeScene.current
            let title = String(repeating: "x", count: 1 << 20)
            try await scene.bridge().post(BridgeCaller.person("bad.large", #""title":"\#(title)""#))
                .expect(413, nil, "1048576 bytes")
            #expect(try await scene.names("(uid=bad.large)").isEmpty)
        }

        @Test func namesTheRightThatIsMissing() async throws {
            let scene = try BridgeScene.current
            let readable = "ou=policies"
            let (dn, id) = try await scene.addPerson("bad.rights", below: readable, "mail: rights@acme.example")
            let bridge = scene.bridge(branch: readable)
            let before = try await scene.contents(dn)
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"x"}"#).expect(
                403, nil, "write title", dn)
            try await bridge.patch(id, #"{"op":"replace","path":"userName","value":"bad.rights2"}"#).expect(
                403, nil, "rename \(dn)")
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(
                403, nil, "pwdAccountLockedTime")
            try await bridge.post(BridgeCaller.person("bad.new")).expect(
                403, nil, "add uid=bad.new,ou=policies", "children")
            try await bridge.delete(id).expect(403, nil, dn)
            try await scene.bridge(branch: readable) { $0.deletion = .delete }.delete(id).expect(
                403, nil, "delete \(dn)")
            #expect(try await scene.contents(dn) == before)
        }

        @Test func namesWhatStaysUnreadable() async throws {
            let scene = try BridgeScene.current
            try await scene.bridge(branch: "ou=nowhere").get("/Users").expect(500, nil, "base")
            try await scene.bridge(branch: "ou=nowhere").get("/Users/2f4cfc37-1a36-4d3c-8bb5-b4bf7b37a0a3")
                .expect(500, nil, "base")
        }
    }
}
