/// An instant as `xsd:dateTime` writes it (RFC 7643 2.3.5), with any number of fractional digits and any zone.
struct DateTime: Hashable {
    /// Seconds since 1970 in UTC.
    let seconds: Int64
    /// What follows the second; digits beyond the ninth are dropped.
    let nanoseconds: Int64

    /// Reads `2015-10-10T14:38:21.8617979-07:00`; without a zone it is UTC.
    init?(_ text: String) {
        var scanner = Scanner(text: text.utf8[...])
        guard let days = scanner.date(), scanner.take("Tt") != nil, let time = scanner.time(),
            let fraction = scanner.fraction(), let zone = scanner.zone(), scanner.text.isEmpty
        else { return nil }
        self.seconds = days * 86_400 + time - zone
        self.nanoseconds = fraction
    }
}

extension Value {
    /// Whether it is a text that names an instant, so that it has an order among dates.
    public var isDateTime: Bool { self.string.flatMap { DateTime($0) } != nil }
}

extension DateTime: Comparable {
    static func < (lhs: DateTime, rhs: DateTime) -> Bool {
        (lhs.seconds, lhs.nanoseconds) < (rhs.seconds, rhs.nanoseconds)
    }
}

extension DateTime {
    private struct Scanner {
        var text: Substring.UTF8View

        /// Passes one of the characters.
        mutating func take(_ characters: StaticString) -> UInt8? {
            guard let byte = self.text.first else { return nil }
            guard characters.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
            self.text.removeFirst()
            return byte
        }

        /// Reads a number of exactly so many digits within the range.
        mutating func number(_ count: Int, in range: ClosedRange<Int64>) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<count {
                guard let digit = self.take("0123456789") else { return nil }
                number = number * 10 + Int64(digit - UInt8(ascii: "0"))
            }
            return range.contains(number) ? number : nil
        }

        /// `yyyy-mm-dd` as days since 1970-01-01.
        mutating func date() -> Int64? {
            guard let year = self.number(4, in: 1...9999), self.take("-") != nil,
                let month = self.number(2, in: 1...12), self.take("-") != nil,
                let day = self.number(2, in: 1...DateTime.days(inMonth: month, of: year))
            else { return nil }
            return DateTime.days(year: year, month: month, day: day)
        }

        /// `hh:mm:ss` as seconds since midnight; 60 is a leap second.
        mutating func time() -> Int64? {
            guard let hour = self.number(2, in: 0...23), self.take(":") != nil,
                let minute = self.number(2, in: 0...59), self.take(":") != nil,
                let second = self.number(2, in: 0...60)
            else { return nil }
            return (hour * 60 + minute) * 60 + second
        }

        /// `[ "." 1*DIGIT ]` in nanoseconds.
        mutating func fraction() -> Int64? {
            guard self.take(".") != nil else { return 0 }
            guard var fraction = self.number(1, in: 0...9) else { return nil }
            for _ in 1..<9 {
                fraction = fraction * 10 + (self.number(1, in: 0...9) ?? 0)
            }
            while self.number(1, in: 0...9) != nil {}
            return fraction
        }

        /// `[ "Z" / ("+" / "-") hh ":" mm ]` in seconds east of UTC.
        mutating func zone() -> Int64? {
            guard let sign = self.take("Zz+-") else { return 0 }
            if sign | 0x20 == UInt8(ascii: "z") {
                return 0
            }
            guard let hours = self.number(2, in: 0...14), self.take(":") != nil,
                let minutes = self.number(2, in: 0...59)
            else { return nil }
            let offset = (hours * 60 + minutes) * 60
            return sign == UInt8(ascii: "-") ? -offset : offset
        }
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month > 2 ? year : year - 1
        let month = month > 2 ? month - 3 : month + 9
        let leapDays = year / 4 - year / 100 + year / 400
        return year * 365 + leapDays + (153 * month + 2) / 5 + day - 1 - 719_468
    }
}
