import Bridge
import Glibc
import Logging
import Sandbox
import Testing

extension SambaADTests {
    /// The daemon, with as little in its configuration as possible.
    @Suite struct Service {
        private func run(_ users: String = "", _ body: (Daemon) async throws -> Void) async throws {
            let scene = try SambaScene.current
            let url = try #require(scene.samba.ldapURL)
            try await Daemon.run(
                {
                    ($0.directory, $0.account, $0.password) = (url, SambaScene.account, SambaScene.password)
                    ($0.usersBase, $0.users) = (SambaScene.people, users)
                }, body)
        }

        @Test func needsServersAnAccountAndABase() async throws {
            try await self.run { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let made = try await daemon.call("POST", "/Users", body: SambaScene.body("Of The Daemon"))
                #expect(made.status == 201, "\(made)")
                #expect(await daemon.end() == 0)
            }
            let dn = SambaScene.person("Of The Daemon")
            #expect(try await SambaScene.current.values("userAccountControl", of: dn) == ["512"])
        }

        @Test(arguments: [
            ("  on_rename: follow", "users.on_rename: "), ("  rdn: uid", "users.rdn: "),
            ("  active: { strategy: ppolicy-lock }", "users.active: "),
        ]) func saysWhatCannotWorkThere(users: String, place: String) async throws {
            try await self.run(users) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                #expect(daemon.log.contains(place), "\(daemon.log)")
            }
        }

        @Test func explainsCallsAndDoesNothing() async throws {
            let scene = try SambaScene.current
            let explainer = Explainer(
                mappings: [SambaScene.users, SambaScene.teams], directory: scene.directory, logger: .silent)
            let bridge = BridgeCaller(explainer.provisioners[0], explainer.provisioners[1])
            try await bridge.post(SambaScene.body("Explained")).expect(201)
            #expect(explainer.report.contains("dn: cn=Explained,OU=people"), "\(explainer.report)")
            #expect(explainer.report.contains("userAccountControl: 512"))
            #expect(try await scene.entry(SambaScene.person("Explained")) == nil)
        }
    }
}
