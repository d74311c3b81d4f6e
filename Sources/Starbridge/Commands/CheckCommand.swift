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
            Nothing is written without --probe. The status is 0 where nothing fails, 1 where a line begins with ✗, and 78 where the configuration file \
            itself is wrong.
            """
    )

    @Option(
        help: ArgumentHelp(
            "An export of Entra's users as CSV: say who of them would be matched, and of whom there would be two.",
            valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var sample: String?
    @Option(help: ArgumentHelp("The column of the sample that Entra's mapping sends as userName.", valueName: "column"))
    var userName = "userPrincipalName"
    @Flag(
        help: """
            Make an entry starbridge-probe-… below users.base, change, lock, rename and delete it as calls would, see whether it can sign \
            in, and remove it.
            """)
    var probe = false
    @Flag(help: "Print one JSON object, for scripts.")
    var json = false
    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let settings = try self.file.read()
        let sample = try self.people()
        var findings: [CheckFinding] = []
        var check = CheckRun(of: settings, logger: .starbridge(level: .critical)) { finding in
            findings.append(finding)
            if !self.json { print(CheckText.lines(of: finding)) }
        }
        (check.sample, check.probes) = (sample, self.probe)
        if self.probe {
            // A probe that has begun takes its entry away, whoever is impatient; each of its steps has a time limit.
            for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        }
        try await check.run()
        print(try self.json ? CheckText.json(of: findings) : CheckText.summary(of: findings))
        if !findings.areGood { throw ExitCode(1) }
    }

    private func people() throws -> PeopleSample? {
        guard let sample else { return nil }
        guard let data = FileManager.default.contents(atPath: sample) else {
            throw ValidationError("\(sample) cannot be read")
        }
        do {
            return try PeopleSample([UInt8](data), userNameColumn: self.userName)
        } catch {
            throw ValidationError("\(sample) \(error)")
        }
    }
}
