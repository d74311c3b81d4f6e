import Encodings

/// Brings distinguished names into the form in which equal names have equal bytes.
///
/// Types and values are folded, assertions sorted, and every byte of a value that could be taken for a separator is
/// written as a backslash and two digits, so that a comma in a normal form always separates two parts.
///
/// `isPrepared` says how far values are folded: as RFC 4518 prepares them, or only in ASCII case and spaces, of which every
/// server thinks the same.
enum NameNormalizer {
    static func normalForm(of text: String, isPrepared: Bool = false) -> [UInt8] {
        var text = text
        if let plain = text.withUTF8({ Self.plainForm(of: $0) }) { return plain }
        guard let names = try? DistinguishedNameParser.parse(text) else {
            return text.utf8.map(\.asciiLowercased)
        }
        return Array(
            names.lazy.map { Self.normalForm(of: $0, isPrepared: isPrepared) }.joined(separator: [UInt8(ascii: ",")]))
    }

    static func normalForm(of name: RelativeDistinguishedName, isPrepared: Bool = false) -> [UInt8] {
        let parts = name.assertions.map { Self.normalForm(of: $0, isPrepared: isPrepared) }
        guard parts.count > 1 else { return parts.first ?? [] }
        return Array(parts.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [UInt8(ascii: "+")]))
    }

    private static func normalForm(of assertion: RelativeDistinguishedName.Assertion, isPrepared: Bool) -> [UInt8] {
        let value = assertion.value
        let folded =
            isPrepared ? MatchingRule.caseIgnore.folded(value.bytes)[...] : MatchingRule.caseIgnore.certain(value).bytes
        var form = assertion.type.description.utf8.map(\.asciiLowercased)
        form.append(UInt8(ascii: "="))
        for byte in folded {
            Self.isSpecial(byte) ? form.appendEscaped(byte) : form.append(byte)
        }
        return form
    }

    /// The normal form of a name of plain ASCII, as almost all are, in one pass; nil if it needs the parser.
    private static func plainForm(of text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var form: [UInt8] = []
        form.reserveCapacity(text.count)
        var isPending = false
        var isInValue = false
        for byte in text {
            if byte == .space {
                isPending = true
                continue
            }
            let isSeparator = byte == UInt8(ascii: ",") || (byte == UInt8(ascii: "=") && !isInValue)
            guard isSeparator || !Self.isSpecial(byte), byte < 0x80 else { return nil }
            let last = form.last
            if isPending && !isSeparator, let last, last != UInt8(ascii: ","), last != UInt8(ascii: "=") {
                form.append(.space)
            }
            isPending = false
            if isSeparator { isInValue = byte == UInt8(ascii: "=") }
            form.append(byte.asciiLowercased)
        }
        return form
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "#"):
            true
        default: byte.isControl
        }
    }
}
