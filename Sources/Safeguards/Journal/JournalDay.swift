import Encodings

/// A day in universal time, which is what a journal has a file for.
struct JournalDay: Hashable, Comparable, Sendable {
    /// The days since the beginning of 1970.
    let number: Int64

    init(_ time: Timestamp) {
        let (days, rest) = time.seconds.quotientAndRemainder(dividingBy: 86_400)
        self.number = rest < 0 ? days - 1 : days
    }

    init(number: Int64) {
        self.number = number
    }

    /// The day that a file is for; nil if that is none of a journal's: `2026-11-23.ldif`.
    init?(file: String) {
        guard file.hasSuffix(Self.ending), file.utf8.count == 10 + Self.ending.utf8.count else { return nil }
        var reader = TimeReader(String(file.dropLast(Self.ending.utf8.count)))
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), reader.isAtEnd,
            let time = CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
        else { return nil }
        self.init(Timestamp(seconds: time.seconds))
    }

    private static let ending = ".ldif"

    /// The day as a person writes it: `2026-11-23`.
    var text: String { String(Timestamp(seconds: self.number * 86_400).internetDateTime.prefix(10)) }

    /// The name of its file.
    var file: String { self.text + Self.ending }

    static func < (left: JournalDay, right: JournalDay) -> Bool { left.number < right.number }
}
