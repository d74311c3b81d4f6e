/// Reads the parts of a written time, one after the other.
public struct TimeReader: Sendable {
    private var rest: Substring.UTF8View

    /// Begins at the start of a text.
    public init(_ text: String) {
        self.rest = Substring(text).utf8
    }

    /// Whether nothing is left.
    public var isAtEnd: Bool { self.rest.isEmpty }

    /// Reads a number of exactly so many digits.
    public mutating func digits(_ count: Int) -> Int? {
        let digits = self.rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        self.rest = self.rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// Takes one of these characters.
    public mutating func take(_ characters: StaticString) -> Bool {
        guard let byte = self.rest.first, characters.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        self.rest = self.rest.dropFirst()
        return true
    }

    /// Reads `full-date separator time-hour ":" time-minute ":" time-second` (RFC 3339 section 5.6), with one of the separators.
    public mutating func dateAndTime(separators: StaticString) -> CivilTime? {
        guard let year = self.digits(4), self.take("-"), let month = self.digits(2), self.take("-"),
            let day = self.digits(2), self.take(separators), let hour = self.digits(2), self.take(":"),
            let minute = self.digits(2), self.take(":"), let second = self.digits(2)
        else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads a fraction in billionths, of which what is finer is cut off; 0 where none of the marks stands before one.
    public mutating func fraction(after marks: StaticString) -> Int64? {
        guard self.take(marks) else { return 0 }
        let digits = self.rest.prefix { $0.isDigit }
        guard !digits.isEmpty else { return nil }
        self.rest = self.rest[digits.endIndex...]
        let known = digits.prefix(9)
        let number = known.reduce(0) { $0 * 10 + Int64($1 &- 0x30) }
        return (known.count..<9).reduce(number) { number, _ in number * 10 }
    }

    /// Reads `Z / ( ( "+" / "-" ) hour [ minute ] )`, in seconds east; minutes are demanded after a separator.
    public mutating func zone(separator: StaticString? = nil) -> Int64? {
        if self.take("Zz") { return 0 }
        let isWest = self.rest.first == UInt8(ascii: "-")
        guard self.take("+-"), let hours = self.digits(2), hours < 24 else { return nil }
        if let separator, !self.take(separator) { return nil }
        let minutes = self.digits(2)
        guard separator == nil || minutes != nil, (minutes ?? 0) < 60 else { return nil }
        let offset = Int64(hours * 3600 + (minutes ?? 0) * 60)
        return isWest ? -offset : offset
    }
}
