import Encodings
import Testing

@Suite struct ASCIICaseTests {
    @Test func foldsNothingButCapitals() {
        for byte in UInt8.min ... .max {
            let character = Character(Unicode.Scalar(byte))
            let isCapital = character.isASCII && character.isUppercase
            #expect(byte.asciiLowercased == (isCapital ? byte + 32 : byte))
            #expect(byte.isLetter == (character.isASCII && character.isLetter))
            #expect(byte.isDigit == (character.isASCII && character.isNumber))
            #expect(byte.isControl == (byte < 32 || byte == 127))
        }
    }

    @Test(arguments: [
        ("userName", "USERNAME", true), ("", "", true), ("uid", "uid", true), ("uid", "uid2", false), ("[", "{", false),
        ("@", "`", false), ("Ü", "ü", false), ("K", "\u{212A}", false),
        ("a\u{0323}\u{0307}", "a\u{0307}\u{0323}", false), ("objectClass-1", "OBJECTCLASS-1", true),
    ])
    func comparesNames(left: String, right: String, areEqual: Bool) {
        #expect(left.equalsIgnoringASCIICase(right) == areEqual)
        #expect(Array(left.utf8).equalsIgnoringASCIICase(right.utf8) == areEqual)
        #expect(left.utf8.equalsIgnoringASCIICase(right) == areEqual)
        #expect((CaseInsensitiveName(left) == CaseInsensitiveName(right)) == areEqual)
        #expect((Set([CaseInsensitiveName(left), CaseInsensitiveName(right)]).count == 1) == areEqual)
    }

    @Test(arguments: [
        ("urn:ietf:params", "URN:", true), ("urn", "urn:", false), ("", "", true), ("x", "", true),
        ("xurn:", "urn:", false),
    ])
    func looksForPrefixes(text: String, prefix: String, isPrefix: Bool) {
        #expect(text.utf8.starts(withIgnoringASCIICase: prefix.utf8) == isPrefix)
    }

    /// Lengths around the eight bytes that are hashed at a time.
    @Test func hashesLongNames() {
        let small = "abcdefghijklmnopqrstuvwxyz"
        for count in 0...26 {
            let name = String(small.prefix(count))
            #expect(Set([CaseInsensitiveName(name), CaseInsensitiveName(name.uppercased())]).count == 1)
            #expect(Set([CaseInsensitiveName(name), CaseInsensitiveName(name + "a")]).count == 2)
        }
    }

    /// Pairs that differ in the bit that tells small letters from capitals, and in others, at every place of names of some lengths.
    @Test(arguments: 1...19)
    func comparesNamesAtEveryPlace(length: Int) {
        for place in 0..<length {
            for (left, right, areEqual) in [
                ("a", "A", true), ("a", "a", true), ("[", "{", false), ("@", "`", false), ("a", "b", false),
                ("a", "B", false), ("z", "Z", true), ("ú", "Ú", false),
                ("0", "\u{10}", false), ("é", "É", false),
            ] {
                let before = String(repeating: "x", count: place)
                let after = String(repeating: "Y", count: length - 1 - place)
                let names = (before + left + after, before.uppercased() + right + after.lowercased())
                #expect(names.0.equalsIgnoringASCIICase(names.1) == areEqual, "\(names)")
                #expect(names.0.utf8.lazy.map { $0 }.equalsIgnoringASCIICase(names.1.utf8) == areEqual, "\(names)")
            }
        }
    }

    @Test func keepsTheSpelling() {
        #expect(CaseInsensitiveName("eMail").text == "eMail")
        #expect(CaseInsensitiveName(nil) == nil)
        #expect(CaseInsensitiveName("a" as String?) == CaseInsensitiveName("A"))
    }
}
