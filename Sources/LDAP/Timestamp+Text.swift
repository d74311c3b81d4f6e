extension Timestamp {
    /// A moment in the syntax of directories (RFC 4517 section 3.3.13), such as `20261123212810.232390Z`.
    ///
    /// Minutes and seconds may be missing; the fraction is then one of the smallest part that is there.
    public init?(generalizedTime text: String) {
        var reader = TimeReader(text)
        guard let year = reader.digits(4), let month = reader.digits(2), let day = reader.digits(2),
            let hour = reader.digits(2)
        else { return nil }
        let minute = reader.digits(2)
        let second = minute == nil ? nil : reader.digits(2)
        let unit: Int64 = minute == nil ? 3600 : second == nil ? 60 : 1
        let fraction = reader.take(".,") ? reader.fraction() : 0
        guard let fraction, let zone = reader.zone(), reader.isAtEnd,
            let time = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute ?? 0, second: second ?? 0)
        else { return nil }
        self.init(time, zone: zone, fraction: fraction, unit: unit)
    }

    /// A moment in the syntax of the internet (RFC 3339), such as `2026-11-23T21:28:10Z`.
    public init?(internetDateTime text: String) {
        var reader = TimeReader(text)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), reader.take("Tt "), let hour = reader.digits(2), reader.take(":"),
            let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2)
        else { return nil }
        let fraction = reader.take(".") ? reader.fraction() : 0
        guard let fraction, let zone = reader.zone(separator: ":"), reader.isAtEnd,
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self.init(time, zone: zone, fraction: fraction, unit: 1)
    }

    /// A local time with the offset of its zone, and a fraction in nanoseconds of a unit of so many seconds.
    private init(_ time: CivilTime, zone: Int64, fraction: Int64, unit: Int64) {
        let nanoseconds = fraction * unit
        self.init(
            seconds: time.seconds - zone + nanoseconds / 1_000_000_000,
            nanoseconds: Int32(nanoseconds % 1_000_000_000)
        )
    }

    /// The text in the syntax of directories, with a fraction only if there is one.
    public var generalizedTime: String {
        self.text(date: "", middle: "", time: "")
    }

    /// The text in the syntax of the internet, with a fraction only if there is one.
    public var internetDateTime: String {
        self.text(date: "-", middle: "T", time: ":")
    }

    private func text(date: String, middle: String, time: String) -> String {
        let civil = CivilTime(seconds: self.seconds)
        var text: [UInt8] = []
        text.reserveCapacity(30)
        Self.append(civil.year, 4, to: &text)
        for (separator, number) in [(date, civil.month), (date, civil.day), (middle, civil.hour)] {
            text += separator.utf8
            Self.append(number, 2, to: &text)
        }
        for number in [civil.minute, civil.second] {
            text += time.utf8
            Self.append(number, 2, to: &text)
        }
        self.appendFraction(to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private func appendFraction(to text: inout [UInt8]) {
        guard self.nanoseconds > 0 else { return }
        text.append(UInt8(ascii: "."))
        Self.append(Int(self.nanoseconds), 9, to: &text)
        while text.last == UInt8(ascii: "0") { text.removeLast() }
    }

    /// Appends a number with so many digits at least.
    private static func append(_ number: Int, _ width: Int, to text: inout [UInt8]) {
        if number < 0 { text.append(UInt8(ascii: "-")) }
        Self.append(digits: number.magnitude, width, to: &text)
    }

    private static func append(digits number: UInt, _ width: Int, to text: inout [UInt8]) {
        if width > 1 || number > 9 { Self.append(digits: number / 10, width - 1, to: &text) }
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

/// Reads the parts of a written time.
private struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        self.rest = Substring(text).utf8
    }

    var isAtEnd: Bool { self.rest.isEmpty }

    mutating func digits(_ count: Int) -> Int? {
        let digits = self.rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        self.rest = self.rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// Takes one of these characters.
    mutating func take(_ characters: StaticString) -> Bool {
        guard let byte = self.rest.first, characters.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        self.rest = self.rest.dropFirst()
        return true
    }

    /// A fraction in billionths; what is finer is cut off.
    mutating func fraction() -> Int64? {
        let digits = self.rest.prefix { $0.isDigit }
        guard !digits.isEmpty else { return nil }
        self.rest = self.rest[digits.endIndex...]
        let known = digits.prefix(9)
        let number = known.reduce(0) { $0 * 10 + Int64($1 &- 0x30) }
        return (known.count..<9).reduce(number) { number, _ in number * 10 }
    }

    /// `Z / ( ( "+" / "-" ) hour [ minute ] )`, in seconds east; minutes are demanded after a separator.
    mutating func zone(separator: StaticString? = nil) -> Int64? {
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
