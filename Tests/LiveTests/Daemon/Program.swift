import Foundation
import Sandbox

/// The built program, as a process of its own.
enum Program {
    /// It lies beside the tests.
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (tests as NSString).deletingLastPathComponent + "/starbridge"
    }()

    /// Starts it, where a `launcher` is given by way of that; what it prints goes to the file `log`.
    static func start(
        _ arguments: [String], environment: [String: String] = [:], launcher: [String] = [], input: Int32? = nil,
        log: String
    ) throws -> ChildProcess {
        // env(1) becomes the program, under the same process id.
        let settings = environment.map { "\($0)=\($1)" }
        return try ChildProcess.start(
            "/usr/bin/env",
            ["-u", "NOTIFY_SOCKET", "-u", "JOURNAL_STREAM"] + settings + launcher + [Self.path] + arguments,
            input: input, log: log)
    }

    /// Runs it to its end, and returns its status and what it printed.
    static func run(_ arguments: String..., log: String) async throws -> (status: Int32, output: String) {
        let status = try await self.start(arguments, log: log).status()
        return (status, FileText.read(log))
    }
}
