import Bridge
import Directories
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Testing
import Translator

@testable import Daemon

extension SambaADTests {
    /// What Microsoft's controllers enforce beyond what Samba does.
    @Suite struct Strictness {
        private func withBridge(
            _ policy: StrictController.Policy, _ change: (inout Mapping) -> Void = { _ in },
            _ body: (SambaScene, BridgeCaller) async throws -> Void
        ) async throws {
            let scene = try SambaScene.current
            let controller = try StrictController(before: scene.samba, policy)
            defer { controller.stop() }
            let account = try SambaScene.configuration([controller.url], SambaScene.account, SambaScene.password)
            try await LDAPClientScene.withClient(account) { client in
                var options = Provisioner.Options()
                options.maximumPage = 10
                let bridge = scene.bridge(over: ClientDirectory(client: client), options: options, change)
                try await body(scene, bridge)
            }
        }

        private static func disabled(_ name: String) -> String { SambaScene.body(name, #""active":false"#) }

        @Test func readsGroupsWithMoreMembersThanAreReturnedAtOnce() async throws {
            try await self.withBridge(StrictController.Policy(values: 3)) { scene, bridge in
                var ids: [String] = []
                for number in 0..<8 {
                    ids.append(try await bridge.post(Self.disabled("Ranged \(number)")).expect(201).id)
                }
                let body = SambaScene.body(ofGroup: "ranged", ids)
                let made = try await bridge.send(.POST, "/Groups", body).expect(201)
                func members() async throws -> Set<String> {
                    let group = try await bridge.get("/Groups/\(made.id)").expect(200)
                    return Set((group["members"].array ?? []).compactMap { $0.object?["value"]?.string })
                }
                #expect(try await members() == Set(ids))
                let fewer = SambaScene.body(ofGroup: "ranged", Array(ids[1..<7]))
                try await bridge.send(.PUT, "/Groups/\(made.id)", fewer).expect(200)
                #expect(try await members() == Set(ids[1..<7]))
                #expect(try await scene.values("member", of: SambaScene.group("ranged")).count == 6)
                let patch = #"{"Operations":[{"op":"replace","path":"members","value":[{"value":"\#(ids[0])"}]}]}"#
                #expect(try await [200, 204].contains(bridge.send(.PATCH, "/Groups/\(made.id)", patch).status))
                #expect(try await members() == [ids[0]])
            }
        }

        @Test func listsMorePeopleThanAreReturnedAtOnce() async throws {
            let base = "OU=strict,\(SambaScene.people)"
            let policy = StrictController.Policy(entries: 12)
            try await self.withBridge(policy, { $0.base = DistinguishedName(server: base) }) { scene, bridge in
                try await scene.administrator.apply(ldif: "dn: \(base)\nobjectClass: organizationalUnit\nou: strict\n")
                for number in 10..<40 { try await bridge.post(Self.disabled("Strict \(number)")).expect(201) }
                var names: [String] = []
                for start in [1, 11, 21, 31] {
                    let page = try await bridge.get("/Users?startIndex=\(start)&count=10").expect(200)
                    #expect(page["totalResults"] == 30)
                    names += page.userNames
                }
                #expect(names == (10..<40).map { "strict.\($0)@acme.example" })
            }
        }

        @Test func saysWhyNobodyIsActiveWithoutAPassword() async throws {
            try await self.withBridge(StrictController.Policy()) { scene, bridge in
                try await bridge.post(SambaScene.body("Passwordless")).expect(400, .invalidValue, "password", "active")
                #expect(try await scene.entry(SambaScene.person("Passwordless")) == nil)
                let made = try await bridge.post(Self.disabled("Passwordless")).expect(201)
                let enabling = try await bridge.patch(made.id, #"{"op":"replace","path":"active","value":true}"#)
                enabling.expect(400, .invalidValue, "password")
                #expect(try await scene.values("userAccountControl", of: SambaScene.person("Passwordless")) == ["514"])
            }
        }

        @Test func namesTheAccountNameThatIsTooLong() async throws {
            let adapt: (inout Mapping) -> Void = { mapping in
                mapping = mapping.adapted(to: .sambaAD)
                let path = AttributePath(attribute: "nickName")
                mapping.rules.append(Mapping.Rule(path: path, attribute: "sAMAccountName"))
            }
            try await self.withBridge(StrictController.Policy(), adapt) { scene, bridge in
                let made = try await bridge.post(
                    SambaScene.body("Account", #""active":false,"nickName":"account.of.20.chars_""#)
                ).expect(201)
                #expect(made["nickName"] == "account.of.20.chars_")
                try await bridge.patch(made.id, #"{"op":"replace","path":"nickName","value":"account.of.21.chars__"}"#)
                    .expect(400, .invalidValue, "nickName")
            }
        }
    }
}
