import Glibc
import Sandbox
import Testing

/// Who opens and uses sockets, as the kernel sees it.
@Suite(.needsSlapd, .needsTracing, .timeLimit(.minutes(3))) struct SocketTests {
    /// Not while it connects, and not when a server that went away comes back.
    @Test func libldapTouchesNoSocket() async throws {
        let calls = "trace=socket,connect,poll,ppoll,select,sendto,sendmsg,recvfrom,recvmsg,shutdown"
        let strace = ["/usr/bin/strace", "-D", "-f", "-k", "-e", calls, "-o", "FOLDER/trace.txt"]
        try await Daemon.runConnected({ $0.launcher = strace }, people: 3) { daemon, slapd in
            let find = "/Users?filter=userName%20eq%20%22p1%22"
            for _ in 0..<3 {
                for _ in 0..<20 where try await daemon.call("GET", find).status != 200 {
                    try await Task.sleep(for: .milliseconds(200))
                }
                await slapd.kill()
                _ = try await daemon.call("GET", find)
                try await slapd.restart()
            }
            let calls = Self.calls(FileText.read(daemon.folder + "/trace.txt"))
            let port = "(\(slapd.options.ldapPort ?? 0))"
            let connections = calls.filter { $0.contains(" connect(") && $0.contains(port) }
            #expect(connections.count > 3)
            #expect(calls.contains { $0.contains("connect") && $0.contains("NIOPosix") })
            // When it is first called it asks for the name of the machine.
            let others = calls.filter { $0.contains("/liblber") || $0.contains("/libldap") }
            #expect(others.filter { !$0.contains("ldap_pvt_get_fqdn") } == [])
        }
    }

    /// The calls in what strace wrote, each with its callers.
    private static func calls(_ trace: String) -> [String] {
        var calls: [String] = []
        for line in trace.split(separator: "\n") {
            if line.hasPrefix(" >"), let last = calls.indices.last {
                calls[last] += "\n\(line)"
            } else {
                calls.append(String(line))
            }
        }
        return calls
    }
}

extension Trait where Self == ConditionTrait {
    /// The test looks at a process through ptrace(2), which a container may forbid.
    static var needsTracing: Self {
        .enabled("strace is not installed, or may not trace") {
            let log = "/dev/shm/starbridge-strace-\(getpid())"
            defer { unlink(log) }
            do {
                try await ChildProcess.run("/usr/bin/strace", ["-f", "/bin/true"], log: log)
                return true
            } catch {
                return getenv("CI") != nil
            }
        }
    }
}
