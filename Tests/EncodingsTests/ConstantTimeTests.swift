import Encodings
import Testing

@Suite struct ConstantTimeTests {
    @Test func findsADifferenceAnywhere() {
        let bytes = (0..<33).map { UInt8($0) }
        #expect(bytes.equalsInConstantTime(Array(bytes)))
        for place in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[place] ^= 1 << bit
                #expect(!bytes.equalsInConstantTime(other))
            }
        }
    }

    @Test func looksAtTheLength() {
        #expect(!([1, 2] as [UInt8]).equalsInConstantTime([1, 2, 0]))
        #expect(!([1, 2, 0] as [UInt8]).equalsInConstantTime([1, 2]))
        #expect(!([1] as [UInt8]).equalsInConstantTime([]))
    }

    @Test func nothingProvesNothing() {
        #expect(!([] as [UInt8]).equalsInConstantTime([]))
    }
}
