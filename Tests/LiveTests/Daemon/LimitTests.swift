import Authentication
import FoundationEssentials
import Glibc
import SCIM
import Sandbox
import Testing

/// What clients can take of the daemon.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LimitTests {
    private static let path = "/ServiceProviderConfig"
    private static let crowd = 2000
    /// The debug build takes 47 MB before anybody comes; the release build 20 MB less.
    private static let memory = 128 << 20

    @Test(arguments: [
        "",
        "GET /scim/v2/Users HTTP/1.1\r\nHost: scim.acme.example\r\nX-Slow: " + String(repeating: "x", count: 20_000),
    ])
    func aCrowdWithoutATokenTakesLittleMemoryAndKeepsNobodyOut(beginning: String) async throws {
        try Self.allowManyDescriptors()
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let friend = try RawConnection(port: daemon.settings.port)
            try friend.send(Daemon.request("GET", Self.path))
            #expect(try await friend.answer().status == 200)
            var crowd: [RawConnection] = []
            for number in 1...Self.crowd {
                let one = try RawConnection(port: daemon.settings.port)
                // It may have had to make room already.
                if !beginning.isEmpty { try? one.send(beginning) }
                crowd.append(one)
                if number % 100 == 0 {
                    #expect(try await daemon.call("GET", Self.path).status == 200)
                    try friend.send(Daemon.request("GET", Self.path))
                    #expect(try await friend.answer().status == 200)
                }
            }
            let memory = try #require(Self.residentMemory(of: daemon.process.pid))
            #expect(memory < Self.memory, "\(memory >> 20) MB")
            withExtendedLifetime(crowd) {}
            #expect(await daemon.end() == 0)
        }
    }

    @Test func headsBodiesAndPausesHaveAnEnd() async throws {
        let limits = "head_timeout: 1s, body_timeout: 1s, idle_timeout: 2s"
        try await Daemon.run({ $0.limits = limits }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let (silent, slow, body) = (
                try RawConnection(port: daemon.settings.port), try RawConnection(port: daemon.settings.port),
                try RawConnection(port: daemon.settings.port)
            )
            let start = ContinuousClock.now
            try slow.send("GET /scim/v2/Users HTTP/1.1\r\nHost: x")
            let request = Daemon.request("POST", "/Users", body: BridgeCaller.person("slow"))
            try body.send(String(request.dropLast(10)))
            #expect(try await slow.answer().errorDetail(408)?.contains("head") == true)
            #expect(try await slow.end() == 0)
            #expect(try await body.answer().errorDetail(408)?.contains("body") == true)
            #expect(try await body.end() == 0)
            #expect(try await silent.end() == 0)
            #expect(.now - start > .milliseconds(900))

            let idle = try RawConnection(port: daemon.settings.port)
            for _ in 0..<3 {
                try idle.send(Daemon.request("GET", Self.path))
                #expect(try await idle.answer().status == 200)
                try await Task.sleep(for: .milliseconds(1200))
            }
            let rest = ContinuousClock.now
            #expect(try await idle.end() == 0)
            #expect(.now - rest < .seconds(8))
        }
    }

    @Test func sizesHaveAnEnd() async throws {
        try await Daemon.run({ $0.limits = "head_size: 4096, body_size: 65536" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let long = String(repeating: "x", count: 8000)
            let connection = try RawConnection(port: daemon.settings.port)
            try connection.send(Daemon.request("GET", Self.path, headers: "X-Long: " + long))
            #expect(try await connection.answer().errorDetail(431) != nil)
            let body = #"{"userName":"\#(String(repeating: "x", count: 66_000))"}"#
            #expect(try await daemon.call("POST", "/Users", body: body).errorDetail(413)?.contains("65536") == true)
            let told = try await daemon.call("GET", Self.path).body.object?["bulk"]?.object?["maxPayloadSize"]
            #expect(told == 65_536)
        }
    }

    @Test func aTokenThatIsTooFastIsToldWhenToComeAgain() async throws {
        try await Daemon.run({ $0.limits = "rate: 10, burst: 20" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let connection = try RawConnection(port: daemon.settings.port)
            var statuses: [Int] = []
            let start = ContinuousClock.now
            for _ in 0..<60 {
                try connection.send(Daemon.request("GET", Self.path))
                let answer = try await connection.answer()
                statuses.append(answer.status)
                guard answer.status == 429 else { continue }
                #expect(answer.headers["retry-after"] == "1")
                #expect(answer.errorDetail(429)?.contains("limits.rate") == true)
            }
            let allowed = 20 + 10 * ((ContinuousClock.now - start) / .seconds(1)) + 1
            #expect(statuses.prefix(20).allSatisfy { $0 == 200 } && Double(statuses.count { $0 == 200 }) <= allowed)
            try await Task.sleep(for: .seconds(1))
            #expect(try await daemon.call("GET", Self.path).status == 200)
        }
    }

    /// A directory that hangs holds the calls of one token; another one is served what needs no directory.
    @Test(.needsSlapd) func oneTokenDoesNotStarveAnother() async throws {
        let limits = "rate: 1000000, burst: 1000000, in_flight: 6, in_flight_per_token: 4, queue: 8, queue_timeout: 1s"
        try await Daemon.runConnected({ $0.limits = limits }) { daemon, slapd in
            let other = "other-token-of-somebody"
            try TokensFile(path: daemon.tokensFile).update {
                $0.append(.init(name: "other", digest: SecretToken.digest(of: other), created: .now))
            }
            try await Task.sleep(for: .seconds(1))
            await slapd.pause()
            let noisy = try (0..<40).map { _ in try RawConnection(port: daemon.settings.port) }
            for connection in noisy { try connection.send(Daemon.request("GET", "/Users")) }
            for _ in 0..<20 {
                #expect(try await daemon.call("GET", Self.path, token: other).status == 200)
            }
            await slapd.resume()
            var statuses: [Int: Int] = [:]
            for connection in noisy { statuses[try await connection.answer().status, default: 0] += 1 }
            #expect(statuses[200, default: 0] >= 4 && statuses[429, default: 0] > 0, "\(statuses)")
            #expect(Set(statuses.keys).isSubset(of: [200, 429, 503]))
            #expect(try await daemon.call("GET", "/Users").status == 200)
        }
    }

    private static func allowManyDescriptors() throws {
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        limit.rlim_cur = min(limit.rlim_max, 16_384)
        try #require(limit.rlim_cur > 5000, "too few descriptors")
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    }

    private static func residentMemory(of process: pid_t) -> Int? {
        let line = FileText.read("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 << 10 }
    }
}
