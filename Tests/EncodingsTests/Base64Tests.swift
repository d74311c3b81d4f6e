import Encodings
import Foundation
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func writesAndReads(text: String, encoded: String) {
        let bytes = Array(text.utf8)
        let unpadded = String(encoded.prefix { $0 != "=" })
        #expect(bytes.base64 == encoded)
        #expect(bytes.base64URL == unpadded)
        #expect([UInt8](base64: encoded) == bytes)
        #expect([UInt8](base64URL: unpadded) == bytes)
    }

    /// RFC 4648 section 9, and what differs in URLs.
    @Test(
        arguments: [
            ([0x14, 0xFB, 0x9C, 0x03, 0xD9, 0x7E], "FPucA9l+", "FPucA9l-"),
            ([0x14, 0xFB, 0x9C, 0x03, 0xD9], "FPucA9k=", "FPucA9k"), ([0x14, 0xFB, 0x9C, 0x03], "FPucAw==", "FPucAw"),
            ([0xFF, 0xFF, 0xFE], "///+", "___-"),
        ] as [([UInt8], String, String)])
    func hasTwoAlphabets(bytes: [UInt8], standard: String, url: String) {
        #expect(bytes.base64 == standard && bytes.base64URL == url)
        #expect([UInt8](base64: standard) == bytes && [UInt8](base64URL: url) == bytes)
    }

    /// Foundation is the oracle.
    @Test func agreesWithFoundation() {
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            #expect(bytes.base64 == Data(bytes).base64EncodedString())
            #expect([UInt8](base64: bytes.base64) == bytes && [UInt8](base64URL: bytes.base64URL) == bytes)
        }
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "Zm8=Zm8=", "Zm 8", "Zm8-", "Zm8_", "Zmé=", "=Zm8"])
    func refusesWhatIsNotPaddedOrHasOtherCharacters(text: String) {
        #expect([UInt8](base64: text) == nil)
    }

    @Test(arguments: ["Zg==", "Z", "Zm9vY", "Zm8+", "Zm8/", "Zm 8"])
    func refusesPaddingInURLs(text: String) {
        #expect([UInt8](base64URL: text) == nil)
    }
}
