import Encodings

/// The value that a filter compares with: `"ada"` → `.string("ada")`, `true` → `.boolean(true)`.
enum FilterLiteral {
    /// Reads a `compValue` with which the operator can compare.
    static func read(_ words: inout FilterWords, for comparison: Filter.Operator) throws(SyntaxError) -> Value {
        words.skipSpace()
        let start = words.position
        let value = try Self.value(&words)
        switch (comparison, value) {
        case (.eq, _), (.ne, _), (_, .string), (_, .integer), (_, .decimal): return value
        case (.co, .boolean), (.sw, .boolean), (.ew, .boolean):
            return .string(String(decoding: words.cursor.bytes[start..<words.position], as: UTF8.self))
        default:
            let reason = "'\(comparison.rawValue)' cannot compare with true, false or null; use eq or ne"
            throw SyntaxError(reason: reason, offset: start)
        }
    }

    /// Reads `compValue = false / null / true / number / string`.
    ///
    /// Entra: other text without quotes is a string: `externalId eq jyoung`, GUIDs, dates. Text in quotes of another kind, or a
    /// template that nobody filled in, is not.
    private static func value(_ words: inout FilterWords) throws(SyntaxError) -> Value {
        if words.next == UInt8(ascii: "\"") {
            return .string(try JSONString.read(&words.cursor))
        }
        let start = words.position
        let word = words.takeWord()
        guard !word.isEmpty else { throw words.error("expected a value after the operator") }
        guard String(decoding: word, as: UTF8.self).isBareWord else {
            let reason =
                "a value stands in straight double quotes, as in userName eq \"ada\"; without them it must not begin with a "
                + "quotation mark of another kind, and holds no braces and no such marks"
            throw SyntaxError(reason: reason, offset: start)
        }
        if word.equalsIgnoringASCIICase("true".utf8) { return .boolean(true) }
        if word.equalsIgnoringASCIICase("false".utf8) { return .boolean(false) }
        if word.equalsIgnoringASCIICase("null".utf8) { return .null }
        return Self.number(at: start, in: words) ?? .string(String(decoding: word, as: UTF8.self))
    }

    /// The number that fills the word just read, if it is one.
    private static func number(at start: Int, in words: FilterWords) -> Value? {
        var cursor = words.cursor
        cursor.position = start
        guard let number = try? JSONNumber.read(&cursor), cursor.position == words.position else { return nil }
        return number
    }
}

extension String {
    /// Whether somebody may have meant it as a value, quotes left out.
    fileprivate var isBareWord: Bool {
        guard let first = self.unicodeScalars.first, !"'`´‘’‚‛".unicodeScalars.contains(first) else { return false }
        return !self.unicodeScalars.contains { "{}“”„‟«»‹›＂".unicodeScalars.contains($0) }
    }
}
