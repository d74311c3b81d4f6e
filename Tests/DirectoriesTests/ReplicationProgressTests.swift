import Directories
import Testing

@Suite struct ReplicationProgressTests {
    @Test(arguments: [
        (["20261124001024.733248Z#000000#001#000000"], ["20261124001024.733248Z#000000#001#000000"], true),
        (["20261124001024.733248Z#000001#001#000000"], ["20261124001024.733248Z#000000#001#000000"], true),
        (["20261124001024.733248Z#000000#001#000000"], ["20261124001024.733249Z#000000#001#000000"], false),
        (["20261124001024.733248Z#000000#001#000000"], ["20261124001024.733248Z#000000#002#000000"], false),
        ([], ["20261124001024.733248Z#000000#001#000000"], false),
        (["20261124001024.733248Z#000000#001#000000"], [], true),
        ([], [], true),
    ])
    func comparesWhatServersHaveSeen(ours: [String], theirs: [String], isCaughtUp: Bool) {
        let preferred = ReplicationProgress(ours)
        #expect(preferred.hasCaughtUp(with: ReplicationProgress(theirs)) == isCaughtUp)
    }
}
