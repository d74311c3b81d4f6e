extension Filter: CustomStringConvertible {
    /// The filter as RFC 4515 writes it.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(96)
        self.write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the filter as RFC 4515 writes it.
    public func write(to text: inout [UInt8]) {
        text.append(UInt8(ascii: "("))
        switch self {
        case .and(let filters): Self.write("&", filters, to: &text)
        case .or(let filters): Self.write("|", filters, to: &text)
        case .not(let filter): Self.write("!", [filter], to: &text)
        default: self.writeItem(to: &text)
        }
        text.append(UInt8(ascii: ")"))
    }

    private static func write(_ sign: Unicode.Scalar, _ filters: [Filter], to text: inout [UInt8]) {
        text.append(UInt8(ascii: sign))
        for filter in filters { filter.write(to: &text) }
    }

    private func writeItem(to text: inout [UInt8]) {
        switch self {
        case .and, .or, .not: break
        case .equal(let attribute, let value): Self.write(attribute, "=", value, to: &text)
        case .greaterOrEqual(let attribute, let value): Self.write(attribute, ">=", value, to: &text)
        case .lessOrEqual(let attribute, let value): Self.write(attribute, "<=", value, to: &text)
        case .approximate(let attribute, let value): Self.write(attribute, "~=", value, to: &text)
        case .present(let attribute): Self.write(attribute, "=*", nil, to: &text)
        case .substrings(let attribute, let initial, let any, let final):
            Self.write(attribute, "=", initial, to: &text)
            for piece in any + [final] {
                text.append(UInt8(ascii: "*"))
                Self.write(piece, to: &text)
            }
        case .extensible(let attribute, let rule, let value, let dnAttributes):
            text += (attribute?.description ?? "").utf8
            text += (dnAttributes ? ":dn" : "").utf8
            if let rule { text += ":\(rule)".utf8 }
            text += ":=".utf8
            Self.write(value, to: &text)
        }
    }

    private static func write(
        _ attribute: AttributeDescription, _ sign: StaticString, _ value: AttributeValue?, to text: inout [UInt8]
    ) {
        text += attribute.description.utf8
        sign.withUTF8Buffer { text += $0 }
        Self.write(value, to: &text)
    }

    /// Whether a byte stands for itself, whatever is around it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"): false
        default: byte &- 0x20 < 0x5F
        }
    }

    /// `valueencoding`, with everything escaped that needs it; control characters and what is not UTF-8 as well.
    private static func write(_ value: AttributeValue?, to text: inout [UInt8]) {
        guard let value else { return }
        if value.bytes.allSatisfy(Self.isPlain) {
            text += value.bytes
            return
        }
        let isText = value.text != nil
        for byte in value.bytes {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0..<0x20, 0x7f:
                text.appendEscaped(byte)
            case 0x80...: isText ? text.append(byte) : text.appendEscaped(byte)
            default: text.append(byte)
            }
        }
    }
}
