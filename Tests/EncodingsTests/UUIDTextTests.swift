import Encodings
import Foundation
import Testing

@Suite struct UUIDTextTests {
    /// RFC 9562 appendix A and section 5.9.
    @Test(arguments: [
        "C232AB00-9414-11EC-B3C8-9F6BDECED846", "919108f7-52d1-4320-9bac-f847db4148a8",
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "00000000-0000-0000-0000-000000000000",
    ])
    func isOne(text: String) {
        #expect(text.utf8.isUUID && Array(text.utf8).isUUID)
        #expect(UUID(uuidString: text) != nil)
    }

    @Test(arguments: [
        "", "919108f7-52d1-4320-9bac-f847db4148a", "919108f7-52d1-4320-9bac-f847db4148a88",
        "919108f752d1-4320-9bac-f847db4148a8-", "919108f7-52d1-4320-9bac-f847db4148g8",
        "919108f7052d1-4320-9bac-f847db4148a8", "{919108f7-52d1-4320-9bac-f847db4148}",
    ])
    func isNone(text: String) {
        #expect(!text.utf8.isUUID)
    }
}
