import Glibc

/// The value of the `Date` field (RFC 9110 section 5.6.7), written once a second: `Sun, 06 Nov 1994 08:49:37 GMT`.
final class DateField {
    private var second: time_t = -1
    private var known = ""

    /// The value for now.
    var text: String {
        let now = time(nil)
        if now != self.second { (self.second, self.known) = (now, Self.text(at: now)) }
        return self.known
    }

    /// The value for a second since 1970.
    static func text(at second: time_t) -> String {
        var (second, parts) = (second, tm())
        gmtime_r(&second, &parts)
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
        let month = Self.months[Int(parts.tm_mon)]
        let (hour, minute) = (Self.digits(parts.tm_hour), Self.digits(parts.tm_min))
        return "\(day), \(Self.digits(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
            + "\(hour):\(minute):\(Self.digits(parts.tm_sec)) GMT"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
