import LDAP
import SCIM
import Sandbox
import Testing

extension SambaADTests {
    /// A rehearsal in front of a controller of an Active Directory domain.
    @Suite struct Rehearsals {
        @Test func keepsIDsAndLocksPeopleAsTheDomainDoes() async throws {
            let scene = try SambaScene.current
            let dn = try await scene.addPerson("Rehearsed", "userAccountControl: 512")
            let version = try await scene.version(dn)
            let found = try await scene.bridge().find(#"userName eq "rehearsed@acme.example""#).expect(200)
            let id = try #require(found["Resources.0.id"].string)
            let url = try #require(scene.samba.ldapURL)
            try await RehearsalScene.run({
                ($0.directory, $0.account, $0.password) = (url, SambaScene.account, SambaScene.password)
                $0.usersBase = SambaScene.people
            }) { rehearsal in
                try await rehearsal.replace(id, "active", "\"False\"")
                try await rehearsal.call("POST", "/Users", body: SambaScene.body("Only Rehearsed"))
                let report = try await rehearsal.report()
                #expect(report.status == 1)
                #expect(report.output.contains("userAccountControl: 514"), "\(report.output)")
                #expect(report.output.contains("#   1 created") && report.output.contains("#   1 disabled"))
                #expect(!report.output.contains("starbridgeCopy"), "\(report.output)")
                #expect(await rehearsal.end() == 1)
            }
            #expect(try await scene.version(dn) == version)
            #expect(try await scene.entry(SambaScene.person("Only Rehearsed")) == nil)
        }
    }
}
