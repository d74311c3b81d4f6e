import Sandbox
import Testing

/// What the log of a daemon holds that starts, serves, and stops.
@Suite(.enabled(if: LDAPClientScene.isInstalled, "slapd is not installed"))
struct LogTests {
    private static let known = [
        " info The directory is connected.", " notice Listening.", " info A call was answered.",
        " info A call was refused.", " info A request could not be read.",
        // The directory of this test holds nobody.
        " warning ",
    ]

    @Test func holdsKnownLinesAndNoErrors() async throws {
        try await Daemon.runConnected { daemon, _ in
            let used = try RawConnection(port: daemon.settings.port)
            try used.send(Daemon.request("GET", "/Users"))
            #expect(try await used.answer().status == 200)
            let (fresh, slow) = (
                try RawConnection(port: daemon.settings.port), try RawConnection(port: daemon.settings.port)
            )
            try slow.send("GET /scim/v2/Users HTTP/1.1\r\nHost: x")
            #expect(try await daemon.call("GET", "/Users", token: "unknown").status == 401)
            #expect(await daemon.end() == 0)
            withExtendedLifetime((fresh, slow)) {}
            let lines = daemon.log.split(separator: "\n")
            for line in lines { #expect(Self.known.contains { line.contains($0) }, "\(line)") }
            #expect(lines.count { $0.contains("Listening.") } == 1)
            #expect(lines.filter { $0.contains(" warning ") }.allSatisfy { $0.contains("users.filter: nobody below") })
        }
    }

    @Test func namesTheReasonOfAnOutageOnce() async throws {
        let port = try #require(Loopback.freePort())
        try await Daemon.run({ $0.directory = "ldap://127.0.0.1:\(port)" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            try await daemon.notices.wait(for: "STATUS=the directory cannot be reached")
            try await Task.sleep(for: .seconds(3))
            #expect(await daemon.end() == 0)
            #expect(daemon.log.ranges(of: "The directory cannot be reached.").count == 1, "\(daemon.log)")
        }
    }
}
