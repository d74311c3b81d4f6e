import Foundation
import SCIM
import Testing

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", nil), ("true", true), (" false\r\n\t", false), ("0", 0), ("-0", 0), ("-12", -12), ("1.0", 1.0),
            ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", -9_223_372_036_854_775_808),

            ("1e2", 100.0), ("-1.5E-3", -0.0015), ("1e-999", 0.0), (#""""#, ""), (#""é\u00e9\u20AC""#, "éé€"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""a\u0000b""#, "a\u{0}b"), (#""\ud83D\uDE00😀""#, "😀😀"),
            ("[]", []), ("[ ]", []), ("[1, \"a\" ,[null]]", [1, "a", [nil]]), ("{}", [:]), ("{ }", [:]),
            (#"{"a":{"b":[{}]},"c" : 1 }"#, ["a": ["b": [[:]]], "c": 1]), ("\u{FEFF}[1]", [1]),
        ] as [(String, Value)])
    func reads(_ text: String, value: Value) throws {
        #expect(try JSONReader.read(text.utf8) == value)
        #expect(Oracle.read(JSONWriter.bytes(value)) == Oracle.read(Array(text.utf8)))
    }

    @Test(arguments: [
        ("9223372036854775808", 9_223_372_036_854_775_808), ("-9223372036854775809", -9_223_372_036_854_775_808),
        ("123456789012345678901234567890", 1.2345678901234568e29),
    ])
    func readsIntegersBeyond64BitsAsDecimals(_ text: String, number: Double) throws {
        #expect(try JSONReader.read(text.utf8) == .decimal(number))
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("nul", 0), ("True", 0), ("NaN", 0), ("+1", 0), ("-", 1), (".5", 0), ("1.", 2), ("1e", 2),
        ("01", 0), ("-01", 1), ("[00]", 1), ("1e999", 0), ("1 2", 2), ("[1]]", 3), ("{}x", 2), ("[", 1), ("[1", 2),
        ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("{", 1), ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1", 6),
        ("{\"a\" 1}", 5),
        ("{\"a\":1,}", 7), ("{a:1}", 1), ("{'a':1}", 1), ("{1:1}", 1), ("\"", 1), ("\"abc", 4), ("\"a\nb\"", 2),
        ("\"a\\\n\"", 3), (#""\x""#, 2), (#""\u12""#, 5), (#""\u12g4""#, 5), (#""\ud800""#, 1), (#""a\ud800b""#, 2),
        (#""\udc00""#, 1), (#""\ud800\n""#, 1), (#""\ud800\ud800""#, 1), ("\u{0}", 0), ("[1]\u{0}", 3),
        ("\"a\u{0}\"", 2),
        ("/**/1", 0), ("[1]//", 3), ("\u{A0}1", 0),
    ])
    func refusesWithOffset(_ text: String, offset: Int) {
        let error = #expect(throws: SCIMError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(error?.type == .invalidSyntax)
        #expect(error?.detail.contains("at byte \(offset):") == true, "\(error?.detail ?? "")")
    }

    @Test(
        arguments: [
            ([0x61, 0x80], 2), ([0xC3], 1), ([0xC0, 0x80], 1), ([0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 1),
            ([0x61, 0x62, 0xFF], 3), ([0x5C, 0x6E, 0xC3, 0xA9, 0xFE], 5),
        ] as [([UInt8], Int)])
    func refusesInvalidUTF8(_ bytes: [UInt8], offset: Int) {
        let error = #expect(throws: SCIMError.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
        #expect(
            error?.detail.contains("at byte \(offset): the text is not valid UTF-8") == true, "\(error?.detail ?? "")")
    }

    /// Texts are looked at in pieces of eight bytes.
    @Test func seesEveryByteOfAText() throws {
        for place in 0..<20 {
            let (before, after) = (String(repeating: "x", count: place), String(repeating: "~", count: 19 - place))
            let pieces = [(#"\""#, "\""), (#"\\"#, "\\"), (" ", " "), ("!", "!"), ("é", "é"), ("\u{7F}", "\u{7F}")]
            for (inside, meant) in pieces {
                let value = try JSONReader.read("\"\(before)\(inside)\(after)\"".utf8)
                #expect(value == .string(before + meant + after))
                #expect(try JSONReader.read(JSONWriter.bytes(value)) == value)
            }
            let error = #expect(throws: SCIMError.self) {
                try JSONReader.read("\"\(before)\u{1F}\(after)\"".utf8)
            }
            #expect(error?.detail.contains("at byte \(place + 1):") == true)
        }
    }

    @Test(arguments: [(0, 2), (15, 1), (16, 1), (17, 2), (100, 2)])
    func refusesDuplicateNames(before: Int, after: Int) {
        let names = (0..<before).map { "n\($0)" } + ["userName"] + (0..<after).map { "m\($0)" }
        let members = names.map { "\"\($0)\":1" }.joined(separator: ",")
        #expect(throws: Never.self) { try JSONReader.read("{\(members)}".utf8) }
        let error = #expect(throws: SCIMError.self) { try JSONReader.read("{\(members),\"USERname\":1}".utf8) }
        #expect(error?.detail.contains("\"USERname\" stands twice") == true)
        #expect(error?.detail.contains("at byte \(members.utf8.count + 2):") == true)
    }

    @Test func allowsEqualNamesInDifferentObjects() throws {
        #expect(try JSONReader.read(#"{"a":{"a":1},"b":[{"a":2},{"a":3}]}"#.utf8).object?.count == 2)
    }

    @Test(arguments: ["[", "{\"a\":", "[[{\"a\":"])
    func limitsTheDepth(_ opening: String) {
        let error = #expect(throws: SCIMError.self) {
            try JSONReader.read(String(repeating: opening, count: 100_000).utf8)
        }
        #expect(error?.detail.contains("nested too deep") == true)
    }

    @Test func readsUpToTheDepth() throws {
        let text = String(repeating: "[", count: 3) + String(repeating: "]", count: 3)
        #expect(try JSONReader.read(text.utf8, maximumDepth: 3) == [[[]]])
        #expect(throws: SCIMError.self) { try JSONReader.read(text.utf8, maximumDepth: 2) }
        let siblings = "[" + Array(repeating: "[],{}", count: 50).joined(separator: ",") + "]"
        #expect(try JSONReader.read(siblings.utf8, maximumDepth: 2).array?.count == 100)
    }
}

