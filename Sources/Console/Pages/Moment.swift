import Encodings
import Foundation

/// A moment as the pages write it, in universal time: `2026-12-01 11:24:23`.
enum Moment {
    static func text(_ date: Date) -> String {
        self.text(Timestamp(seconds: Int64(date.timeIntervalSince1970.rounded(.down))))
    }

    static func text(_ time: Timestamp) -> String {
        String(Timestamp(seconds: time.seconds).text(date: "-", middle: " ", time: ":").dropLast())
    }

    /// A moment that may not have come: `never`.
    static func text(_ date: Date?, or word: String) -> String {
        date.map { self.text($0) } ?? word
    }
}
