extension Timestamp {
    /// Reads a moment in the syntax of the internet (RFC 3339), such as `2026-11-23T21:28:10Z`.
    public init?(internetDateTime text: String) {
        var reader = TimeReader(text)
        guard let time = reader.dateAndTime(separators: "Tt "), let fraction = reader.fraction(after: "."),
            let zone = reader.zone(separator: ":"), reader.isAtEnd
        else { return nil }
        self.init(time, zone: zone, fraction: fraction)
    }

    /// The moment of a local time in a zone so many seconds east, with a fraction in nanoseconds of a unit of so many seconds.
    public init(_ time: CivilTime, zone: Int64, fraction: Int64, unit: Int64 = 1) {
        let nanoseconds = fraction * unit
        self.init(
            seconds: time.seconds - zone + nanoseconds / 1_000_000_000,
            nanoseconds: Int32(nanoseconds % 1_000_000_000)
        )
    }

    /// The text in the syntax of the internet, with a fraction only if there is one.
    public var internetDateTime: String {
        self.text(date: "-", middle: "T", time: ":")
    }

    /// Returns the digits from the year to the second with these texts between those of the date, before the hour and between those of
    /// the time, then the fraction if there is one, and `Z`.
    public func text(date: String, middle: String, time: String) -> String {
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
