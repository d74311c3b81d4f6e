import ArgumentParser
import ConfigurationFile
import CoreMetrics
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
    @Option(
        help: ArgumentHelp(
            "The least important events that are logged; by default what the configuration says.", valueName: "level"))
    var logLevel: Logger.Level?
    @Option(help: ArgumentHelp("The form of the log; by default what the configuration says.", valueName: "form"))
    var logFormat: LogFormat?

    func run() async throws {
        // From the first moment on, until somebody waits for it.
        signal(SIGHUP, SIG_IGN)
        // Whoever reads the log may have gone; that is no reason to go, too.
        signal(SIGPIPE, SIG_IGN)
        let configuration = try self.file.read()
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(metrics)
        let level = self.logLevel ?? Logger.Level(rawValue: configuration.log.level) ?? .info
        let logger = Logger.starbridge(level: level, format: self.logFormat ?? configuration.log.format)
        var server = Server(configuration: configuration, logger: logger)
        server.metrics = metrics
        server.reloadsAtHangUp = true
        server.isControlled = true
        try await server.run()
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
extension LogFormat: ExpressibleByArgument {}

extension Logger {
    /// The logger of the process.
    static func starbridge(level: Logger.Level, format: LogFormat? = nil) -> Logger {
        let handler = LineLogHandler(level: level, format: format)
        handler.flushAtCrash()
        return Logger(label: "starbridge") { _ in handler }
    }
}
