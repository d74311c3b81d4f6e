import Files
import Glibc
import Sandbox
import Testing

/// What a service manager hears and hands over.
@Suite(.timeLimit(.minutes(3))) struct SystemdTests {
    private static let path = "/ServiceProviderConfig"

    @Test func tellsItsStatesInOrder() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            daemon.process.signal(SIGHUP)
            try await daemon.notices.wait(for: "READY=1", times: 2)
            #expect(await daemon.end() == 0)
            daemon.notices.drain()
            let states = daemon.notices.received.filter { !$0.hasPrefix("STATUS=") }
            #expect(states.count == 5, "\(states)")
            #expect(states.first == "EXTEND_TIMEOUT_USEC=40000000")
            #expect(states.dropFirst().first == "READY=1")
            let reloading = states.dropFirst(2).first?.split(separator: "\n") ?? []
            #expect(reloading.first == "RELOADING=1" && reloading.last?.hasPrefix("MONOTONIC_USEC=") == true)
            #expect(states.dropFirst(3).first?.hasPrefix("READY=1\nSTATUS=") == true)
            #expect(states.last?.hasPrefix("STOPPING=1") == true)
        }
    }

    @Test(arguments: [("$$", true), ("1", false)])
    func feedsTheWatchdogThatIsMeantForIt(pid: String, isFed: Bool) async throws {
        let script = "export WATCHDOG_USEC=200000 WATCHDOG_PID=\(pid); exec \"$@\""
        try await Daemon.run({ $0.launcher = ["/bin/sh", "-c", script, "sh"] }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            if isFed {
                try await daemon.notices.wait(for: "WATCHDOG=1", times: 5)
            } else {
                try await Task.sleep(for: .milliseconds(500))
                daemon.notices.drain()
                #expect(!daemon.notices.received.contains("WATCHDOG=1"))
            }
            #expect(await daemon.end() == 0)
        }
    }

    /// It listens already when the directory is not known yet, and says so after a while.
    @Test func aSocketThatIsHandedOverIsServedOnceItIsReady() async throws {
        let silent = try LDAPClientListener.open()
        defer { close(silent.socket) }
        let (socket, port) = try LDAPClientListener.open()
        defer { close(socket) }
        try await Daemon.run({
            $0.port = port
            $0.directory = "ldap://127.0.0.1:\(silent.port)"
            $0.connection = "\n  connections: 1"
            $0.inherit(socket)
        }) { daemon in
            let connection = try RawConnection(port: port)
            let start = ContinuousClock.now
            try connection.send("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await connection.answer()
            // It has waited for the directory, or for ten seconds.
            #expect(.now - start > .seconds(3))
            #expect(.now - start < .seconds(15))
            daemon.notices.drain()
            #expect(answer.status == (daemon.notices.received.contains("READY=1") ? 200 : 503))
        }
    }

    @Test func aUnixSocketIsOpenedWithItsMode() async throws {
        try await self.withUnixSocket({ $0.listener = "mode: \"0600\"" }) { daemon, path in
            #expect(FileStatus(of: path)?.permissions == 0o600)
            try await Self.call(path)
            // Another daemon does not take it away.
            try await Daemon.run({ $0.address = "unix:\(path)" }) { second in
                #expect(await second.process.status() == EX_CONFIG)
                #expect(second.log.contains("\(path) cannot be opened: Address already in use"), "\(second.log)")
            }
            try await Self.call(path)
            // One that was killed leaves its socket behind.
            daemon.process.signal(SIGKILL)
            _ = await daemon.process.status()
            #expect(access(path, F_OK) == 0)
            try await daemon.again { daemon in
                try await daemon.notices.wait(for: "READY=1", times: 2)
                try await Self.call(path)
                #expect(await daemon.end() == 0)
                #expect(access(path, F_OK) != 0)
            }
        }
    }

    @Test func aUnixSocketThatIsHandedOverStays() async throws {
        let path = "/dev/shm/starbridge-handed-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(path) }
        let socket = try Loopback.listen(unixSocket: path)
        defer { close(socket) }
        try await Daemon.run({
            $0.address = "unix:\(path)"
            $0.inherit(socket)
        }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            try await Self.call(path)
            #expect(await daemon.end() == 0)
            #expect(access(path, F_OK) == 0)
            // A listener that goes would leave callers waiting.
            try await daemon.again { daemon in
                try await daemon.notices.wait(for: "READY=1", times: 2)
                try daemon.configure { $0.address = nil }
                daemon.process.signal(SIGHUP)
                try await daemon.notices.take("a reload was refused", "hands over a socket on unix:\(path) (scim)")
                try await Self.call(path)
            }
        }
    }

    /// The service goes on, and is there again for everybody as soon as some have gone.
    @Test func bearsThatDescriptorsAreExhausted() async throws {
        try await Daemon.run({ $0.launcher = ["/bin/sh", "-c", "ulimit -n 48; exec \"$@\"", "sh"] }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            var crowd = try (0..<80).map { _ in try RawConnection(port: daemon.settings.port) }
            try await Task.sleep(for: .milliseconds(500))
            try daemon.configure { $0.listener = "\n  - address: \"127.0.0.1:0\"" }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.take("a reload was refused")
            #expect(daemon.process.isRunning)
            crowd = []
            let start = ContinuousClock.now
            #expect(try await daemon.call("GET", Self.path).status == 200)
            #expect(.now - start < .seconds(5))
            #expect(crowd.isEmpty)
            #expect(await daemon.end() == 0)
        }
    }

    private func withUnixSocket(
        _ change: @escaping (inout Daemon.Settings) -> Void, _ body: (Daemon, String) async throws -> Void
    ) async throws {
        let path = "/dev/shm/starbridge-listens-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(path) }
        try await Daemon.run({
            $0.address = "unix:\(path)"
            change(&$0)
        }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            try await body(daemon, path)
        }
    }

    private static func call(_ path: String) async throws {
        let connection = try RawConnection(unixSocket: path)
        try connection.send(Daemon.request("GET", Self.path))
        let status = try await connection.answer().status
        #expect(status == 200)
    }
}

extension Loopback {
    /// A socket that listens at a path.
    fileprivate static func listen(unixSocket path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isOpen, Glibc.listen(descriptor, 16) == 0 else { throw SandboxError(writing: path) }
        return descriptor
    }
}
