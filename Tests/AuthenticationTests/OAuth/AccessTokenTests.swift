import SCIM
import Testing

@testable import Authentication

@Suite struct AccessTokenTests {
    private static let token = AccessToken(
        holder: Array(0..<16), scopes: [.read, .groups], end: 1_780_272_000)
    private static let key: [UInt8] = Array(repeating: 7, count: 32)

    @Test func isReadAsItWasWritten() {
        let text = Self.token.text(signedWith: Self.key)
        #expect(text.hasPrefix("sba_") && !text.contains("."))
        #expect(AccessToken(text, signedWith: Self.key) == Self.token)
    }

    @Test func isRefusedWhereAnythingIsChanged() {
        let text = Array(Self.token.text(signedWith: Self.key).utf8)
        #expect(AccessToken(String(decoding: text, as: UTF8.self), signedWith: Array(repeating: 8, count: 32)) == nil)
        // The last character holds bits that no byte needs.
        for index in text.indices.dropLast() {
            for other in ["A", "B"] {
                var changed = text
                changed[index] = Array(other.utf8)[0]
                guard changed != text else { continue }
                #expect(AccessToken(String(decoding: changed, as: UTF8.self), signedWith: Self.key) == nil)
            }
        }
        for end in text.indices {
            #expect(AccessToken(String(decoding: text[..<end], as: UTF8.self), signedWith: Self.key) == nil)
        }
        #expect(AccessToken(String(decoding: text, as: UTF8.self) + "A", signedWith: Self.key) == nil)
    }
}
