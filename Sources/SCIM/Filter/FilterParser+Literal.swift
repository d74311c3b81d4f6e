import Encodings

extension FilterParser {
    /// `compValue`, with which the operator can compare.
    mutating func comparand(of comparison: Filter.Operator) throws(SyntaxError) -> Value {
        self.skipSpace()
        let start = self.position
        let value = try self.literal()
        switch (comparison, value) {
        case (.eq, _), (.ne, _), (_, .string), (_, .integer), (_, .decimal): return value
        case (.co, .boolean), (.sw, .boolean), (.ew, .boolean):
            return .string(String(decoding: self.bytes[start..<self.position], as: UTF8.self))
        default:
            let reason = "'\(comparison.rawValue)' cannot compare with true, false or null; use eq or ne"
            throw SyntaxError(reason: reason, offset: start)
        }
    }

    /// Reads `compValue = false / null / true / number / string`.
    ///
    /// Entra: other text without quotes is a string: `externalId eq jyoung`, GUIDs, dates. Text in quotes of another kind, or a
    /// template that nobody filled in, is not.
    private mutating func literal() throws(SyntaxError) -> Value {
        if self.next == UInt8(ascii: "\"") {
            return .string(try self.string())
        }
        let start = self.position
        let word = self.takeWord()
        guard !word.isEmpty else { throw self.error("expected a value after the operator") }
        guard String(decoding: word, as: UTF8.self).isBareWord else {
            let reason =
                "a value stands in straight double quotes, as in userName eq \"ada\"; without them it must not begin with a "
                + "quotation mark of another kind, and holds no braces and no such marks"
            throw SyntaxError(reason: reason, offset: start)
        }
        if word.equalsIgnoringASCIICase("true".utf8) { return .boolean(true) }
        if word.equalsIgnoringASCIICase("false".utf8) { return .boolean(false) }
        if word.equalsIgnoringASCIICase("null".utf8) { return .null }
        return self.number(at: start) ?? .string(String(decoding: word, as: UTF8.self))
    }

    private mutating func string() throws(SyntaxError) -> String {
        var reader = JSONReader(self.bytes, position: self.position)
        let string = try reader.string()
        self.position = reader.position
        return string
    }

    /// The number that fills the word just read, if it is one.
    private func number(at start: Int) -> Value? {
        var reader = JSONReader(self.bytes, position: start)
        guard let number = try? reader.number(), reader.position == self.position else { return nil }
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
