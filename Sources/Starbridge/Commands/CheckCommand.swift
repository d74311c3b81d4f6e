import ArgumentParser
import ConfigurationFile
import Daemon
import Foundation
import Logging
import Survey

/// `starbridge check`: everything that can be known before the first call.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell everything that can be known before the first call, each line ✓, ! or ✗, and what to do.",
        discussion: """
            Nothing is written. The status is 0 where nothing fails, 1 where a line begins with ✗, and 78 where the configuration file \
            itself is wrong.
            """
    )

    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let settings = try self.file.read()
        var findings: [CheckFinding] = []
        let check = CheckRun(of: settings, logger: .starbridge(level: .critical)) { finding in
            findings.append(finding)
            if !self.json { print(CheckText.lines(of: finding)) }
        }
        try await check.run()
        print(self.json ? CheckText.json(of: findings) : CheckText.summary(of: findings))
        if !findings.areGood { throw ExitCode(1) }
    }
}
