import Bridge
import ConfigurationFile
import Control
import Foundation
import Logging
import Metrics
import SCIMFront
import Safeguards
import ServiceLifecycle
import Synchronization

/// Which generation is in force, and how the next one takes its place: it is built and proved beside the one in force, and takes over
/// between two calls, or that one goes on.
///
/// Reloads are made one after the other. The calls under way end where they began, and the former generation after them.
final class Succession: Service {
    /// What a new generation is made of.
    enum Source: Sendable {
        /// The configuration file, read anew.
        case file
        /// The configuration in use, with the files that it names as they are now.
        case settings
    }

    /// A reload that was refused.
    struct Refusal: Sendable {
        let time = Date()
        let errors: [String]
    }

    private struct Request {
        let source: Source
        let answer: Once<ReloadVerdict>
    }

    private struct State {
        var inForce: Tenure
        var refusal: Refusal?
        /// Those who wait for a verdict; nil once the service has ended.
        var waiting: [Request]? = []
    }

    private let house: House
    private let reception: Reception
    private let doors: Doors
    private let ready: @Sendable () async -> Void
    private let state: Mutex<State>
    private let requests: AsyncStream<Void>
    private let requested: AsyncStream<Void>.Continuation
    private let accepted = Counter(label: "starbridge_reloads_total", dimensions: [("verdict", "accepted")])
    private let refused = Counter(label: "starbridge_reloads_total", dimensions: [("verdict", "refused")])

    /// What all generations have in common.
    struct House: Sendable {
        let pace: DirectoryStanding.Pace
        let status: StatusLine
        let serviceManager: ServiceManager
        /// Told of every change that the directory has committed.
        let applied: @Sendable (AppliedChange) -> Void
        /// What others see of them.
        let monitoring: Monitoring
        /// Holds changes that cannot be meant.
        let changes: Guard
        let logger: Logger

        /// Prepares a generation.
        /// - Throws: ``ConfigurationError`` where its journal cannot be kept.
        func tenure(of settings: Settings, succeeding former: Tenure? = nil) throws(ConfigurationError) -> Tenure {
            let number = (former?.number ?? 0) + 1
            let journal = try settings.journal(
                succeeding: former?.generation.access.journal, logger: self.logger)
            return Tenure(
                of: settings, succeeding: former, journal: journal, pace: self.pace, meters: self.monitoring.meters,
                guardedBy: self.changes,
                observers: .init(applied: self.applied, status: { [status] in status.tell($0, of: number) }),
                logger: self.logger)
        }
    }

    /// Begins with a generation that the reception knows already; `ready` is called once that is proved.
    init(
        from first: Tenure, in house: House, at reception: Reception, behind doors: Doors,
        ready: @escaping @Sendable () async -> Void
    ) {
        self.state = Mutex(State(inForce: first))
        self.house = house
        self.reception = reception
        self.doors = doors
        self.ready = ready
        (self.requests, self.requested) = AsyncStream.makeStream()
    }

    /// The generation in force.
    var inForce: Tenure { self.state.withLock { $0.inForce } }

    /// How it stands, in the words that the service manager shows.
    var summary: String { self.house.status.text }

    /// What others see of the generations.
    var monitoring: Monitoring { self.house.monitoring }

    /// What holds changes that cannot be meant.
    var changes: Guard { self.house.changes }

    /// The last reload that was refused, as long as none was accepted after it.
    var refusal: Refusal? { self.state.withLock { $0.refusal } }

    /// Has a new generation made, after the reloads that were asked for before, and returns what became of it.
    func reload(from source: Source = .file) async -> ReloadVerdict {
        let request = Request(source: source, answer: Once())
        let isTaken = self.state.withLock { state in
            state.waiting?.append(request)
            return state.waiting != nil
        }
        guard isTaken else { return .stopping }
        self.requested.yield()
        return await request.answer.value() ?? .stopping
    }

    /// Runs the generations, until the process stops.
    /// - Throws: ``ConfigurationError`` if the directory shows that the configuration of the first cannot work.
    func run() async throws {
        defer { self.close() }
        try await withThrowingDiscardingTaskGroup { group in
            let first = self.inForce
            group.addTask { try await first.run() }
            // What is wrong with it ends the group.
            guard (try? await first.proved()) != nil else { return }
            await self.ready()
            for await _ in self.requests.cancelOnGracefulShutdown() {
                guard let request = self.next() else { continue }
                request.answer.resolve(await self.answer(request, in: &group))
            }
        }
    }

    private func next() -> Request? {
        self.state.withLock { state in
            guard let first = state.waiting?.first else { return nil }
            state.waiting?.removeFirst()
            return first
        }
    }

    private func close() {
        let waiting = self.state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting ?? []
        }
        for request in waiting { request.answer.resolve(.stopping) }
    }
}

// MARK: - A reload

extension Succession {
    private func answer(
        _ request: Request, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) async -> ReloadVerdict {
        let isAnnounced = request.source == .file
        if isAnnounced { self.house.serviceManager.notify(.reloading) }
        defer { if isAnnounced { self.house.serviceManager.notify(.ready, .status(self.house.status.text)) } }
        do {
            let next = try await self.renew(from: request.source, in: &group)
            self.accepted.increment()
            let warnings = (next.settings.warnings.map(\.description)) + OutdatedCredential.warnings
            for warning in warnings { self.house.logger.warning("\(warning)") }
            self.house.logger.notice(request.source.words, metadata: ["generation": "\(next.number)"])
            self.house.status.take(next.number)
            return .accepted(generation: next.number, warnings: warnings)
        } catch {
            self.refused.increment()
            let errors = error.problems.map(\.description) + OutdatedCredential.warnings
            for line in errors {
                self.house.logger.error("A reload is refused, and what is in use goes on: \(line)")
            }
            self.house.status.refused(error.problems.first?.description ?? "")
            self.state.withLock { $0.refusal = Refusal(errors: errors) }
            return .refused(errors: errors)
        }
    }

    private func renew(
        from source: Source, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws(ConfigurationError) -> Tenure {
        let former = self.inForce
        let settings =
            switch source {
            case .file: try Settings(contentsOf: former.settings.file)
            case .settings: former.settings
            }
        let plan = try await self.doors.plan(for: settings)
        let next: Tenure
        do throws(ConfigurationError) {
            next = try self.house.tenure(of: settings, succeeding: former)
        } catch {
            await self.doors.drop(plan)
            throw error
        }
        group.addTask {
            do {
                try await next.run()
            } catch {
                // Why it does not take over, its proof says; a former one has ended, however it did.
                if self.inForce === next { throw error }
            }
        }
        do throws(ConfigurationError) {
            try await next.proved()
        } catch {
            await next.end()
            await self.doors.drop(plan)
            throw error
        }
        let shift = self.reception.relieve(by: next.generation.front)
        self.state.withLock { ($0.inForce, $0.refusal) = (next, nil) }
        await self.doors.take(plan)
        self.house.monitoring.take(next.generation)
        self.house.changes.take(settings.guardLimits)
        group.addTask {
            await shift.lastCall()
            await former.end()
        }
        return next
    }
}

extension Succession.Source {
    /// What is logged when it was taken.
    fileprivate var words: Logger.Message {
        switch self {
        case .file: "The configuration was read anew and is in use."
        case .settings: "The password file or the authorities of the directory have changed and are in use."
        }
    }
}

extension ReloadVerdict {
    fileprivate static let stopping = ReloadVerdict.refused(errors: ["The daemon is stopping."])
}
