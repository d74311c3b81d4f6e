import Glibc
import SCIM
import Sandbox
import Testing

/// `starbridge serve` as a process, from its start to its end.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct DaemonTests {
    private static let person = BridgeCaller.person("daemon.person")

    @Test func isReadyWhileTheDirectoryIsAway() async throws {
        let port = try #require(Loopback.freePort())
        try await Daemon.run({ $0.directory = "ldap://127.0.0.1:\(port)" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let answer = try await daemon.call("GET", "/Users")
            #expect(answer.errorDetail(503)?.contains("directory") == true, "\(answer)")
            #expect(answer.headers["retry-after"].flatMap { Int($0) } != nil)
            try await daemon.notices.wait(for: "STATUS=the directory cannot be reached")
            try await LDAPClientScene.withSlapd(people: 0, options: { $0.ldapPort = port }) { _ in
                try await daemon.notices.wait(for: "STATUS=connected to ldap://127.0.0.1:\(port)")
                let answer = try await daemon.call("GET", "/Users")
                #expect(answer.status == 200 && answer.body.object?["totalResults"] == 0, "\(answer)")
            }
            #expect(await daemon.end() == 0)
        }
    }

    @Test func tellsTheServiceManagerInTime() async throws {
        try await Daemon.runConnected { daemon, _ in
            // A request that is not complete yet holds up the end, not the message that it has begun.
            let connection = try RawConnection(port: daemon.settings.port)
            let request = Daemon.request("POST", "/Users", body: Self.person)
            try connection.send(Daemon.request("GET", "/Users") + request.dropLast(10))
            #expect(try await connection.answer().status == 200)
            daemon.process.signal(SIGTERM)
            try await daemon.notices.wait(for: "STOPPING=1")
            #expect(daemon.process.isRunning)
            try connection.send(String(request.suffix(10)))
            let answer = try await connection.answer()
            #expect(answer.status == 201 && answer.headers["connection"] == "close", "\(answer)")
            #expect(try await connection.end() == 0)
            #expect(await daemon.process.status() == 0)
            let kinds = daemon.notices.received.map { $0.prefix { $0 != "=" } }.filter { $0 != "STATUS" }
            #expect(kinds == ["EXTEND_TIMEOUT_USEC", "READY", "STOPPING"])
        }
    }

    @Test func headsThatNeverCompleteDoNotHoldUpTheEnd() async throws {
        try await Daemon.runConnected { daemon, _ in
            let connection = try RawConnection(port: daemon.settings.port)
            try connection.send(Daemon.request("GET", "/Users") + "GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n")
            #expect(try await connection.answer().status == 200)
            daemon.process.signal(SIGTERM)
            #expect(await daemon.process.status() == 0)
            #expect(Loopback.isFree(daemon.settings.port))
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func idleConnectionsDoNotHoldUpTheEnd(signal: Int32) async throws {
        try await Daemon.runConnected { daemon, slapd in
            let used = try RawConnection(port: daemon.settings.port)
            let unused = try RawConnection(port: daemon.settings.port)
            for _ in 0..<2 {
                try used.send(Daemon.request("GET", "/Users"))
                #expect(try await used.answer().status == 200)
            }
            daemon.process.signal(signal)
            #expect(try await used.end() == 0)
            #expect(try await unused.end() == 0)
            #expect(await daemon.process.status() == 0)
            #expect(await slapd.isRunning)
        }
    }

    @Test func refusedBindEndsIt() async throws {
        try await LDAPClientScene.withSlapd(people: 0) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({
                $0.directory = url
                $0.password = "wrong-password"
            }) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                let line = "starbridge.yaml: directory.bind: the directory refuses this account (invalidCredentials"
                #expect(daemon.log.contains(line), "\(daemon.log)")
                #expect(daemon.log.contains("check the name and the password file"))
                #expect(!daemon.log.contains("wrong-password"))
            }
        }
    }

    @Test func emptyPasswordFileEndsIt() async throws {
        try await LDAPClientScene.withSlapd(people: 0) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({
                $0.directory = url
                $0.password = ""
            }) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                #expect(daemon.log.contains("ldap-password is empty"), "\(daemon.log)")
            }
        }
    }

    @Test func logsWhatEachCallDid() async throws {
        try await Daemon.runConnected { daemon, slapd in
            let post = BridgeCaller.person("daemon.log", #""title":"Countess of Lovelace""#)
            let id = try #require(try await daemon.call("POST", "/Users", body: post).body.object?["id"]?.string)
            let patch = #"{"Operations":[{"op":"replace","path":"title","value":"Analyst of Engines"}]}"#
            for body in [patch, patch, #"{"Operations":[{"op":"remove","path":"userName"}]}"#] {
                _ = try await daemon.call("PATCH", "/Users/\(id)", body: body)
            }
            _ = try await daemon.call("POST", "/Users", body: post)
            _ = try await daemon.call("GET", "/Users/\(id)")
            #expect(await daemon.end() == 0)
            let lines = daemon.log.split(separator: "\n").filter { $0.contains(" method=") }
            let name = "dn=uid=daemon.log,ou=people,dc=acme,dc=example"
            let expected = [
                [
                    " A call was answered. attributes=", "effect=create", name, "status=201", "ldap_result=success",
                    "id=\(id)",
                ],
                ["attributes=title ", "effect=update", name, "status=200", "ldap_result=success", "id=\(id)"],
                ["effect=none", name, "status=200", "id=\(id)"],
                [" A call was refused. ", "status=400", "scim_type=mutability", "error="],
                [" A call was refused. ", "status=409", "scim_type=uniqueness", "error="],
                [" A call was answered. client=127.0.0.1 directory_us=", "method=GET", "status=200", "id=\(id)"],
            ]
            try #require(lines.count == expected.count, "\(daemon.log)")
            for (line, parts) in zip(lines, expected) {
                for part in parts + ["client=127.0.0.1 ", "token=entra", "request_id=", "duration_us="] {
                    #expect(line.contains(part), "\(part) in: \(line)")
                }
                #expect(!line.contains("Countess") && !line.contains("Analyst"), "\(line)")
            }
        }
    }

    @Test func logsNoSecret() async throws {
        try await Daemon.runConnected({ $0.logLevel = "trace" }) { daemon, _ in
            let body = BridgeCaller.person("daemon.secret", #""password":"hunter2-of-ada""#)
            let made = try await daemon.call("POST", "/Users", body: body)
            #expect(made.status == 201, "\(made)")
            _ = try await daemon.call("POST", "/Users", body: #"{"password":"hunter2-of-ada""#)
            _ = try await daemon.call("GET", "/Users", token: "guessed-token-of-mallory")
            #expect(await daemon.end() == 0)
            let log = daemon.log
            #expect(log.contains("method=POST path=/scim/v2/Users"))
            for secret in ["hunter2", Daemon.token, "guessed-token", daemon.settings.password] {
                #expect(!log.contains(secret), "\(secret)")
            }
        }
    }
}
