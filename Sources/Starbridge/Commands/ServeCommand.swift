import ArgumentParser
import Logging

/// `starbridge serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon: SCIM on one side, the directory on the other."
    )

    @OptionGroup var file: ConfigurationOption
    @Option(help: "How much to log: trace, debug, info, notice, warning or error.")
    var logLevel: Logger.Level = .info

    func run() async throws {
        let configuration = try self.file.read()
        try await Server(configuration: configuration, logger: .starbridge(level: self.logLevel)).run()
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

extension Logger {
    /// The logger of the process.
    static func starbridge(level: Logger.Level) -> Logger {
        Logger(label: "starbridge") { _ in LineLogHandler(level: level) }
    }
}
