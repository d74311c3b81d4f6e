import ArgumentParser
import Authentication
import ConfigurationFile
import Daemon
import Foundation
import Survey

/// The command `starbridge`.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "starbridge",
        abstract: "Puts Microsoft Entra ID in front of an existing LDAP directory.",
        discussion: """
            The usual order is init, check, token create, and then systemctl enable --now starbridge.socket starbridge. Without a \
            command, starbridge looks at what is there and says what to do next.
            """,
        version: Version.text,
        subcommands: [
            ServeCommand.self, InitCommand.self, DemoCommand.self, CheckCommand.self, ExplainCommand.self,
            RehearseCommand.self, ReaderCommand.self, LogCommand.self, UndoCommand.self, GuardCommand.self,
            TokenCommand.self, StatusCommand.self, ReloadCommand.self, KeysCommand.self,
        ]
    )

    /// Says what to do next.
    ///
    /// Whoever sees it has what they asked for; a script has forgotten the command, which is a mistake.
    func run() async throws {
        let path = ConfigurationOption.standardPath
        let step = await NextStep(configuration: path) {
            await ControlOption.isSomebodyThere(forConfiguration: path)
        }
        let text = step.text(configuration: path)
        let more = "All commands: starbridge --help"
        guard isatty(STDOUT_FILENO) == 1 else {
            Self.complain("starbridge: a command is missing.\n\n\(text)\n\n\(more)")
            throw ExitCode(EX_USAGE)
        }
        print("\(text)\n\n\(more)")
    }

    /// Exit codes: 0 done, 1 the answer is no, 64 usage, 78 configuration (sysexits.h).
    static func main() async {
        // Before anything else opens a descriptor.
        StandardStreams.open()
        do {
            var command = try Self.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ConfigurationError {
            Self.complain("\(error)")
            Foundation.exit(EX_CONFIG)
        } catch let error as TokenError {
            Self.complain("starbridge: \(error)")
            Foundation.exit(1)
        } catch let error as SketchError {
            Self.complain("starbridge: \(error)")
            Foundation.exit(1)
        } catch let error as CommandFailure {
            Self.complain(error.text)
            Foundation.exit(1)
        } catch {
            Self.exit(withError: error)
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
