import Encodings

extension Timestamp {
    /// Reads an instant as `xsd:dateTime` writes it (RFC 7643 2.3.5), such as `2015-10-10T14:38:21.8617979-07:00`.
    ///
    /// Without a zone it is UTC; digits beyond the ninth of a fraction are dropped.
    init?(dateTime text: String) {
        var reader = TimeReader(text)
        guard let time = reader.dateAndTime(separators: "Tt"), time.year > 0,
            let fraction = reader.fraction(after: "."),
            let zone = reader.isAtEnd ? 0 : reader.zone(separator: ":"), reader.isAtEnd, zone.magnitude < 15 * 3600
        else { return nil }
        self.init(time, zone: zone, fraction: fraction)
    }
}

extension Value {
    /// Whether it is a text that names an instant, so that it has an order among dates.
    public var isDateTime: Bool { self.string.flatMap { Timestamp(dateTime: $0) } != nil }
}
