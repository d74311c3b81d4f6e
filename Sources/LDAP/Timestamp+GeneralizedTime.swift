import Encodings

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
        guard let fraction = reader.fraction(after: ".,"), let zone = reader.zone(), reader.isAtEnd,
            let time = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute ?? 0, second: second ?? 0)
        else { return nil }
        self.init(time, zone: zone, fraction: fraction, unit: unit)
    }

    /// The text in the syntax of directories, with a fraction only if there is one.
    public var generalizedTime: String {
        self.text(date: "", middle: "", time: "")
    }
}
