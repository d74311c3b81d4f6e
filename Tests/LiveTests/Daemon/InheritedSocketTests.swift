import Glibc
import Sandbox
import Testing

/// Sockets that the service manager opens and hands over (sd_listen_fds(3)).
@Suite(.timeLimit(.minutes(3))) struct InheritedSocketTests {
    @Test func aSocketThatIsHandedOverIsServed() async throws {
        try await Self.withSocket { socket, port in
            try await Self.run(socket, { $0.port = port }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let status = try await daemon.call("GET", "/ServiceProviderConfig").status
                #expect(status == 200)
                #expect(await daemon.end() == 0)
            }
        }
    }

    /// While there is no daemon, connections wait in the socket.
    @Test func nobodyIsRefusedWhileItIsStartedAgain() async throws {
        try await Self.withSocket { socket, port in
            try await Self.run(socket, { $0.port = port }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                #expect(await daemon.end() == 0)
            }
            let waiting = try (0..<20).map { _ in
                let connection = try RawConnection(port: port)
                try connection.send(Daemon.request("GET", "/ServiceProviderConfig", headers: "Connection: close"))
                return connection
            }
            try await Self.run(socket, { $0.port = port }) { daemon in
                for connection in waiting {
                    let status = try await connection.answer().status
                    #expect(status == 200)
                }
                #expect(await daemon.end() == 0)
            }
        }
    }

    @Test func aSocketThatNoListenerNamesEndsIt() async throws {
        try await Self.withSocket { socket, port in
            try await Self.run(socket) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                let reason = "the service manager hands over a socket on 127.0.0.1:\(port) (scim), which no listener "
                #expect(daemon.log.contains(reason), "\(daemon.log)")
            }
        }
    }

    @Test(arguments: ["1", "2147483647"]) func somethingElseThanASocketThatListensEndsIt(count: String) async throws {
        let ends = try Loopback.pair()
        defer { for end in [ends.ours, ends.child] { close(end) } }
        try await Self.run(ends.child, count: count) { daemon in
            #expect(await daemon.process.status() == EX_CONFIG)
            #expect(daemon.log.contains("something that is no listening stream socket"), "\(daemon.log)")
        }
    }

    @Test func whatIsMeantForAnotherProcessIsLeftAlone() async throws {
        try await Self.withSocket { socket, _ in
            try await Self.run(socket, pid: "1") { daemon in
                try await daemon.notices.wait(for: "READY=1")
                #expect(await daemon.end() == 0)
            }
        }
    }

    /// A socket that listens on a port of loopback for the length of `body`.
    private static func withSocket(_ body: (Int32, Int) async throws -> Void) async throws {
        let (socket, port) = try LDAPClientListener.open()
        defer { close(socket) }
        try await body(socket, port)
    }

    /// Starts a daemon with a descriptor as a service manager does: its number is 3, and the environment says so.
    private static func run(
        _ descriptor: Int32, pid: String = "$$", count: String = "1",
        _ change: @escaping (inout Daemon.Settings) -> Void = { _ in },
        _ body: (Daemon) async throws -> Void
    ) async throws {
        try await Daemon.run(
            {
                $0.inherit(descriptor, pid: pid, count: count)
                change(&$0)
            }, body)
    }
}

extension Daemon.Settings {
    /// Has a descriptor handed over as a service manager does: its number is 3, and the environment says so.
    mutating func inherit(_ descriptor: Int32, pid: String = "$$", count: String = "1", name: String = "scim") {
        let script =
            "exec 3<&0 </dev/null; export LISTEN_FDS=\(count) LISTEN_PID=\(pid) LISTEN_FDNAMES=\(name); exec \"$@\""
        self.input = descriptor
        self.launcher = ["/bin/sh", "-c", script, "sh"]
    }
}
