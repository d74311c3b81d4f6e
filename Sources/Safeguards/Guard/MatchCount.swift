import Encodings

/// How many look-ups have found the one whom they were for, minute by minute.
struct MatchCount {
    private struct Minute {
        var number: Int64
        var count: Int
    }

    /// The longest window that a limit may have.
    static let longest = Duration.seconds(7 * 86_400)

    private var minutes: [Minute] = []

    /// A look-up has found somebody.
    mutating func note(at now: Timestamp) {
        let number = now.seconds / 60
        if let last = self.minutes.indices.last, self.minutes[last].number >= number {
            self.minutes[last].count += 1
            return
        }
        self.minutes.append(Minute(number: number, count: 1))
        let horizon = (now - Self.longest).seconds / 60
        if let first = self.minutes.first, first.number < horizon { self.minutes.removeFirst() }
    }

    /// How many there were in the time before.
    func count(at now: Timestamp, within length: Duration) -> Int {
        let horizon = (now - length).seconds / 60
        return self.minutes.reversed().prefix { $0.number >= horizon }.reduce(0) { $0 + $1.count }
    }
}
