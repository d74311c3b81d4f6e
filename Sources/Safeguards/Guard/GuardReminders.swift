import Encodings

/// When somebody is told again that a class is held: a first time before Entra's tries are a day apart, then once a day.
struct GuardReminders {
    /// A class that has been held for long.
    struct Reminder: Hashable, Sendable {
        let guardClass: GuardClass
        let since: Timestamp
        let waiting: Int
        /// When the client gives up on the first of them.
        let end: Timestamp
    }

    /// How long a class is held before somebody is told again.
    private static let delay = Duration.seconds(20 * 3600)
    private static let interval = Duration.seconds(86_400)

    /// When it was last told of a class that is held.
    private var told: [GuardClass: Timestamp] = [:]

    /// Which classes somebody is to be told of now.
    mutating func due(_ ledgers: [GuardClass: GuardLedger], at now: Timestamp) -> [Reminder] {
        ledgers.keys.sorted().compactMap { guardClass in
            guard let ledger = ledgers[guardClass], case .held(let trip) = ledger.state,
                trip.since + Self.delay <= now,
                self.told[guardClass].map({ $0 < trip.since || $0 + Self.interval <= now }) ?? true
            else { return nil }
            self.told[guardClass] = now
            return Reminder(
                guardClass: guardClass, since: trip.since,
                waiting: ledger.holding.count + ledger.holding.unlisted,
                end: (ledger.holding.start ?? trip.since) + GuardHolding.patience)
        }
    }
}
