import ArgumentParser
import Daemon
import Glibc
import Logging
import Observability

/// `starbridge serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon: SCIM on one side, the directory on the other.",
        discussion: """
            The installed service does this; it stays in the foreground and logs to standard error. SIGTERM lets running calls finish. The \
            status is 78 where the configuration is wrong or cannot work with the directory.
            """
    )

    @OptionGroup var file: ConfigurationOption
    @Option(help: ArgumentHelp("The least important events that are logged.", valueName: "level"))
    var logLevel: Logger.Level = .info

    func run() async throws {
        // From the first moment on, until somebody waits for it.
        signal(SIGHUP, SIG_IGN)
        let configuration = try self.file.read()
        let logger = Logger.starbridge(level: self.logLevel)
        var server = Server(configuration: configuration, logger: logger)
        server.reloadsAtHangUp = true
        server.isControlled = true
        try await server.run()
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

extension Logger {
    /// The logger of the process.
    static func starbridge(level: Logger.Level) -> Logger {
        let handler = LineLogHandler(level: level)
        handler.flushAtCrash()
        return Logger(label: "starbridge") { _ in handler }
    }
}
