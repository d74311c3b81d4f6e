import Foundation

/// When to tell that something ends: a month, two weeks, one and a day before, and when it has ended; each once.
struct ExpiryNotice {
    /// The days before the end at which it is told.
    static let thresholds = [30, 14, 7, 1, 0]

    private var toldOf: Int?

    /// How many days there are until an end, where that is to be told now.
    mutating func due(_ end: Date, at now: Date = Date()) -> Int? {
        let days = Self.days(until: end, at: now)
        guard let threshold = Self.thresholds.last(where: { days < $0 || days < 0 }), threshold != self.toldOf else {
            return nil
        }
        self.toldOf = threshold
        return days
    }

    /// The whole days until an end; less than 0 once it is over.
    static func days(until end: Date, at now: Date = Date()) -> Int {
        Int((end.timeIntervalSince(now) / 86_400).rounded(.down))
    }
}
