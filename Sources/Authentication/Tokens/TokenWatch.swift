import Foundation
import Logging
public import ServiceLifecycle

/// Looks after the tokens while the daemon runs: writes down their last use once a minute and at the end, and warns of those that
/// expire soon.
public struct TokenWatch: Service {
    private let store: TokenStore
    private let logger: Logger
    private let interval: Duration

    /// Watches the tokens of a store; `logger` hears the warnings.
    public init(_ store: TokenStore, interval: Duration = .seconds(60), logger: Logger) {
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    /// Watches until the service stops.
    public func run() async {
        var warnings = ExpiryWarnings()
        let (ticks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(for: self.interval)) != nil { continuation.yield() }
            }
            for await _ in ticks.cancelOnGracefulShutdown() { self.look(&warnings) }
            group.cancelAll()
        }
        self.store.saveLastUses()
    }

    private func look(_ warnings: inout ExpiryWarnings) {
        self.store.saveLastUses()
        let records = self.store.standings().map(\.record)
        for warning in warnings.due(records, at: Date(timeIntervalSince1970: Double(self.store.clock.seconds))) {
            self.logger.warning("\(warning)")
        }
    }
}
