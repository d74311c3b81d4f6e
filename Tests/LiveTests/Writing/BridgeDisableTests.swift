import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import LogLines
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// A disable is not lost for what comes beside it.
    @Suite(.serialized, .bridge) struct Disable {
        private static let lock = "000001010000Z"
        private static let off = #"{"op":"Replace","path":"active","value":"False"}"#

        /// A mapping with everything that may be refused before the directory is asked.
        private static func demanding(_ mapping: inout Mapping) {
            mapping.renaming = .refuse
            mapping.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))])
            BridgeScene.showManager(&mapping)
            let home = AttributePath(
                attribute: "emails", filter: .compare(AttributePath(attribute: "type"), .eq, "home"),
                subAttribute: "value")
            mapping.rules.append(Mapping.Rule(path: home, attribute: "description"))
            mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "nickName"), attribute: "title"))
            mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        }

        /// A person with a group that names them.
        private func member(_ uid: String) async throws -> (dn: String, id: String) {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example", "o: One", "o: Two")
            try await scene.addGroup("group of \(uid)", [dn])
            return (dn, id)
        }

        private func expectLocked(_ dn: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
            let contents = try await BridgeScene.current.contents(dn)
            #expect(contents?["pwdAccountLockedTime"] == [Self.lock], sourceLocation: sourceLocation)
        }

        /// What the bridge refuses for itself; each is refused without the disable, too.
        static let mistakes = [
            #"{"path":"title","value":"x"}"#, #"{"op":"move","path":"title","value":"x"}"#, "5", "null",
            #"{"op":"replace","path":5,"value":"x"}"#, #"{"op":"replace","path":"tit le","value":"x"}"#,
            #"{"op":"replace","path":"emails[type eq","value":"x"}"#, #"{"op":"replace","path":"title"}"#,
            #"{"op":"replace","value":"x"}"#, #"{"op":"remove"}"#,
            #"{"op":"replace","value":{"bad key":1}}"#, #"{"op":"replace","value":{"salary":"5"}}"#,
            #"{"op":"replace","path":"salary","value":"5"}"#, #"{"op":"replace","path":"name.nick","value":"5"}"#,
            #"{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:salary","value":"5"}"#,
            #"{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:salary","value":"5"}"#,
            #"{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}"#,
            #"{"op":"replace","path":"emails[kind eq \"x\"].value","value":"x"}"#,
            #"{"op":"replace","path":"id","value":"other"}"#, #"{"op":"remove","path":"id"}"#,
            #"{"op":"replace","path":"meta.created","value":"x"}"#,
            #"{"op":"add","path":"groups","value":[{"value":"g"}]}"#,
            #"{"op":"replace","path":"title","value":5}"#, #"{"op":"replace","path":"name","value":"Ada"}"#,
            #"{"op":"replace","path":"active","value":"maybe"}"#, #"{"op":"remove","path":"userName"}"#,
            #"{"op":"replace","path":"emails[type sw \"x\"].value","value":"x@acme.example"}"#,
            #"{"op":"remove","path":"password"}"#,
            #"{"op":"replace","path":"emails","value":[{"value":"x@acme.example"}]}"#,
            #"{"op":"replace","path":"emails[primary eq true].value","value":"x@acme.example"}"#,
            #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"nobody"}"#,
            #"{"op":"replace","path":"displayName","value":"zero\u0000byte"}"#,
            #"{"op":"replace","path":"externalId","value":"https://acme.example"}"#,
            #"{"op":"replace","path":"title","value":"a"},{"op":"replace","path":"nickName","value":"b"}"#,
            #"{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization"}"#,
            #"{"op":"remove","path":"emails[type eq \"work\"].value"}"#,
            #"{"op":"replace","path":"title","value":"Robot"}"#,
            #"{"op":"replace","path":"userName","value":"disable.taken"}"#,
            #"{"op":"replace","path":"userName","value":"283405f5a1b2c3d4e5f6a7b8c9d0e1f2disable.soft"}"#,
        ]

        @Test(arguments: mistakes.indices) func isNotLostForAMistake(index: Int) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.demanding)
            if try await scene.entry("uid=disable.taken,ou=people,dc=acme,dc=example") == nil {
                try await scene.addPerson("disable.taken", "mail: disable.taken@acme.example")
            }
            let (dn, id) = try await self.member("disable.mistake.\(index)")
            let mistake = Self.mistakes[index]
            let before = try await scene.contents(dn)
            let refused = try await bridge.patch(id, mistake)
            #expect([400, 409].contains(refused.status), "\(mistake): \(refused.text)")
            #expect(try await scene.contents(dn) == before)

            let good = #"{"op":"add","path":"name.givenName","value":"Kept"}"#
            let reply = try await bridge.patch(id, mistake, good, Self.off).expect(200)
            #expect(reply["active"] == false)
            #expect(reply["name.givenName"] == "Kept")
            var wished = before
            wished?["pwdAccountLockedTime"] = [Self.lock]
            wished?["givenName"] = ["Kept"]
            // Either of the two can be stored, as long as it is alone.
            let isHalfRight = mistake.contains("nickName")
            if isHalfRight { wished?["title"] = ["a"] }
            #expect(try await scene.contents(dn) == wished, "\(mistake)")
            if isHalfRight { return }
            let version = try await scene.version(dn)
            try await bridge.patch(id, Self.off, mistake).expect(200)
            #expect(try await scene.version(dn) == version)
        }

        @Test(arguments: [
            ResultCode.insufficientAccessRights, .constraintViolation, .objectClassViolation, .invalidAttributeSyntax,
            .undefinedAttributeType, .attributeOrValueExists, .noSuchAttribute, .entryAlreadyExists, .namingViolation,
            .unwillingToPerform, .other, .unavailableCriticalExtension, .referral,
        ])
        func isTriedAloneWhereTheDirectoryRefusesTheWhole(code: ResultCode) async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.member("disable.refused.\(code.rawValue)")
            let directory = WatchedDirectory(scene.directory, refusal: { $0 == 1 ? LDAPError(code) : nil })
            let title = #"{"op":"replace","path":"title","value":"Refused"}"#
            let reply = try await scene.bridge(over: directory, Self.demanding).patch(id, title, Self.off).expect(200)
            #expect(reply["active"] == false)
            #expect(reply["title"] == .null)
            try await self.expectLocked(dn)
            #expect(try await scene.contents(dn)?["title"] == nil)
            #expect(directory.changes.count == 2)
        }

        @Test func isTriedAloneWhereTheDirectoryForbidsAValue() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.member("disable.syntax")
            let mail = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"ümlaut@acme.example"}"#
            let reply = try await scene.bridge().patch(id, mail, Self.off).expect(200)
            #expect(reply["emails.0.value"] == "disable.syntax@acme.example")
            try await self.expectLocked(dn)
        }

        @Test func isDoneWhereARenameLeavesSomethingBehind() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("disable.parent", "mail: disable.parent@acme.example")
            try await scene.apply("dn: cn=phone,\(dn)\nobjectClass: device\ncn: phone\n")
            let rename = #"{"op":"replace","path":"userName","value":"disable.renamed"}"#
            let bridge = scene.bridge { $0.renaming = .follow }
            #expect(try await bridge.patch(id, rename).status >= 400)
            #expect(try await bridge.patch(id, rename, Self.off).expect(200)["userName"] == "disable.parent")
            try await self.expectLocked(dn)
        }

        /// Entra renames whom it soft-deletes, to free the name, and gives the name back to those who return.
        @Test(arguments: [Mapping.Renaming.refuse, .server])
        func comesWithTheNameOfASoftDelete(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let uid = "disable.soft.\(renaming)"
            let (dn, id) = try await self.member(uid)
            let bridge = scene.bridge { $0.renaming = renaming }
            let gone = "283405f5a1b2c3d4e5f6a7b8c9d0e1f2" + uid
            let name = renaming == .refuse ? uid : gone
            func rename(_ name: String) -> String { #"{"op":"Replace","path":"userName","value":"\#(name)"}"# }
            #expect(try await bridge.patch(id, rename(gone), Self.off).expect(200)["userName"] == .string(name))
            try await self.expectLocked("uid=\(name),ou=people,dc=acme,dc=example")
            if renaming == .refuse {
                try await bridge.post(BridgeCaller.person(uid)).expect(
                    409, .uniqueness, dn, "disabled", "rename or delete", "on_rename")
            }
            let on = #"{"op":"Replace","path":"active","value":"True"}"#
            let back = try await bridge.patch(id, rename(uid), on).expect(200)
            #expect(back["userName"] == .string(uid))
            #expect(back["active"] == true)
            #expect(try await scene.contents(dn)?["entryUUID"] == [id])
            #expect(try await scene.members("cn=group of \(uid),ou=groups,dc=acme,dc=example") == [dn])
        }

        @Test func isDoneWhateverFormTheAnswerIsToHave() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.member("disable.answer")
            let body = #"{"Operations":[\#(Self.off)]}"#
            try await scene.bridge().send(.PATCH, "/Users/\(id)?attributes=a..b", body).expect(200)
            try await self.expectLocked(dn)
            let title = #"{"Operations":[{"op":"replace","path":"title","value":"T"}]}"#
            try await scene.bridge().send(.PATCH, "/Users/\(id)?attributes=a..b", title).expect(400)
            #expect(try await scene.contents(dn)?["title"] == nil)
        }

        @Test func isDoneAmongBulkOperations() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.member("disable.bulk")
            let boss = #"{"op":"add","path":"manager","value":"bulkId:boss"}"#
            func body(_ operations: String) -> String {
                """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                {"method":"POST","path":"/Users","bulkId":"boss","data":{"userName":""}},
                {"method":"PATCH","path":"/Users/\(id)","data":{"Operations":[\(operations)]}}]}
                """
            }
            let bridge = scene.bridge(Self.demanding)
            let lost = try await bridge.send(.POST, "/Bulk", body(boss)).expect(200)
            #expect(lost["Operations.1.status"] == "409")
            let reply = try await bridge.send(.POST, "/Bulk", body("\(boss),\(Self.off)")).expect(200)
            #expect(reply["Operations.1.status"] == "200", "\(reply.text)")
            try await self.expectLocked(dn)
        }

        /// The two exceptions: the person is not there, or is not what the client made a condition.
        @Test func isRefusedForWhoIsNotThere() async throws {
            let scene = try BridgeScene.current
            let title = #"{"op":"replace","path":"title","value":"T"}"#
            try await scene.bridge().patch("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01", title, Self.off).expect(404)
            let (dn, id) = try await self.member("disable.condition")
            let body = #"{"Operations":[\#(title),\#(Self.off)]}"#
            try await scene.bridge().send(.PATCH, "/Users/\(id)", body, headers: ["If-Match": "W/\"old\""]).expect(412)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == nil)
        }

        @Test func isRefusedWhereNobodyCanBeDisabled() async throws {
            let scene = try BridgeScene.current
            let (_, id) = try await self.member("disable.nowhere")
            let bad = #"{"op":"replace","path":"salary","value":"5"}"#
            try await scene.bridge { $0.activation = [] }.patch(id, bad, Self.off).expect(
                400, .invalidValue, "Nobody can be disabled")
        }

        @Test func tellsWhatWasLeftOutAndNoValues() async throws {
            let scene = try BridgeScene.current
            let (_, id) = try await self.member("disable.told")
            let log = LogLines()
            let provisioner = Provisioner(
                mapping: BridgeScene.mapping(), directory: scene.directory,
                logger: log.logger)
            let bridge = BridgeCaller(provisioner)
            let bad = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"Geheim@ümlaut"}"#
            let badge = #"{"op":"add","path":"urn:acme:2.0:User:badge","value":"Geheim"}"#
            for _ in 0..<2 {
                try await bridge.patch(
                    id, bad, badge, #"{"op":"replace","path":"salary","value":"Geheim"}"#, Self.off
                ).expect(200)
            }
            try await bridge.patch(id, badge).expect(200)
            let warnings = log.texts.filter { $0.hasPrefix("warning") }
            #expect(warnings.count == 2)
            #expect(warnings.allSatisfy { $0.contains("emails[type eq ") && $0.contains("salary") })
            #expect(log.texts.filter { $0.hasPrefix("notice") && $0.contains("urn:acme:2.0:User:badge") }.count == 1)
            #expect(!log.texts.contains { $0.contains("Geheim") })
            #expect(provisioner.omissions.counts["salary"] == Omissions.Count(leftOut: 2))
            #expect(provisioner.omissions.counts["urn:acme:2.0:User:badge"]?.ignored ?? 0 >= 1)
        }
    }
}
