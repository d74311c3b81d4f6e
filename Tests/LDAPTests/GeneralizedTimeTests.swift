import Encodings
import LDAP
import Testing

@Suite struct GeneralizedTimeTests {
    @Test(arguments: [
        ("19700101000000Z", 0, 0), ("20261123212810Z", 1_795_469_290, 0),
        ("20261123212810.232390Z", 1_795_469_290, 232_390_000),
        ("20261123212810,5Z", 1_795_469_290, 500_000_000), ("20261123222810+0100", 1_795_469_290, 0),
        ("20261123222810+01", 1_795_469_290, 0), ("20261123165810-0430", 1_795_469_290, 0),
        ("202611232128Z", 1_795_469_280, 0), ("2026112321Z", 1_795_467_600, 0), ("2026112321.5Z", 1_795_469_400, 0),
        ("202611232128.25Z", 1_795_469_295, 0), ("19691231235959.75Z", -1, 750_000_000),
        ("20261123212760Z", 1_795_469_280, 0),
        ("20261123212810.1234567899Z", 1_795_469_290, 123_456_789), ("000001010000Z", -62_167_219_200, 0),
    ])
    func readsGeneralizedTime(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let time = try #require(Timestamp(generalizedTime: text))
        #expect(time == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
        #expect(Timestamp(generalizedTime: time.generalizedTime) == time)
        #expect(Timestamp(internetDateTime: time.internetDateTime) == time)
    }

    @Test(arguments: [
        "", "2026", "20261123", "20261123212810", "20261323212810Z", "20260230000000Z", "21000229000000Z",
        "20261123242810Z",
        "20261123216010Z", "20261123212861Z", "20261123212810.Z", "20261123212810.5", "20261123212810Z ",
        "20261123212810+1",
        "20261123212810+2400", "20261123212810+0160", "2026112321281Z", "２0261123212810Z", "20260023212810Z",
        "20261100212810Z",
    ])
    func refusesOtherGeneralizedTimes(text: String) {
        #expect(Timestamp(generalizedTime: text) == nil)
    }

    @Test func prints() {
        let time = Timestamp(seconds: 1_795_469_290, nanoseconds: 232_390_000)
        #expect(time.generalizedTime == "20261123212810.23239Z")
        #expect(Timestamp(seconds: 0, nanoseconds: 1).generalizedTime == "19700101000000.000000001Z")
    }
}
