import Bridge
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

extension BridgeTests {
    /// More people than the directory looks at for one search that no index answers.
    @Suite(
        .needs(.ds389),
        .bridge(
            on: .ds389 { options in
                options.indexes = ["nsAccountLock"]
                options.content = (0..<5100).map { number in
                    "dn: uid=p\(number),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: p\(number)\n"
                        + "cn: P\ncn: Person \(number)\nsn: S\ntitle: T\(number % 7)\nmail: p\(number)@acme.example\n\n"
                }.joined()
            }), .serialized
    ) struct LookThroughTests {
        @Test func peopleAreMatchedMadeChangedAndDeleted() async throws {
            let bridge = try BridgeScene.current.bridge()
            let found = try await bridge.find(#"userName eq "P77""#).expect(200)
            #expect(found.userNames == ["p77"])
            let id = try #require(found["Resources.0.id"].string)
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"New"}"#).expect(200)
            try await bridge.patch(id, #"{"op":"replace","path":"userName","value":"q77"}"#).expect(200)
            let new = try await bridge.makePerson("new", #""externalId":"new-1""#).id
            for id in [id, new] { try await bridge.delete(id).expect(204) }
        }

        @Test(arguments: [
            (#"title eq "T1""#, "title (title)"), (#"externalId eq "x""#, "externalId (labeledURI)"),
            (#"title eq "T1" and active eq true"#, "title (title)"), ("userName pr", "look-through limit"),
        ])
        func aSearchThatNoIndexAnswersNamesTheAttribute(filter: String, hint: String) async throws {
            let reply = try await BridgeScene.current.bridge().find(filter)
            reply.expect(400, .tooMany, hint, "look-through limit")
            #expect(!reply.detail.contains("size limit"))
        }

        @Test func aListOfEverybodyIsRefusedUntilTheAccountMayLookAtThem() async throws {
            let scene = try BridgeScene.current
            try await scene.bridge().get("/Users?count=5").expect(400, .tooMany, "look-through limit")
            let account = scene.kind.account
            _ = try await scene.root.apply(
                .modify(account.name, [Modification(.replace, "nsLookThroughLimit", ["-1"])]))
            var configuration = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
            configuration.credentials = .simple(dn: account.name, password: { Array(account.password.utf8) })
            try await LDAPClientScene.withClient(configuration) { client in
                let bridge = scene.bridge(over: ClientDirectory(client: client))
                let all = try #require(try await bridge.get("/Users?count=0").expect(200).total)
                #expect(all > 5000)
                let end = try await bridge.get("/Users?startIndex=\(all - 1)&count=5").expect(200)
                #expect(end.userNames.count == 2)
                #expect(try await bridge.find(#"title eq "T1""#).expect(200).total ?? 0 > 700)
            }
            _ = try await scene.root.apply(.modify(account.name, [Modification(.replace, "nsLookThroughLimit")]))
        }

        @Test func aWriteThatAsksForReferrersNamesTheAttribute() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(BridgeScene.showManager)
            let id = try await scene.id("uid=p78,ou=people,dc=acme,dc=example")
            let before = try await scene.stored(id)
            try await bridge.patch(id, #"{"op":"replace","path":"userName","value":"q78"}"#).expect(500, nil, "manager")
            #expect(try await scene.stored(id) == before)
        }

        @Test func theStartNamesTheAttributesWithoutAnIndex() async throws {
            let scene = try BridgeScene.current
            var mapping = scene.kind.people
            BridgeScene.showManager(&mapping)
            let report = await StartupCheck(
                mapping: mapping, referredToBy: [mapping, scene.kind.groups], directory: scene.directory
            ).report()
            #expect(report.problems == [])
            let warning = try #require(report.warnings.first { $0.reason.contains("index") })
            #expect(warning.reason.contains("labeledURI, manager"))
        }
    }
}
