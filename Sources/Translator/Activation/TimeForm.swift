import Encodings
import LDAP

/// How an attribute writes the time until which an account is active.
public enum TimeForm: String, CaseIterable, Sendable, Hashable {
    /// Generalized time (RFC 4517 section 3.3.13), such as `pwdEndTime`.
    case generalized
    /// Tenths of microseconds since the beginning of 1601, such as `accountExpires`.
    ///
    /// 0 and the greatest number are no time.
    case windows
    /// Days since the beginning of 1970, such as `shadowExpire`; a negative number is no time.
    case days

    private static let day: Int64 = 86_400
    /// The tenths of microseconds in a second.
    private static let ticks: Int64 = 10_000_000
    /// The seconds from the beginning of 1601 to that of 1970.
    private static let windowsEpoch: Int64 = 11_644_473_600

    /// A moment that is long over: `19700101000000Z`.
    var past: AttributeValue {
        switch self {
        case .generalized, .windows: self.value(of: Timestamp(seconds: 0))
        // The first day of all counts for no day in some programs.
        case .days: self.value(of: Timestamp(seconds: Self.day))
        }
    }

    /// What is written where no time is to be; nil where nothing is.
    var never: AttributeValue? {
        switch self {
        case .generalized, .days: nil
        case .windows: AttributeValue(String(Int64.max))
        }
    }

    /// The least value that is a time; nil where every one is.
    var least: AttributeValue? {
        switch self {
        case .generalized: nil
        case .windows: "1"
        case .days: "0"
        }
    }

    /// The value that stands for a moment, rounded down.
    func value(of time: Timestamp) -> AttributeValue {
        switch self {
        case .generalized: AttributeValue(time.generalizedTime)
        case .windows: AttributeValue(String((time.seconds + Self.windowsEpoch) * Self.ticks))
        case .days: AttributeValue(String(time.seconds / Self.day))
        }
    }

    /// The moment that a value stands for, rounded down; nil for one that is no time.
    func time(of value: AttributeValue) -> Timestamp? {
        guard let text = value.text else { return nil }
        switch self {
        case .generalized: return Timestamp(generalizedTime: text)
        case .windows:
            guard let ticks = Int64(text), ticks > 0, ticks < .max else { return nil }
            return Timestamp(seconds: ticks / Self.ticks - Self.windowsEpoch)
        case .days: return Int64(text).flatMap { $0 >= 0 ? Timestamp(seconds: $0 * Self.day) : nil }
        }
    }

    /// Whether a value is a time that is over at a moment.
    func isOver(_ value: AttributeValue, at now: Timestamp) -> Bool {
        self.time(of: value).map { $0.seconds <= now.seconds } ?? false
    }
}
