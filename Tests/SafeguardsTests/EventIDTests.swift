import Encodings
import Foundation
import Testing

@testable import Safeguards

@Suite struct EventIDTests {
    @Test func sortsByTime() {
        let moments = [0, 1, 31, 32, 1_000_000, 1_796_000_000_123_456, 1_796_000_000_123_457].map {
            Timestamp(seconds: Int64($0 / 1_000_000), nanoseconds: Int32($0 % 1_000_000 * 1000))
        }
        let ids = moments.map { EventID($0, tail: 7) }
        #expect(ids == ids.sorted())
        #expect(ids.map(\.time) == moments)
    }

    @Test func tellsApartWhatHappensInOneMicrosecond() {
        let moment = Timestamp(seconds: 1_796_000_000)
        #expect(EventID(moment, tail: 1) < EventID(moment, tail: 2))
    }

    @Test func isReadFromItsText() throws {
        let id = EventID(Timestamp(seconds: 1_796_000_000, nanoseconds: 5000), tail: 0xFFFFF)
        #expect(EventID(id.text) == id)
        #expect(EventID(id.text.uppercased()) == id)
        #expect(try JSONDecoder().decode([EventID].self, from: JSONEncoder().encode([id])) == [id])
    }

    @Test(arguments: ["", "1hk2m9x0q7fp3z", "1hk2m9x0q7fp3z44", "1hk2m9x0q7fp3zu", "../../../etc/pa"])
    func refusesWhatIsNoID(text: String) {
        #expect(EventID(text) == nil)
    }
}
