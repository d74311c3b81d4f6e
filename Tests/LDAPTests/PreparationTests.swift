import Foundation
import LDAP
import Testing

@Suite("The preparation of text (RFC 4518)")
struct PreparationTests {
    @Test(arguments: [
        ("E\u{301}quipe", "Équipe"), ("svc\u{FE52}a", "svc.a"), ("ａｄａ", "ada"), ("ﬁn", "fin"),
        ("a\u{AD}b\u{200B}c", "abc"),
        ("a\u{A0}\u{2003} b", "a b"), ("a\tb\nc", "a b c"), ("straße", "STRASSE"), ("ΣΑΣ", "σας"), ("İ", "i\u{307}"),
        ("한", "\u{1112}\u{1161}\u{11AB}"), ("a\u{323}\u{307}", "a\u{307}\u{323}"), ("ǆ", "Ǆ"), ("Å", "\u{212B}"),
        ("𝐀", "a"), ("ẛ\u{323}", "ṩ"), ("\u{F900}", "\u{8C48}"), ("", "\u{200D}"),
    ])
    func takesForTheSame(left: String, right: String) {
        #expect(MatchingRule.caseIgnore.equal(AttributeValue(left), AttributeValue(right)))
        #expect(MatchingRule.caseIgnore.equal(AttributeValue(right), AttributeValue(left)))
    }

    @Test(arguments: [
        ("e", "é"), ("ß", "ẞ"), ("a\u{323}", "a\u{307}"), ("한", "하"), ("ab", "a b"), ("\u{1E9E}", "ss"), ("ı", "i"),
    ])
    func tellsApart(left: String, right: String) {
        #expect(!MatchingRule.caseIgnore.equal(AttributeValue(left), AttributeValue(right)))
    }

    @Test(arguments: [
        ("E\u{301}", "É", true), ("É", "é", false), ("a\u{A0}b", "a  b", true), ("ß", "ss", false),
        ("\u{FE52}", ".", true),
    ])
    func looksAtCaseWhereTheRuleDoes(left: String, right: String, areEqual: Bool) {
        #expect(MatchingRule.caseExact.equal(AttributeValue(left), AttributeValue(right)) == areEqual)
    }

    /// Foundation knows a later Unicode, so only what was there in version 3.2 is compared.
    @Test func composesLikeFoundation() {
        let assigned = [
            0xA0...0x17F, 0x1C4...0x1F5, 0x374...0x3CE, 0x400...0x4F5, 0x1E00...0x1E9B, 0x1EA0...0x1FFE,
            0xAC00...0xD7A3,
        ]
        for value in assigned.joined() {
            guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.generalCategory != .unassigned,
                scalar.properties.generalCategory != .spaceSeparator, value != 0xAD
            else { continue }
            let text = "x\(Character(scalar))"
            let decomposed = text.decomposedStringWithCompatibilityMapping
            #expect(
                MatchingRule.caseExact.normalized(AttributeValue(decomposed))
                    == AttributeValue(text.precomposedStringWithCompatibilityMapping), "U+\(String(value, radix: 16))")
        }
    }

    @Test func isCertainOfASCIIAlone() {
        func certain(_ text: String) -> AttributeValue { MatchingRule.caseIgnore.certain(AttributeValue(text)) }
        #expect(certain(" Ada  Lovelace ") == certain("ada LOVELACE"))
        #expect(certain("É") != certain("é"))
        #expect(certain("a\tb") != certain("a b"))
        #expect(MatchingRule.caseExact.certain("Ada") != MatchingRule.caseExact.certain("ada"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not installed"))
    func usesTheTableThatTheScriptWrites() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [root.appending(path: "Deploy/unicode/preparation.py").path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let written = try #require(try output.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        let kept = try Data(contentsOf: root.appending(path: "Sources/LDAP/Preparation/PreparationTable.swift"))
        #expect(written == kept, "run Deploy/unicode/preparation.py")
    }
}
