import Directories
import LDAP

/// A text that a number sets apart from others that are the same: `Jane Doe`, `Jane Doe 2`, `Jane Doe 3`.
public struct NumberedText: Hashable, Sendable {
    /// The text without a number.
    let base: String
    /// What stands between both.
    let separator: String
    /// How many UTF-16 units, as Active Directory counts characters, the whole may have; nil where that is not known.
    let limit: Int?

    init(_ base: String, separator: String = "", limit: Int? = nil) {
        self.base = base
        self.separator = separator
        self.limit = limit
    }

    /// The text with a number; 1 stands for none.
    ///
    /// What does not fit is cut off before the number.
    public func text(_ number: Int) -> String {
        let suffix = number > 1 ? "\(self.separator)\(number)" : ""
        guard let limit else { return self.base + suffix }
        var text = self.base
        while text.utf16.count + suffix.utf16.count > limit, !text.isEmpty { text.removeLast() }
        while text.last == " " { text.removeLast() }
        return text + suffix
    }

    /// Whether a value is the text with some number, or without one.
    func holds(_ value: String, _ rule: MatchingRule?) -> Bool {
        func isSame(_ other: String) -> Bool {
            rule?.equal(AttributeValue(value), AttributeValue(other)) ?? (value == other)
        }
        if isSame(self.text(1)) { return true }
        let digits = String(value.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard let number = Int(digits), number > 1 else { return false }
        return isSame(self.text(number))
    }
}
