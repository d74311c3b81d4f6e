import LDAP
import LDAPClient
import Survey
import Testing
import Translator

@testable import Daemon

extension BridgeTests {
    /// What 389 Directory Server tells before the first call.
    @Suite(.needs(.ds389), .bridge(on: .ds389), .serialized) struct DS389CheckTests {
        @Test func theServerTellsWhatTheAccountMayDo() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("rights", "mail: rights@acme.example")
            let findings = try await CheckCaller.findings(
                [scene.kind.people, scene.kind.groups], scene.directory, account: scene.kind.account.name)
            let rights = try #require(findings.first { $0.id == "rights" })
            #expect(rights.verdict == .ok, "\(rights)")
            #expect(findings.areGood, "\(findings.filter { $0.verdict == .failure })")
        }

        @Test func aRightThatIsMissingIsNamed() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("rightless")
            let aci =
                "(targetattr=\"title || mail\")(version 3.0; acl \"no titles\"; deny (write) userdn=\"ldap:///\(scene.kind.account.name)\";)"
            let people = scene.kind.people.base
            _ = try await scene.root.apply(.modify(people, [Modification(.add, "aci", [AttributeValue(aci)])]))
            let found = try await CheckCaller.findings(
                [scene.kind.people], scene.directory, account: scene.kind.account.name)
            _ = try await scene.root.apply(.modify(people, [Modification(.delete, "aci", [AttributeValue(aci)])]))
            let rights = try #require(found.first { $0.id == "rights" })
            #expect(rights.verdict == .failure && rights.text.contains("write title, mail"), "\(rights)")
        }

        /// The account of the bridge may not read the configuration, and nothing is told then.
        @Test func limitsAreToldToWhomTheServerShowsThem() async throws {
            let scene = try BridgeScene.current
            let own = try await CheckCaller.findings(
                [scene.kind.people], scene.directory, account: scene.kind.account.name)
            #expect(!own.contains { $0.id == "limits.server" })
            let root = try await CheckCaller.findings(
                [scene.kind.people], ClientDirectory(client: scene.root), account: scene.kind.account.name)
            let text = root.first { $0.id == "limits.server" }?.text ?? ""
            #expect(text.contains("nsslapd-sizelimit ") && text.contains("nsslapd-lookthroughlimit "), "\(root)")
        }

        @Test func aProbeFindsEverythingInOrder() async throws {
            let scene = try BridgeScene.current
            let findings = try await CheckCaller.probe(scene.kind.people, scene.directory, at: scene.server)
            #expect(findings.areGood, "\(findings)")
            #expect(
                findings.first { $0.id == "probe.lock" }?.text.contains("refuses their sign-in") == true, "\(findings)")
            #expect(try await scene.names("(uid=starbridge-probe*)") == [])
        }
    }
}
