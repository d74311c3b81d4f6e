/// The pieces of a substrings filter, matched by a rule (RFC 4518 section 2.6).
struct SubstringPattern {
    let initial: AttributeValue?
    let any: [AttributeValue]
    let final: AttributeValue?

    /// Whether the value holds the pieces in order and without overlap.
    func matches(_ value: AttributeValue, by rule: MatchingRule) -> Bool {
        guard let value = rule.normalized(value)?.bytes else { return false }
        var rest = value[...]
        if let initial = self.initial {
            let piece = rule.normalizedPiece(initial, at: .start)
            guard rest.starts(with: piece) else { return false }
            rest = rest.dropFirst(piece.count)
        }
        if let final = self.final {
            let piece = rule.normalizedPiece(final, at: .end)
            guard rest.count >= piece.count, rest.suffix(piece.count).elementsEqual(piece) else { return false }
            rest = rest.dropLast(piece.count)
        }
        for piece in self.any {
            guard let end = Self.end(of: rule.normalizedPiece(piece, at: .middle), in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    private static func end(of piece: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        while rest.count >= piece.count {
            if rest.starts(with: piece) { return rest.startIndex + piece.count }
            rest = rest.dropFirst()
        }
        return nil
    }
}
