import Foundation

/// Says times as a person reads them, as seen from one moment.
struct StatusClock {
    let now: Date

    /// `2026-11-30 12:00:00 UTC`.
    func moment(_ date: Date) -> String {
        let text = date.formatted(.iso8601)
        return text.replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    /// `5 minutes ago`.
    func age(_ date: Date) -> String {
        self.now.timeIntervalSince(date) < 1 ? "just now" : self.length(since: date) + " ago"
    }

    /// `2026-11-30 12:00:00 UTC, 5 minutes ago`.
    func momentAndAge(_ date: Date) -> String {
        "\(self.moment(date)), \(self.age(date))"
    }

    /// The time since then in its two largest units: `3 days 4 hours`.
    func length(since date: Date) -> String {
        let seconds = max(0, Int(self.now.timeIntervalSince(date)))
        let units = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.1 }) else { return "0 seconds" }
        let words = units[first..<min(first + 2, units.count)].compactMap { unit, length in
            let number = seconds / length % (length == 86_400 ? Int.max : length == 3600 ? 24 : 60)
            return number == 0 ? nil : "\(number) \(unit)\(number == 1 ? "" : "s")"
        }
        return words.joined(separator: " ")
    }

    /// The whole days from now until then; negative where that is past.
    func days(until date: Date) -> Int {
        Int((date.timeIntervalSince(self.now) / 86_400).rounded(.down))
    }
}
