import ArgumentParser
import Control
import Foundation

/// `starbridge reload`: the running daemon reads its configuration anew.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running daemon read its configuration anew, and wait for the verdict.",
        discussion: """
            A configuration that is wrong is refused, and the daemon goes on with the one it has. The status is 0 where the new configuration is in \
            use, 78 where it is refused, and 1 where no daemon answers.
            """
    )

    @OptionGroup var control: ControlOption

    func run() async throws {
        let answer = try await self.control.ask(.reload, patience: .seconds(120))
        switch answer.reload {
        case .accepted(let generation, let warnings):
            for warning in warnings { Self.complain(warning) }
            print("The configuration is in use, as generation \(generation).")
        case .refused(let errors):
            for error in errors { Self.complain(error) }
            Self.complain("starbridge: The configuration is refused; the daemon goes on with the one it has.")
            throw ExitCode(EX_CONFIG)
        case nil:
            throw CommandFailure("starbridge: The daemon's answer is no verdict; restart it after an upgrade.")
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