extension JSONReaderTests {
    static let sample = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bj\u00e9rn 😀","active":true,
        "emails":[{"type":"work","primary":false,"value":"a\\b\"c@x.y"}],"n":[0,-1,2.5e-3,null,1234567890123]}
        """#

    @Test func agreesWithFoundationOnDamagedText() {
        var random = SplitMix(state: 42)
        let alphabet = Array(#"{}[]",:\u0e-+.1tnf "#.utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<4000 {
            var bytes = Array(Self.sample.utf8)
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = alphabet.randomElement(using: &random) ?? 0
            }
            self.compare(bytes)
        }
    }

    private func compare(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let expected = Oracle.read(bytes)
        do {
            let value = try JSONReader.read(bytes)
            #expect(expected != nil, "accepts what Foundation refuses: \(text)")
            #expect(Oracle.read(JSONWriter.bytes(value)) == expected, "\(text)")
        } catch {
            let isStricter = ["stands twice", "surrogate", "out of range", "the ',' before"].contains {
                error.detail.contains($0)
            }
            #expect(expected == nil || isStricter, "\(error.detail) \(text)")
        }
    }
}

/// Foundation's reader as the oracle.
enum Oracle {
    static func read(_ bytes: [UInt8]) -> NSObject? {
        try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? NSObject
    }
}

/// A generator that gives the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
