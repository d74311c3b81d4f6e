import SCIM
import Testing

@testable import Translator

@Suite struct PatternTests {
    @Test(arguments: [
        ("^[^:/ ]+$", ["jyoung", "8646d011-1693", "é", "日本", "aé"], ["", "a b", "http://a", "a:b", " a", "é b"]),
        ("^[a-c]+$", ["abc"], ["", "abd", "é", "aé"]),
        ("abc", ["abc", "xabcx"], ["ab", "", "aBc"]),
        ("^a|b$", ["ax", "xb", "a"], ["xax", "bx"]),
        ("^(ab|cd)+$", ["ab", "abcd", "cdcdab"], ["", "abc", "ba"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a?b*c+$", ["c", "abbc", "bcc"], ["ab", "aac"]),
        (#"^\d{5}@[\w.-]+$"#, ["12345@x-y.z"], ["1234@x", "12345@x y"]),
        (#"^\S+$"#, ["a", "é"], ["a b", ""]),
        (#"^\D\W$"#, ["a-", "é."], ["1-", "ab"]),
        ("^.$", ["a", "é", "日", "😀"], ["", "ab"]),
        ("^é+$", ["é", "éé"], ["e"]),
        (#"^[]a-c\]]+$"#, ["]", "abc"], ["d"]),
        ("^(?:a|)$", ["a", ""], ["b"]),
        ("", ["", "x"], []),
        ("(a*)*b", ["aaab", "b"], [String(repeating: "a", count: 2000)]),
    ])
    func matchesAsGrepDoes(pattern: String, matching: [String], others: [String]) throws {
        let pattern = try Pattern(parsing: pattern)
        #expect(matching.filter { !pattern.matches($0) }.isEmpty)
        #expect(others.filter { pattern.matches($0) }.isEmpty)
    }

    @Test(arguments: [
        ("(a", 2), ("a)", 1), ("[a", 2), ("*a", 1), ("a{", 2), ("a{2,1}", 6), ("a{999}", 5), (#"a\"#, 2), ("[é]", 2),
        (#"\b"#, 2), ("(?=a)", 2), ("[z-a]", 4), (String(repeating: "(", count: 40), 33), ("((a{255}){255}){255}", 20),
    ])
    func refusesWhatItCannotRead(pattern: String, offset: Int) {
        let error = #expect(throws: SCIMError.self) { try Pattern(parsing: pattern) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("at byte \(offset): expected") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: ["jyoung", "é", "", "a b", "a:b", "a/b", "日本", "a-b_c"])
    func knowsWhatIsNoURI(text: String) throws {
        #expect(try Pattern.notURI.matches(text) == Pattern(parsing: Pattern.notURI.description).matches(text))
    }
}
