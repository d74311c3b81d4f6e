import Encodings
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-23T21:28:10Z", 1_795_469_290, 0), ("2026-11-23t21:28:10.25z", 1_795_469_290, 250_000_000),
        ("2026-11-23T22:28:10+01:00", 1_795_469_290, 0), ("2024-02-29T00:00:00-00:00", 1_709_164_800, 0),
        // RFC 3339 section 5.8.
        ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000), ("1996-12-19T16:39:57-08:00", 851_042_397, 0),
        ("1990-12-31T23:59:60Z", 662_688_000, 0), ("1990-12-31T15:59:60-08:00", 662_688_000, 0),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
    ])
    func readsInternetDateTime(text: String, seconds: Int64, nanoseconds: Int32) {
        #expect(Timestamp(internetDateTime: text) == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "2026-11-23", "2026-11-23T21:28Z", "2026-11-23T21:28:10", "2026-11-23T21:28:10+0100", "2026-11-23T21:28:10+01",
        "2026-02-29T00:00:00Z", "2026-11-23T21:28:10.Z", "20261123T212810Z",
    ])
    func refusesOtherDateTimes(text: String) {
        #expect(Timestamp(internetDateTime: text) == nil)
    }

    @Test func prints() {
        #expect(
            Timestamp(seconds: 1_795_469_290, nanoseconds: 232_390_000).internetDateTime == "2026-11-23T21:28:10.23239Z"
        )
        #expect(Timestamp(seconds: 0).internetDateTime == "1970-01-01T00:00:00Z")
    }

    /// Foundation is the oracle for the calendar: a time on each of many days of four centuries.
    @Test func agreesWithTheCalendar() {
        let style = Date.ISO8601FormatStyle()
        for seconds in stride(from: Int64(-2_208_988_800), to: 10_413_792_000, by: 86_400 * 17 + 3_607) {
            let time = Timestamp(seconds: seconds)
            let text = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(time.internetDateTime == text)
            #expect(Timestamp(internetDateTime: text) == time)
        }
    }

    @Test func comparesByTime() {
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 1, nanoseconds: 1))
        #expect(Timestamp(seconds: 1, nanoseconds: 9) < Timestamp(seconds: 2))
        #expect(!(Timestamp(seconds: 2) < Timestamp(seconds: 2)))
    }
}
