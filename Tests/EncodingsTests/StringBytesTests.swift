import Encodings
import Testing

@Suite struct StringBytesTests {
    @Test(arguments: 0...19)
    func comparesTextsAtEveryPlace(length: Int) {
        let text = String(repeating: "x", count: length)
        #expect(text.hasBytes(of: String(repeating: "x", count: length)))
        #expect(!text.hasBytes(of: text + "x"))
        for place in 0..<length {
            let other = text.prefix(place) + "y" + text.dropFirst(place + 1)
            #expect(!text.hasBytes(of: String(other)), "\(place)")
        }
    }

    /// Swift takes these for the same, in as many bytes.
    @Test func composedAndDecomposedTextsDiffer() {
        let (sign, letters) = ("\u{212B}", "A\u{030A}")
        #expect(sign == letters)
        #expect(sign.utf8.count == letters.utf8.count)
        #expect(!sign.hasBytes(of: letters))
        #expect(!sign.equalsIgnoringASCIICase(letters))
    }
}
