import ArgumentParser
import Control
import Foundation

/// `starbridge status`: how the running daemon stands.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how the running daemon stands.",
        discussion: """
            The status is 0 where the daemon answers, whatever it says, and 1 where none does.
            """
    )

    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var control: ControlOption

    func run() async throws {
        let answer = try await self.control.ask(.status, patience: .seconds(10))
        guard let report = answer.status else {
            throw CommandFailure("starbridge: The daemon's answer is not a report; restart it after an upgrade.")
        }
        if self.json {
            print(String(decoding: try JSONEncoder.control.encode(report), as: UTF8.self))
        } else {
            print(StatusText(report))
        }
    }
}
