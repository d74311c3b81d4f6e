import Authentication
import Authentication
public import Bridge
public import ConfigurationFile
import Glibc
import Hummingbird
import HummingbirdTLS
import LDAPClient
public import Logging
import NIOSSL
import SCIM
import SCIMFront
public import ServiceLifecycle
import Translator
import UnixSignals

/// The daemon: everything that runs for one configuration, put together.
public struct Server: Sendable {
    private let configuration: Settings
    private let logger: Logger
    private let serviceManager: ServiceManager
    /// Told of every change that the directory has committed.
    public var observer: @Sendable (AppliedChange) -> Void = { _ in }
    /// What runs beside it.
    public var companions: [any Service] = []
    /// How often the directory is looked at.
    private let pace: DirectoryStanding.Pace
    /// Called once calls are answered: all listeners are open, and the directory has been looked at or is away.
    public var onReady: @Sendable () async -> Void = {}
    /// Called where the process should have stopped, and something in it hangs.
    public var onStopOverdue: @Sendable () -> Void = { _exit(EXIT_FAILURE) }

    /// Creates the daemon of a configuration.
    public init(configuration: Settings, logger: Logger) {
        self.init(configuration: configuration, logger: logger, serviceManager: ServiceManager())
    }

    init(
        configuration: Settings, logger: Logger, serviceManager: ServiceManager,
        pace: DirectoryStanding.Pace = DirectoryStanding.Pace()
    ) {
        self.configuration = configuration
        self.logger = logger
        self.serviceManager = serviceManager
        self.pace = pace
    }

    /// Serves until SIGTERM or SIGINT, lets running requests finish, and returns.
    /// - Throws: ``ConfigurationError`` if the directory shows that the configuration cannot work.
    public func run() async throws {
        let end = StopNotice.End()
        // A demo, or a test, goes on when its daemon has stopped.
        defer { end.isReached = true }
        for warning in self.configuration.warnings { self.logger.warning("\(warning)") }
        let client = Client(configuration: self.configuration.client, logger: self.logger)
        let directory = ClientDirectory(client: client)
        let clearance = Clearance()
        let sign = HealthSign(.starting)
        let readiness = Readiness(conditions: self.configuration.listeners.count + 1) {
            self.serviceManager.notify(.ready)
            await self.onReady()
        }
        let watch = DirectoryWatch(
            client: client, directory: directory, configuration: self.configuration, clearance: clearance,
            sign: sign, pace: self.pace, serviceManager: self.serviceManager, logger: self.logger,
            onReady: readiness.met
        )
        let front = self.front(over: directory, clearance, sign)
        // In the order of dependency: the end is announced first, then the listeners stop, the connections to the
        // directory last.
        let services: [any Service] =
            self.companions + [client, watch] + (try self.listeners(of: front, readiness)) + [self.stopNotice(end)]
        var settings = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: self.quietLogger
        )
        // A client that never ends its request does not keep the process from ending; the directory has the rest of the time.
        settings.maximumGracefulShutdownDuration = .seconds(14)
        try await ServiceGroup(configuration: settings).run()
    }

    /// The logger of what others have written: it says in other words what we say ourselves, and calls the end of every connection at
    /// a shutdown an error.
    private var quietLogger: Logger {
        var logger = self.logger
        if logger.logLevel > .debug { logger.logLevel = .critical }
        return logger
    }

    private func stopNotice(_ end: StopNotice.End) -> StopNotice {
        StopNotice(serviceManager: self.serviceManager) { [logger, onStopOverdue] in
            if end.isReached { return }
            logger.error("The process is ended, since something in it does not end by itself.")
            onStopOverdue()
        }
    }

    private func listeners(of front: Front, _ readiness: Readiness) throws -> [any Service] {
        let seats = ConnectionSeats(self.configuration.connectionLimits)
        return try self.configuration.listeners.map { listener in
            let application = Application(
                responder: front,
                server: try listener.server(self.configuration.file, seats, self.logger),
                configuration: .init(address: .hostname(listener.host, port: listener.port), serverName: nil),
                onServerRunning: { channel in
                    self.logger.notice(
                        "Listening.", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
                    await readiness.met()
                },
                logger: self.quietLogger
            )
            return OpenListener(listener: listener, file: self.configuration.file, application: application)
        }
    }

    private func front(over directory: ClientDirectory, _ clearance: Clearance, _ sign: HealthSign) -> Front {
        var options = self.configuration.options
        options.clearance = clearance
        options.cursors = CursorSecret(file: TokensFile(path: self.configuration.tokensFile), logger: self.logger)
        let provisioners = self.configuration.mappings.map { mapping in
            Provisioner(
                mapping: mapping, dialect: self.configuration.directory.dialect, directory: directory,
                options: options, logger: self.logger, observer: self.observer
            )
        }
        let tokens = TokenAuthenticator(
            file: TokensFile(path: self.configuration.tokensFile), logger: self.logger
        )
        return Front(
            providers: provisioners, authenticator: tokens, baseURL: self.configuration.baseURL,
            basePath: self.configuration.basePath, configuration: .starbridge,
            maximumBodySize: self.configuration.connectionLimits.bodySize, sign: sign, logger: self.logger
        )
    }
}

/// Counts the conditions of being ready and tells when all of them are met: open listeners, and what is known of the directory.
actor Readiness {
    private var missing: Int
    private let whenReady: @Sendable () async -> Void

    init(conditions: Int, whenReady: @escaping @Sendable () async -> Void) {
        self.missing = conditions
        self.whenReady = whenReady
    }

    /// One more condition is met, and stays so.
    func met() async {
        self.missing -= 1
        if self.missing == 0 { await self.whenReady() }
    }
}

extension ServiceProviderConfig {
    /// What the bridge offers.
    static let starbridge = ServiceProviderConfig(
        maximumBulkOperations: 1000, maximumResults: Provisioner.Options().maximumPage,
        defaultResults: Provisioner.Options().defaultPage, cursorTimeout: Provisioner.cursorTimeout, supportsSort: true
    )
}
