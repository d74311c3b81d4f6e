public import Bridge
public import ConfigurationFile
import Control
import Encodings
import Foundation
import Glibc
public import Logging
public import Observability
import SCIMFront
import Safeguards
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
    /// Where the process counts what happens.
    public var metrics = MetricsRegistry()
    /// How often the directory is looked at.
    private let pace: DirectoryStanding.Pace
    /// Called once calls are answered: all listeners are open, and the directory has been looked at or is away.
    public var onReady: @Sendable () async -> Void = {}
    /// Whether commands reach it by a control socket, also where the configuration names none.
    public var isControlled = false
    /// Whether SIGHUP has the configuration read anew; else the signal is left to others.
    public var reloadsAtHangUp = false
    /// Called where the process should have stopped, and something in it hangs.
    ///
    /// That somebody has told it to stop is no failure.
    public var onStopOverdue: @Sendable () -> Void = { _exit(EXIT_SUCCESS) }

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
        self.serviceManager.notify(.extendTimeout(Self.startLimit))
        for warning in self.configuration.warnings { self.logger.warning("\(warning)") }
        // In the order of dependency: the end is announced first, then the doors close, the connections to the directory last.
        let services = self.companions + (try await self.services()) + [self.stopNotice(end)]
        var settings = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: self.logger.ofOthers
        )
        // A client that never ends its request does not keep the process from ending; the directory has the rest of the time.
        settings.maximumGracefulShutdownDuration = .seconds(14)
        try await ServiceGroup(configuration: settings).run()
    }

    /// How long it may take until the directory is looked at, or is known to be away.
    private static let startLimit = Duration.seconds(40)

    private func services() async throws -> [any Service] {
        // Another daemon that has it keeps its ports, too.
        let socket = try self.controlSocket()
        let monitoring = Monitoring(self.metrics)
        let changes = self.guardOfChanges()
        monitoring.watch(changes)
        let house = Succession.House(
            pace: self.pace, status: StatusLine { [serviceManager] in serviceManager.notify(.status($0)) },
            serviceManager: self.serviceManager, applied: self.observer, monitoring: monitoring,
            changes: changes, logger: self.logger)
        let first = try house.tenure(of: self.configuration)
        let reception = Reception(first.generation.front)
        monitoring.take(first.generation)
        let doors = Doors(
            try InheritedSockets(file: self.configuration.file), of: reception,
            monitoring: Reception(monitoring.front), limits: self.configuration.connectionLimits, logger: self.logger)
        monitoring.watch(doors)
        await doors.take(try await doors.plan(for: self.configuration))
        let succession = Succession(from: first, in: house, at: reception, behind: doors) {
            doors.becomeReady()
            self.serviceManager.notify(.ready)
            await self.onReady()
        }
        var services: [any Service] = [
            succession, doors, FileWatch(doors: doors, succession: succession),
            ExpiryWatch(doors: doors, succession: succession, status: house.status, logger: self.logger),
            GuardWatch(succession: succession, logger: self.logger),
            Farewell(monitoring: monitoring, delay: self.configuration.limits.drainDelay ?? .zero),
        ]
        if let interval = self.serviceManager.watchdogInterval {
            services.insert(
                Watchdog(eventLoops: EventLoops.shared, interval: interval) { [serviceManager] in
                    serviceManager.notify(.watchdog)
                }, at: 0)
        }
        let control = DaemonControl(succession: succession, doors: doors, started: Date())
        if let console = self.configuration.console {
            services.append(
                try ConsoleService(
                    console, of: self.configuration.file, succession: succession, control: control, logger: self.logger)
            )
        }
        if let socket {
            services.append(ControlServer(socket: socket, daemon: control, logger: self.logger))
        }
        if self.reloadsAtHangUp { services.append(HangUp { _ = await succession.reload() }) }
        return services
    }

    /// What holds changes that cannot be meant, with what it knew before a restart.
    private func guardOfChanges() -> Guard {
        let memory = GuardFile(directory: self.configuration.journal.directory, logger: self.logger)
        let start = Timestamp(seconds: Guard.now.seconds - Int64(Guard.memorySpan / .seconds(1)))
        return Guard(
            self.configuration.guardLimits, memory: memory, recalling: memory.recall(since: start), logger: self.logger)
    }

    /// The control socket; none where nobody asks for it and its usual folder is not there.
    /// - Throws: ``ConfigurationError`` where the configuration asks for one that cannot be had.
    private func controlSocket() throws(ConfigurationError) -> ControlSocket? {
        guard self.isControlled || self.configuration.controlSocket != nil else { return nil }
        do {
            return try ControlSocket(path: self.configuration.controlSocket ?? ControlSocket.usualPath)
        } catch {
            guard self.configuration.controlSocket == nil else {
                throw ConfigurationError(file: self.configuration.file, reason: "control_socket: \(error)")
            }
            self.logger.log(
                level: error.hasNoFolder ? .debug : .warning,
                "There is no control socket: `starbridge status` and `starbridge reload` do not reach this daemon.",
                metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func stopNotice(_ end: StopNotice.End) -> StopNotice {
        StopNotice(serviceManager: self.serviceManager) { [logger, onStopOverdue] in
            if end.isReached { return }
            logger.error("The process is ended, since something in it does not end by itself.")
            onStopOverdue()
        }
    }
}
