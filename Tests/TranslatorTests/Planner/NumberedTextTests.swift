import LDAP
import Testing

@testable import Translator

/// A number sets a text apart from others that are the same.
@Suite struct NumberedTextTests {
    @Test(
        arguments: [
            ("Jane Doe", " ", nil, 1, "Jane Doe"), ("Jane Doe", " ", nil, 2, "Jane Doe 2"),
            ("jdoe", "", nil, 12, "jdoe12"),
            ("jonathan.doe", "", 8, 1, "jonathan"), ("jonathan.doe", "", 8, 10, "jonath10"),
            ("Jane Doe", " ", 6, 1, "Jane D"), ("Jane Doe", " ", 5, 1, "Jane"), ("ab", "", 1, 10, "10"),
        ] as [(String, String, Int?, Int, String)])
    func theNumberFollows(base: String, separator: String, limit: Int?, number: Int, text: String) {
        #expect(NumberedText(base, separator: separator, limit: limit).text(number) == text)
    }

    @Test(arguments: [
        ("Jane Doe", true), ("jane  doe", true), ("Jane Doe 2", true), ("JANE DOE 17", true), ("Jane Doe 1", false),
        ("Jane Doe 02", false), ("Jane Doe2", false), ("Jane Doe Jr", false), ("Jane", false), ("2", false),
    ])
    func aNameIsKnownWithItsNumber(value: String, isHeld: Bool) {
        #expect(NumberedText("Jane Doe", separator: " ").holds(value, .caseIgnore) == isHeld)
    }

    @Test(arguments: [
        ("ada@acme/uk.", "adaacmeuk"), ("Ada Lovelace", "AdaLovelace"), ("a,b+c\"d;e", "abcde"), ("...", ""),
        ("a.very.long.name.indeed", "a.very.long.name.ind"),
    ])
    func accountNamesOfWindowsHoldWhatTheyMay(text: String, allowed: String) {
        #expect(AccountNameForm(of: "sAMAccountName", limit: nil).allowed(text) == allowed)
        #expect(AccountNameForm(of: "uid", limit: nil).allowed(text) == text)
    }
}
