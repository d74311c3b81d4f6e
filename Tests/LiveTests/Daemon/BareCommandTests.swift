import Foundation
import Sandbox
import Testing

/// `starbridge` without a command, and the command that the manual is made by.
@Suite(.timeLimit(.minutes(1))) struct BareCommandTests {
    private static func run(_ arguments: [String], launcher: [String] = []) async throws -> (Int32, String) {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let log = folder.path + "/output.log"
        let status = try await Program.start(arguments, launcher: launcher, log: log).status()
        return (status, FileText.read(log))
    }

    @Test func aScriptThatForgotTheCommandIsTold() async throws {
        let (status, output) = try await Self.run([])
        #expect(status == EX_USAGE)
        #expect(output.contains("a command is missing") && output.contains("starbridge --help"))
    }

    /// script(1) gives the program a terminal; the quotes keep the arguments together.
    @Test func somebodyAtATerminalIsToldWhatToDoNext() async throws {
        let (status, output) = try await Self.run(
            ["/dev/null"], launcher: ["/bin/sh", "-c", #"exec script -qec "$0" "$1""#])
        #expect(status == 0, "\(output)")
        #expect(output.contains("Starbridge") && output.contains("starbridge --help"))
        #expect(!output.contains("a command is missing"))
    }

    @Test func theTableOfKeysIsPrintedForTheManual() async throws {
        let (status, output) = try await Self.run(["keys"])
        #expect(status == 0)
        let keys = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
        let servers = try #require(
            keys.first { $0["section"] as? String == "directory" && $0["name"] as? String == "servers" })
        #expect(servers["kind"] as? String == "list of texts" && servers["required"] as? Bool == true)
        #expect((servers["summary"] as? String)?.isEmpty == false)
    }
}
