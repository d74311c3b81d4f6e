import Encodings

/// The id of an event: 15 letters and digits that sort by time, such as `1hk2m9x0q7fp3z4`.
///
/// Eleven are the microseconds since 1970 in Crockford's base 32, four tell apart what happened in the same one, also on two machines.
public struct EventID: Hashable, Sendable {
    /// The letters and digits.
    public let text: String

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let timeLength = 11
    /// The letters and digits of an id.
    static let length = 15

    /// The id of an event at a moment; `tail` has 20 bits.
    init(_ time: Timestamp, tail: UInt32) {
        let microseconds = UInt64(max(0, time.seconds)) * 1_000_000 + UInt64(max(0, time.nanoseconds) / 1000)
        // A text of 15 bytes needs no memory of its own.
        self.text = String(unsafeUninitializedCapacity: Self.length) { buffer in
            for place in 0..<Self.length {
                let isTime = place < Self.timeLength
                let number = isTime ? microseconds : UInt64(tail)
                let shift = 5 * ((isTime ? Self.timeLength : Self.length) - 1 - place)
                buffer[place] = Self.digits[Int(number >> UInt64(shift) & 31)]
            }
            return Self.length
        }
    }

    /// Reads an id, capital letters too; nil if it is none.
    public init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.digits.contains) else { return nil }
        self.text = text
    }

    /// When the event began, to the microsecond.
    public var time: Timestamp {
        let microseconds = self.text.utf8.prefix(Self.timeLength).reduce(UInt64(0)) { number, digit in
            number << 5 | UInt64(Self.digits.firstIndex(of: digit) ?? 0)
        }
        return Timestamp(
            seconds: Int64(microseconds / 1_000_000), nanoseconds: Int32(microseconds % 1_000_000 * 1000))
    }
}

extension EventID: Comparable {
    /// Whether one event began before another.
    public static func < (left: EventID, right: EventID) -> Bool { left.text < right.text }
}

extension EventID: CustomStringConvertible {
    /// The letters and digits.
    public var description: String { self.text }
}

extension EventID: Codable {
    /// Reads an id that was written as a text.
    /// - Throws: `DecodingError` if it is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = EventID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no id of an event")
        }
        self = id
    }

    /// Writes the id as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.text)
    }
}
