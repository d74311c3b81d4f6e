import Encodings
import Testing

@Suite struct FNV1aTests {
    /// The vectors of its authors (http://www.isthe.com/chongo/tech/comp/fnv/).
    @Test(
        arguments: [
            ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("b", 0xAF63_DF4C_8601_F1A5),
            ("foobar", 0x8594_4171_F739_67E8),
        ] as [(String, UInt64)])
    func hashes(text: String, hash: UInt64) {
        #expect(FNV1a.hash(text.utf8) == hash)
        #expect(FNV1a.hash(text.utf8, seed: 1) != hash)
    }
}
