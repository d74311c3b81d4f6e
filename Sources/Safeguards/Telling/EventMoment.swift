public import Encodings
import Foundation

/// A moment as a person writes it who asks for events: `2026-11-23`, `2026-11-23T10:00:00Z`, or `2h`, `3d` ago.
public struct EventMoment: Hashable, Sendable {
    /// The moment.
    public let time: Timestamp

    /// This moment.
    public static var now: EventMoment { EventMoment(secondsAgo: 0) }

    private init(_ time: Timestamp) {
        self.time = time
    }

    private init(secondsAgo: Int64) {
        self.init(Timestamp(seconds: Int64(Date().timeIntervalSince1970) - secondsAgo))
    }

    /// Reads a moment; nil for what is none.
    public init?(_ text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number >= 0,
            number < 100_000_000
        {
            self.init(secondsAgo: number * unit)
        } else if let time = Timestamp(internetDateTime: text)
            ?? Timestamp(internetDateTime: text + "T00:00:00Z")
            ?? Timestamp(internetDateTime: text + "Z")
        {
            self.init(time)
        } else {
            return nil
        }
    }
}
