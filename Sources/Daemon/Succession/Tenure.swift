import ConfigurationFile
import Foundation
import Logging
import SCIMFront
import Safeguards
import ServiceLifecycle

/// A generation while it runs: it is proved by the directory, or ends with what is wrong with it.
final class Tenure: Sendable {
    let generation: Generation
    let settings: Settings
    /// How many there were since the start, with this one.
    let number: Int
    /// When it began.
    let since = Date()
    private let group: ServiceGroup
    private let proof: Once<Result<Void, ConfigurationError>>

    /// Prepares a generation of a configuration, in the place of a former one.
    ///
    /// `observers` need not hear of its proof.
    init(
        of settings: Settings, succeeding former: Tenure? = nil, journal: Safeguards.Journal? = nil,
        pace: DirectoryStanding.Pace, meters: CallMeters = CallMeters(), guardedBy changes: Guard? = nil,
        observers: Generation.Observers, logger: Logger
    ) {
        let proof = Once<Result<Void, ConfigurationError>>()
        var observers = observers
        observers.ready = { proof.resolve(.success(())) }
        self.settings = settings
        self.number = (former?.number ?? 0) + 1
        self.proof = proof
        self.generation = Generation(
            of: settings, succeeding: former?.generation, journal: journal, pace: pace, meters: meters,
            guardedBy: changes,
            observers: observers, logger: logger)
        self.group = ServiceGroup(services: self.generation.services, logger: logger.ofOthers)
    }

    /// Runs it until ``end()``, or the graceful shutdown of the task.
    /// - Throws: ``ConfigurationError`` where the directory shows that the configuration cannot work.
    func run() async throws {
        let result: Result<Void, any Error>
        do { result = .success(try await self.group.run()) } catch { result = .failure(error) }
        if case .failure(let error as ConfigurationError) = result {
            self.proof.resolve(.failure(error))
        } else {
            self.proof.resolve(
                .failure(ConfigurationError(file: self.settings.file, reason: "the daemon stops before it is checked")))
        }
        try result.get()
    }

    /// Waits until the directory was looked at, or is away.
    /// - Throws: ``ConfigurationError`` if it shows that the configuration cannot work, or it has ended before.
    func proved() async throws(ConfigurationError) {
        let stopped = ConfigurationError(file: self.settings.file, reason: "the daemon stops")
        try (await self.proof.value() ?? .failure(stopped)).get()
    }

    /// Ends it, when the requests to the directory that are under way have ended.
    func end() async {
        await self.group.triggerGracefulShutdown()
    }
}

extension Logger {
    /// The logger of what others have written: it says in other words what we say ourselves, and calls the end of every connection at
    /// a shutdown an error.
    var ofOthers: Logger {
        var logger = self
        if logger.logLevel > .debug { logger.logLevel = .critical }
        return logger
    }
}
