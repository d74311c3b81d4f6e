import Encodings
import Testing

@Suite struct PercentEncodingTests {
    /// RFC 3986 sections 2.1, 2.4, 2.5 and 6.2.2.
    @Test(arguments: [
        ("", ""), ("%20", " "), ("%7Euser", "~user"), ("%7euser", "~user"), ("%41%c3%80", "AÀ"), ("%E3%82%A2", "ア"),
        ("a+b", "a+b"), ("100%25", "100%"), ("%2525", "%25"),
    ])
    func decodes(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text.utf8) == Array(decoded.utf8))
    }

    @Test(arguments: ["%", "%4", "a%", "%g0", "%0g", "%+5", "% 5", "%%41", "%é"])
    func refusesBrokenEscapes(text: String) {
        #expect(PercentEncoding.decode(text.utf8) == nil)
    }

    @Test func decodesForms() {
        #expect(PercentEncoding.decode("a+b%2Bc".utf8, isForm: true) == Array("a b+c".utf8))
    }

    @Test(arguments: [
        ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("ア", "%E3%82%A2"), ("a/b?c#d%", "a%2Fb%3Fc%23d%25"),
        ("\u{0}\u{F}", "%00%0F"),
    ])
    func encodes(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text, except: \.isUnreserved) == encoded)
        #expect(PercentEncoding.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func knowsWhatAPathMayHold() {
        let allowed = (UInt8.min ... .max).filter(\.isPathCharacter)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@"
        #expect(Set(allowed) == Set(letters.utf8))
    }
}
