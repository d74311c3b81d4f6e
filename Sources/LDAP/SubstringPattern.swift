/// The pieces of a substrings filter, matched by a rule (RFC 4518 section 2.6).
public struct SubstringPattern: Hashable, Sendable {
    /// What the value begins with.
    public var initial: AttributeValue?
    /// What it holds between the beginning and the end, in this order.
    public var any: [AttributeValue]
    /// What it ends with.
    public var final: AttributeValue?

    /// A pattern of these pieces.
    public init(initial: AttributeValue? = nil, any: [AttributeValue] = [], final: AttributeValue? = nil) {
        self.initial = initial
        self.any = any
        self.final = final
    }

    /// Whether the value holds the pieces in order and without overlap.
    ///
    /// Servers differ from that beyond ASCII: where one can be asked, this is a hint, and it decides.
    public func matches(_ value: AttributeValue, by rule: MatchingRule) -> Bool {
        guard var rest = rule.normalized(value)?.bytes else { return false }
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
