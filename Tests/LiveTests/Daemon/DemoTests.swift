import Glibc
import Sandbox
import Testing

/// `starbridge demo` as a process.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct DemoTests {
    /// The log holds what goes to standard output and to standard error.
    @Test func tellsTheTokenOnlyInTheLineOfJSON() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let log = folder.path + "/demo.log"
        let port = try #require(Loopback.freePort())
        let token = "demo-token-that-nobody-else-has"
        let demo = try Program.start(
            ["demo", "--json", "--people", "3", "--listen", "127.0.0.1:\(port)", "--token", token], log: log)
        for _ in 0..<600 where demo.isRunning && !FileText.read(log).contains("secret_token") {
            try await Task.sleep(for: .milliseconds(50))
        }
        demo.signal(SIGTERM)
        #expect(await demo.status() == 0)
        let text = FileText.read(log)
        #expect(text.ranges(of: token).count == 1, "\(text)")
        #expect(!text.contains("ldapsearch"))
    }
}
