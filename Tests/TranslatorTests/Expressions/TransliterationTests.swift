import Testing

@testable import Translator

@Suite struct TransliterationTests {
    @Test(arguments: [
        ("Ada", "Ada", "Ada"), ("Ärger Öl Über ß ẞ", "Aerger Oel Ueber ss SS", "Arger Ol Uber ss SS"),
        ("Łukasz Ærø Þór", "Lukasz Aeroe Thor", "Lukasz Aero Thor"), ("Nguyễn Đặng", "Nguyen Dang", "Nguyen Dang"),
        ("Αθήνα", "Athina", "Athina"), ("Щукин", "Shchukin", "Shchukin"),
        ("O’Hara – “x”", "O'Hara - \"x\"", "O'Hara - \"x\""),
        ("e\u{301}u\u{308}", "eue", "eu"), ("日本", "", ""), ("a\u{200B}b", "ab", "ab"), ("", "", ""),
    ])
    func writesASCII(text: String, long: String, short: String) {
        #expect(Transliteration.long.text(of: text) == long)
        #expect(Transliteration.short.text(of: text) == short)
    }

    @Test func everyLineOfTheTableIsASCII() {
        for row in Transliteration.table { #expect(row.ascii.utf8.allSatisfy { $0 < 0x80 }, "\(row.letters)") }
        for row in Transliteration.longForms { #expect(row.ascii.utf8.allSatisfy { $0 < 0x80 }, "\(row.letters)") }
    }
}
