import Testing

@testable import Survey

/// Texts as YAML reads them.
@Suite struct YAMLTextTests {
    @Test(arguments: [
        ("uid", "uid"), ("msDS-cloudExtensionAttribute1", "msDS-cloudExtensionAttribute1"), ("no", "\"no\""),
        ("2.5.4.3", "\"2.5.4.3\""), ("ou=people", "\"ou=people\""), ("(uid=a\\2a)", "\"(uid=a\\\\2a)\""),
        ("cn=Doe\\, Jane", "\"cn=Doe\\\\, Jane\""), ("say \"x\"", "\"say \\\"x\\\"\""), ("", "\"\""),
        ("a\nb\u{7}", "\"a\\nb\\u0007\""), ("zürich", "\"zürich\""),
    ])
    func quotesWhatNeedsIt(text: String, yaml: String) {
        #expect(YAMLText.scalar(text) == yaml)
    }

    @Test func commentsAreOneLine() {
        #expect(YAMLText.comment("a\nbase: evil\r\u{0}x") == "# a base: evil  x")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1204, "1,204"), (20_000, "20,000"), (1_234_567, "1,234,567")])
    func numbersAreWrittenAsPeopleDo(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
