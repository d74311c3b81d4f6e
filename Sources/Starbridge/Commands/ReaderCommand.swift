import ArgumentParser
import ConfigurationFile
import Daemon
import Foundation
import LDAP
import Logging
import Survey

/// `starbridge reader`: the directory as Starmind sees it.
struct ReaderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reader",
        abstract: "Compare whom Starmind sees, through its own base and filter, with whom Starbridge keeps.",
        discussion: """
            What Starmind sees is said by the section `reader` of the configuration. The status is 0 where every active person is seen and \
            no disabled one is, and 1 otherwise.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Look at one person alone, by user name, id, or the name of the entry.", valueName: "name"))
    var user: String?
    @Flag(help: "Print one JSON object, for scripts.")
    var json = false
    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let settings = try self.file.read()
        let user = self.user
        let text: ReaderText
        do {
            text = try await ReaderLook.run(by: settings, logger: .starbridge(level: .error)) { look in
                guard let user else { return .all(try await ReaderReport(of: look.reader, beside: look.people)) }
                return .one(user, try await ReaderFinding.findings(of: user, among: look.people, by: look.reader))
            }
        } catch let error as LDAPError {
            throw ValidationError(ReaderText.trouble(error))
        }
        print(self.json ? text.json : text.description)
        if !text.isAsItMustBe { throw ExitCode(1) }
    }
}
