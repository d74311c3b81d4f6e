import Encodings
import LDAP
import SCIM
import Testing
import Translator

@testable import Bridge

/// A signer whose clock the test sets.
struct TestSigner: CursorSigner {
    var now: Int64 = 1_000_000
    var secret: UInt64 = 1

    func code(for message: [UInt8]) -> [UInt8] {
        let sum = FNV1a.hash(message, seed: self.secret)
        return (0..<4).flatMap { part in (0..<8).map { UInt8(truncatingIfNeeded: sum &* UInt64(part + 3) >> ($0 * 8)) }
        }
    }
}

@Suite struct ListCursorTests {
    private static let cursor = ListCursor(
        position: 7, place: ListOrder.Place(["20260101000000Z", nil, "é\"\u{1F600}"]))

    private func kind(_ text: String, _ query: String = "q", by signer: TestSigner = TestSigner()) -> SCIMError.Kind? {
        do {
            _ = try ListCursor(text, for: query, by: signer)
            return nil
        } catch {
            return error.type
        }
    }

    @Test func comesBackAsItWas() throws {
        let text = Self.cursor.text(for: "q", by: TestSigner())
        #expect(
            text.utf8.allSatisfy {
                $0 == 0x2D || $0 == 0x5F || 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0
            })
        #expect(try ListCursor(text, for: "q", by: TestSigner()) == Self.cursor)
        #expect(try ListCursor(text, for: "q", by: TestSigner(now: 1_003_600)) == Self.cursor)
    }

    @Test func holdsForItsQueryItsSecretAndItsTime() {
        let text = Self.cursor.text(for: "q", by: TestSigner())
        #expect(self.kind(text, "other") == .invalidCursor)
        #expect(self.kind(text, by: TestSigner(secret: 2)) == .invalidCursor)
        #expect(self.kind(text, by: TestSigner(now: 1_003_601)) == .expiredCursor)
    }

    @Test func isRefusedWhenAnyOfItsLettersIsAnother() {
        let text = Self.cursor.text(for: "q", by: TestSigner())
        for index in text.indices.dropLast() {
            let other = text.replacingCharacters(in: index, by: text[index] == "A" ? "B" : "A")
            #expect(self.kind(other) == .invalidCursor, "\(other)")
        }
        for text in ["x", "A", "====", "é", String(text.dropLast(4)), text + "AAAA", String(repeating: "A", count: 80)]
        {
            #expect(self.kind(text) == .invalidCursor, "\(text)")
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in index: Index, by character: Character) -> String {
        self[..<index] + String(character) + self[self.index(after: index)...]
    }
}
