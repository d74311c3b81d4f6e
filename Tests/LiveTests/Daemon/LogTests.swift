import Glibc
import Sandbox
import Testing

/// What the log of a daemon holds that starts, serves, and stops.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LogTests {
    /// The lines of a log without the time and without the fields, which begin after the sentence.
    private static func sentences(_ log: String) -> [String] {
        log.split(separator: "\n").map { line in
            let text = line.drop { $0 != " " }.dropFirst()
            return String(text.firstRange(of: /\.( [a-z_]+=|$)/).map { text[..<$0.lowerBound] + "." } ?? text)
        }
    }

    @Test func holdsKnownLinesAndNoErrors() async throws {
        try await Daemon.runConnected({ $0.limits = "head_timeout: 1s" }, people: 1) { daemon, _ in
            let used = try RawConnection(port: daemon.settings.port)
            try used.send(Daemon.request("GET", "/Users"))
            #expect(try await used.answer().status == 200)
            let (fresh, slow) = (
                try RawConnection(port: daemon.settings.port), try RawConnection(port: daemon.settings.port)
            )
            try slow.send("GET /scim/v2/Users HTTP/1.1\r\nHost: x")
            #expect(try await daemon.call("GET", "/Users", token: "unknown").status == 401)
            #expect(try await slow.answer().status == 408)
            #expect(await daemon.end() == 0)
            withExtendedLifetime(fresh) {}
            let expected = [
                "info A call was answered.", "info A call was refused.", "info A request could not be read.",
                "info The directory is connected.", "notice Listening.",
            ]
            #expect(Self.sentences(daemon.log).sorted() == expected, "\(daemon.log)")
        }
    }

    @Test func warnsOfAFilterThatFindsNobody() async throws {
        try await Daemon.runConnected { daemon, _ in
            #expect(await daemon.end() == 0)
            let warning =
                "warning \(daemon.configuration):11:3: users.filter: nobody below ou=people,dc=acme,dc=example matches "
                + "(objectClass=inetOrgPerson), so the client will find nobody and create everybody. If there are entries, "
                + "correct users.base or users.filter, or let the bridge's account read them."
            let expected = ["info The directory is connected.", "notice Listening.", warning]
            #expect(Self.sentences(daemon.log).sorted() == expected, "\(daemon.log)")
        }
    }

    /// The line of a call is written before its answer leaves: who kills the daemon then takes none away.
    @Test func noAnsweredCallIsMissing() async throws {
        try await Daemon.runConnected(people: 1) { daemon, _ in
            let answered = try await withThrowingTaskGroup(of: [String].self) { group in
                for client in 0..<8 {
                    let connection = try RawConnection(port: daemon.settings.port)
                    group.addTask {
                        var ids: [String] = []
                        while true {
                            let id = "c\(client)-\(ids.count)"
                            do {
                                try connection.send(Daemon.request("GET", "/Users", headers: "X-Request-ID: \(id)"))
                                guard try await connection.answer().status == 200 else { return ids }
                            } catch { return ids }
                            ids.append(id)
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(500))
                daemon.process.signal(SIGKILL)
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let written = Set(daemon.log.matches(of: /request_id=(\S+)/).map { String($0.1) })
            #expect(answered.count > 8 && Set(answered).isSubset(of: written))
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
