import SCIM
import Sandbox
import Testing

/// Who may call from where, as a listener's peers and what proxies say of them.
@Suite(.timeLimit(.minutes(3))) struct AddressTests {
    private static let path = "/ServiceProviderConfig"

    private static func call(_ daemon: Daemon, token: String = Daemon.token, _ headers: String...) async throws
        -> RawAnswer
    {
        let connection = try RawConnection(port: daemon.settings.port)
        let request = Daemon.request("GET", Self.path, token: token)
        let fields = (headers + ["Connection: close"]).joined(separator: "\r\n")
        try connection.send(request.replacing("\r\n\r\n", with: "\r\n\(fields)\r\n\r\n"))
        return try await connection.answer()
    }

    @Test func anAddressThatIsNotAllowedIsClosedBeforeAnythingIsRead() async throws {
        try await Daemon.run({ $0.listener = "allow: [192.0.2.0/24]" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let connection = try RawConnection(port: daemon.settings.port)
            #expect(try await connection.end() == 0)
            for _ in 0..<200 { _ = try? RawConnection(port: daemon.settings.port) }
            #expect(daemon.log.contains("client=127.0.0.1"))
            #expect(await daemon.end() == 0)
        }
    }

    @Test func theLogAndTheListSeeTheClientBehindAProxy() async throws {
        let listener = "proxies: [127.0.0.0/8]\n    allow: [192.0.2.0/24]"
        try await Daemon.run({ $0.listener = listener }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            #expect(try await Self.call(daemon, "X-Forwarded-For: 1.1.1.1, 192.0.2.7").status == 200)
            #expect(try await Self.call(daemon, #"Forwarded: for="192.0.2.8:1234""#).status == 200)
            let other = try await Self.call(daemon, "X-Forwarded-For: 192.0.2.7, 198.51.100.1")
            #expect(other.errorDetail(403)?.contains("198.51.100.1") == true)
            let hidden = try await Self.call(daemon, #"Forwarded: for=", for=192.0.2.7"#)
            #expect(hidden.errorDetail(400)?.contains("Forwarded") == true)
            #expect(try await Self.call(daemon).errorDetail(403)?.contains("127.0.0.1") == true)
            for client in ["192.0.2.7", "192.0.2.8", "198.51.100.1"] {
                #expect(daemon.log.contains("client=\(client)"), "\(daemon.log)")
            }
            #expect(!daemon.log.contains("1.1.1.1"))
        }
    }

    @Test func whoIsNoProxyIsNotBelieved() async throws {
        try await Daemon.run({ $0.listener = "proxies: [192.0.2.0/24]" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            #expect(try await Self.call(daemon, "X-Forwarded-For: 1.1.1.1", "Forwarded: for=1.1.1.1").status == 200)
            #expect(daemon.log.contains("client=127.0.0.1") && !daemon.log.contains("1.1.1.1"))
        }
    }

    @Test func oneAttackerBehindAProxyLocksOutNobody() async throws {
        try await Daemon.run({
            ($0.listener, $0.limits) = ("proxies: [127.0.0.1]", "failed_attempts: 5")
        }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            var statuses: [Int] = []
            for _ in 0..<20 {
                statuses.append(try await Self.call(daemon, token: "wrong", "X-Forwarded-For: 192.0.2.7").status)
            }
            #expect(statuses == Array(repeating: 401, count: 5) + Array(repeating: 429, count: 15))
            #expect(try await Self.call(daemon, token: "wrong", "X-Forwarded-For: 192.0.2.8").status == 401)
            #expect(try await Self.call(daemon, "X-Forwarded-For: 192.0.2.7").status == 200, "a good token passes")
            #expect(daemon.log.split(separator: "\n").count { $0.contains("status=401") } == 6, "\(daemon.log)")
        }
    }
}
