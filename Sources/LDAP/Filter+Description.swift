extension Filter: CustomStringConvertible {
    /// The filter as RFC 4515 writes it.
    public var description: String {
        var text = ""
        self.write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        text += "("
        switch self {
        case .and(let filters): Self.write("&", filters, to: &text)
        case .or(let filters): Self.write("|", filters, to: &text)
        case .not(let filter): Self.write("!", [filter], to: &text)
        default: self.writeItem(to: &text)
        }
        text += ")"
    }

    private static func write(_ sign: String, _ filters: [Filter], to text: inout String) {
        text += sign
        for filter in filters { filter.write(to: &text) }
    }

    /// Piece by piece: interpolation takes twice as long, and every search writes its filter.
    private func writeItem(to text: inout String) {
        switch self {
        case .and, .or, .not: break
        case .equal(let attribute, let value): Self.write(attribute, "=", value, to: &text)
        case .greaterOrEqual(let attribute, let value): Self.write(attribute, ">=", value, to: &text)
        case .lessOrEqual(let attribute, let value): Self.write(attribute, "<=", value, to: &text)
        case .approximate(let attribute, let value): Self.write(attribute, "~=", value, to: &text)
        case .present(let attribute): Self.write(attribute, "=*", nil, to: &text)
        case .substrings(let attribute, let initial, let any, let final):
            let pieces = ([initial] + any + [final]).map { Self.escaped($0) }
            Self.write(attribute, "=", nil, to: &text)
            text += pieces.joined(separator: "*")
        case .extensible(let attribute, let rule, let value, let dnAttributes):
            text += (attribute?.description ?? "") + (dnAttributes ? ":dn" : "") + (rule.map { ":\($0)" } ?? "")
            text += ":=" + Self.escaped(value)
        }
    }

    private static func write(
        _ attribute: AttributeDescription, _ sign: String, _ value: AttributeValue?, to text: inout String
    ) {
        text += attribute.description
        text += sign
        text += Self.escaped(value)
    }

    /// Whether a byte stands for itself, whatever is around it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"): false
        default: byte &- 0x20 < 0x5F
        }
    }

    /// `valueencoding`, with everything escaped that needs it; control characters and what is not UTF-8 as well.
    private static func escaped(_ value: AttributeValue?) -> String {
        guard let value else { return "" }
        if value.bytes.allSatisfy(Self.isPlain) { return String(decoding: value.bytes, as: UTF8.self) }
        let isText = value.text != nil
        var output: [UInt8] = []
        output.reserveCapacity(value.bytes.count + 6)
        for byte in value.bytes {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0..<0x20, 0x7f:
                output.appendEscaped(byte)
            case 0x80...: isText ? output.append(byte) : output.appendEscaped(byte)
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
