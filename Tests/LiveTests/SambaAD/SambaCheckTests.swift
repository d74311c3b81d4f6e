import LDAP
import LDAPClient
import Survey
import Testing
import Translator

extension SambaADTests {
    /// What an Active Directory tells before the first call.
    @Suite struct Checks {
        private static func found() async throws -> [CheckFinding] {
            let scene = try SambaScene.current
            return try await CheckCaller.findings(
                [SambaScene.users, SambaScene.teams], scene.directory,
                account: DistinguishedName(server: SambaScene.account))
        }

        @Test func theServerTellsWhatTheAccountMayDo() async throws {
            try await SambaScene.current.addPerson("Rights")
            let findings = try await Self.found()
            #expect(
                findings.filter { $0.id == "rights" && $0.subject == "users" }.map(\.verdict) == [.ok], "\(findings)")
            #expect(findings.first { $0.id == "references" }?.text.contains("keeps references right") == true)
        }

        @Test func thePageThatTheServerGivesIsTold() async throws {
            let limits = try await Self.found().first { $0.id == "limits.server" }
            #expect(limits?.text == "The server's limits for a search are MaxPageSize 1000.")
        }

        @Test func aDomainThatIsSynchronisedIsToldOf() async throws {
            let scene = try SambaScene.current
            #expect(try await Self.found().first { $0.id == "synchronisation" }?.verdict == .ok)
            let sync = "CN=MSOL_0a1b2c3d4e5f,CN=Users,\(SambaScene.suffix)"
            try await scene.administrator.apply(
                ldif: "dn: \(sync)\nobjectClass: user\nsAMAccountName: MSOL_0a1b2c3d4e5f\n")
            let warned = try await Self.found().first { $0.id == "synchronisation" }
            let person = try await scene.addPerson("Synchronised", "mS-DS-ConsistencyGuid:: AAECAwQFBgcICQoLDA0ODw==")
            let failed = try await Self.found().first { $0.id == "synchronisation" }
            try await scene.administrator.apply(
                ldif: "dn: \(sync)\nchangetype: delete\n\ndn: \(person)\nchangetype: delete\n")
            #expect(warned?.verdict == .warning && warned?.names.map(\.description) == [sync])
            #expect(failed?.verdict == .failure)
        }

        @Test func aProbeFindsEverythingInOrder() async throws {
            let scene = try SambaScene.current
            let findings = try await CheckCaller.probe(SambaScene.users, scene.directory, at: scene.samba)
            #expect(findings.areGood, "\(findings)")
            #expect(
                findings.first { $0.id == "probe.lock" }?.text.contains("refuses their sign-in") == true, "\(findings)")
        }
    }
}
