public import Bridge
public import ConfigurationFile
import Glibc
public import Logging
import NIOCore
import SCIMFront
public import ServiceLifecycle
import UnixSignals

/// The daemon: listens on its ports, talks to the service manager, and runs the ``Generation`` that its configuration describes.
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
        let readiness = Readiness(conditions: self.configuration.listeners.count + 1) {
            self.serviceManager.notify(.ready)
            await self.onReady()
        }
        let generation = Generation(
            of: self.configuration, pace: self.pace,
            observers: .init(
                applied: self.observer, ready: readiness.met,
                status: { [serviceManager] in serviceManager.notify(.status($0)) }),
            logger: self.logger
        )
        // In the order of dependency: the end is announced first, then the listeners stop, the connections to the
        // directory last.
        let services: [any Service] =
            self.companions + generation.services + (try self.listeners(of: generation.front, readiness))
            + [self.stopNotice(end)]
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
        var inherited = try InheritedSockets(file: self.configuration.file)
        let services = try self.configuration.listeners.map { listener in
            let socket = inherited.take(host: listener.host, port: listener.port)
            var open = Listener(
                front, at: socket.map { .socket($0) } ?? .address(host: listener.host, port: listener.port),
                seats: seats, on: EventLoops.shared, logger: self.logger)
            open.tls = try listener.tls?.context(self.configuration.file)
            open.whenOpen = { address in
                self.logger.notice("Listening.", metadata: ["address": "\(address?.description ?? "")"])
                await readiness.met()
            }
            return OpenListener(settings: listener, file: self.configuration.file, listener: open)
        }
        try inherited.refuseTheRest(file: self.configuration.file)
        return services
    }
}
