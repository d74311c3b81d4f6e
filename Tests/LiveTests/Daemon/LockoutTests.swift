import ConfigurationFile
import Glibc
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing

@testable import Daemon

/// What the daemon does when a policy is switched off under it.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LockoutTests {
    private static let policies = "ou=policies,dc=acme,dc=example"
    private static let trash = "  on_delete: { strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }"

    /// A server in this process that looks at its directory five times a second.
    private struct Scene {
        let port: Int
        let notices: NotifySocket
        let root: Client

        func call(_ method: String, _ path: String, _ body: String = "") async throws -> RawAnswer {
            try await Daemon.call(method, path, body: body, port: self.port)
        }

        /// What the daemon says of itself to whoever has no token.
        func health() async throws -> Value? {
            let connection = try RawConnection(port: self.port)
            try connection.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let answer = try await connection.answer()
            return answer.status == 200 ? answer.body.object?["status"] : nil
        }

        func patch(_ id: String, _ operation: String) async throws -> RawAnswer {
            try await self.call("PATCH", "/Users/\(id)", #"{"Operations":[\#(operation)]}"#)
        }

        func disable(_ id: String) async throws -> RawAnswer {
            try await self.patch(id, #"{"op":"Replace","path":"active","value":"False"}"#)
        }

        func create(_ name: String, _ members: String...) async throws -> RawAnswer {
            let mail = #""emails":[{"type":"work","value":"\#(name)@acme.example"}]"#
            let fixed = [#""userName":"\#(name)""#, mail]
            return try await self.call("POST", "/Users", "{\((fixed + members).joined(separator: ","))}")
        }

        func apply(_ ldif: String) async throws {
            for change in try LDAP.Entry.parseLDIF(ldif) { _ = try await self.root.apply(change) }
        }

        func setLockout(_ value: String, of policy: String = "default") async throws {
            try await self.apply(
                """
                dn: cn=\(policy),\(LockoutTests.policies)
                changetype: modify
                replace: pwdLockout
                pwdLockout: \(value)
                -

                """)
        }
    }

    private func run(_ body: (Scene) async throws -> Void) async throws {
        let second = """
            dn: cn=other,\(Self.policies)
            objectClass: device
            objectClass: pwdPolicy
            cn: other
            pwdAttribute: userPassword
            pwdLockout: TRUE


            """
        try await LDAPClientScene.withSlapd(people: 0, options: { $0.content = .standardAnd(second) }) { slapd in
            let folder = try SandboxFolder(named: nil)
            defer { folder.remove() }
            var settings = Daemon.Settings()
            settings.port = try #require(Loopback.freePort())
            settings.directory = try #require(slapd.ldapURL)
            settings.passwordFile = folder.path + "/ldap-password"
            settings.users = Self.trash
            try Daemon.writeFiles(settings, in: folder.path)
            let notices = try NotifySocket(in: folder.path)
            let server = Server(
                configuration: try Settings(contentsOf: folder.path + "/starbridge.yaml"), logger: .silent,
                serviceManager: ServiceManager(environment: ["NOTIFY_SOCKET": notices.path]),
                pace: .init(interval: .milliseconds(200)))
            let running = Task { try await server.run() }
            try await notices.wait(for: "READY=1")
            let result: Result<Void, any Error>
            do {
                let root = try LDAPClientScene.configuration([settings.directory])
                try await LDAPClientScene.withClient(root) { root in
                    try await body(Scene(port: settings.port, notices: notices, root: root))
                }
                result = .success(())
            } catch { result = .failure(error) }
            running.cancel()
            _ = await running.result
            try result.get()
        }
    }

    @Test func nobodyIsSaidToBeDisabledWhoIsNot() async throws {
        try await self.run { scene in
            let made = try await scene.create("lockout.off", #""externalId":"x1""#)
            let id = try #require(made.body.object?["id"]?.string)
            #expect(try await scene.health() == "ready")
            try await scene.setLockout("FALSE")
            for _ in 0..<2 {
                let refused = try await scene.disable(id)
                let detail = try #require(refused.errorDetail(503), "\(refused)")
                #expect(detail.contains("cn=default,\(Self.policies)") && detail.contains("pwdLockout: FALSE"))
                #expect(refused.headers["retry-after"] == "60")
                let put = try await scene.call(
                    "PUT", "/Users/\(id)",
                    #"{"userName":"lockout.off","active":false,"emails":[{"type":"work","value":"a@b.example"}]}"#)
                #expect(put.status == 503, "\(put)")
                #expect(try await scene.create("lockout.new", #""active":false"#).status == 503)
                #expect(try await scene.call("DELETE", "/Users/\(id)").status == 503)
                #expect(try await scene.patch(id, #"{"op":"add","path":"title","value":"T"}"#).status == 200)
                try await scene.notices.wait(for: "STATUS=degraded, connected to ")
                #expect(try await scene.health() == "degraded")
            }
            let other = try await scene.create("lockout.active")
            #expect(other.status == 201, "\(other)")
            #expect(try await scene.call("GET", "/Users/\(id)").body.object?["active"] == true)

            try await scene.setLockout("TRUE")
            let disabled = try await scene.disable(id)
            #expect(disabled.status == 200 && disabled.body.object?["active"] == false, "\(disabled)")
            #expect(try await scene.call("DELETE", "/Users/\(id)").status == 204)
            try await scene.notices.waitForLast("STATUS=connected to ")
            #expect(try await scene.health() == "ready")
            // Somebody who is locked already is not said to be disabled either.
            let locked = try #require(other.body.object?["id"]?.string)
            #expect(try await scene.disable(locked).status == 200)
            try await scene.setLockout("FALSE")
            #expect(try await scene.disable(locked).status == 503)
        }
    }

    @Test func theOwnPolicyOfAPersonDecides() async throws {
        try await self.run { scene in
            let made = try await scene.create("lockout.own")
            let id = try #require(made.body.object?["id"]?.string)
            try await scene.apply(
                """
                dn: uid=lockout.own,ou=people,dc=acme,dc=example
                changetype: modify
                add: pwdPolicySubentry
                pwdPolicySubentry: cn=other,\(Self.policies)
                -

                """)
            #expect(try await scene.disable(id).status == 200)
            try await scene.setLockout("FALSE", of: "other")
            let refused = try await scene.disable(id)
            #expect(refused.errorDetail(503)?.contains("cn=other,\(Self.policies)") == true, "\(refused)")
            let other = try await scene.create("lockout.usual", #""active":false"#)
            #expect(other.status == 201, "\(other)")
            try await scene.notices.wait(for: "STATUS=degraded, connected to ")
            try await scene.setLockout("FALSE")
            try await scene.setLockout("TRUE", of: "other")
            #expect(try await scene.disable(id).status == 200)
        }
    }

    @Test func aDefaultThatIsGoneFromTheServersSettingsIsNoticed() async throws {
        try await self.run { scene in
            let made = try await scene.create("lockout.gone")
            let id = try #require(made.body.object?["id"]?.string)
            try await scene.apply("dn: cn=default,\(Self.policies)\nchangetype: delete\n")
            let refused = try await scene.disable(id)
            #expect(refused.errorDetail(503)?.contains("does not exist or is hidden") == true, "\(refused)")
            try await scene.notices.wait(for: "STATUS=degraded, connected to ")
        }
    }
}
