import Encodings
import Testing

@testable import SCIM

@Suite struct DateTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("2015-10-10T14:38:21.8617979-07:00", 1_444_513_101, 861_797_900),
            ("2015-10-10t21:38:21.8617979z", 1_444_513_101, 861_797_900),
            ("2015-10-10T21:38:21", 1_444_513_101, 0), ("2015-10-11T03:23:21+05:45", 1_444_513_101, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
            ("9999-12-31T23:59:59.9999999999Z", 253_402_300_799, 999_999_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ] as [(String, Int64, Int32)])
    func reads(_ text: String, seconds: Int64, nanoseconds: Int32) throws {
        let instant = try #require(Timestamp(dateTime: text))
        #expect(instant.seconds == seconds)
        #expect(instant.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "2015-10-10", "2015-10-10 14:38:21Z", "2015-13-10T14:38:21Z", "2015-02-29T14:38:21Z",
        "1900-02-29T00:00:00Z",
        "2015-04-31T00:00:00Z", "2015-10-10T24:00:00Z", "2015-10-10T14:60:00Z", "2015-10-10T14:38:61Z",
        "2015-10-10T14:38:21.Z",
        "2015-10-10T14:38:21+0700", "2015-10-10T14:38:21+15:00", "2015-10-10T14:38:21Zx", "15-10-10T14:38:21Z",
        "0000-01-01T00:00:00Z",
        "2015-10-10T14:38Z", "+2015-10-10T14:38:21Z",
    ])
    func refuses(_ text: String) {
        #expect(Timestamp(dateTime: text) == nil)
    }

    @Test(arguments: [
        ("2015-10-10T14:38:21.8617979-07:00", "2015-10-10T21:38:21.8617980Z"),
        ("2015-10-10T23:59:59Z", "2015-10-11T00:00:00Z"),
        ("2015-10-11T01:00:00+02:00", "2015-10-10T23:00:01Z"), ("2015-10-10T21:38:21Z", "2015-10-10T21:38:21.0000001Z"),
    ])
    func ordersInstants(_ earlier: String, later: String) throws {
        #expect(try #require(Timestamp(dateTime: earlier)) < #require(Timestamp(dateTime: later)))
        #expect(try !(#require(Timestamp(dateTime: later)) < #require(Timestamp(dateTime: earlier))))
    }
}
