import Encodings
import Testing

@Suite struct HexadecimalTests {
    /// RFC 4648 section 10, in small letters.
    @Test(arguments: [
        ("", ""), ("f", "66"), ("fo", "666f"), ("foo", "666f6f"), ("foob", "666f6f62"), ("fooba", "666f6f6261"),
        ("foobar", "666f6f626172"),
    ])
    func writesAndReads(text: String, digits: String) {
        #expect(Array(text.utf8).hexadecimal == digits)
        #expect(text.utf8.hexadecimal == digits)
        #expect([UInt8](hexadecimal: digits) == Array(text.utf8))
        #expect([UInt8](hexadecimal: digits.uppercased()) == Array(text.utf8))
    }

    @Test func readsEveryByte() {
        for byte in UInt8.min ... .max {
            #expect(byte.hexadecimalValue.map(Int.init) == Character(Unicode.Scalar(byte)).hexDigitValue)
            let (small, capitals) = (byte.hexadecimalDigits(), byte.hexadecimalDigits(capitals: true))
            let text = (byte < 16 ? "0" : "") + String(byte, radix: 16)
            #expect(String(decoding: [small.0, small.1], as: UTF8.self) == text)
            #expect(String(decoding: [capitals.0, capitals.1], as: UTF8.self) == text.uppercased())
        }
    }

    @Test(arguments: ["0", "0g", "+1", " 1", "00 ", "1\u{FF11}", "é0"])
    func refusesOthers(text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }
}
