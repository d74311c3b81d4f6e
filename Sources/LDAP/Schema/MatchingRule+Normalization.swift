import Encodings

extension MatchingRule {
    /// The value in the form in which equal values have equal bytes, by RFC 4517; nil if it breaks the syntax of the rule.
    ///
    /// Servers differ from that beyond ASCII: where one can be asked, this is a hint, and it decides.
    public func normalized(_ value: AttributeValue) -> AttributeValue? {
        switch self.behavior {
        case .unknown, .bytes: value
        case .caseIgnore, .caseExact: value.text == nil ? nil : AttributeValue(bytes: self.folded(value.bytes))
        case .objectIdentifier: AttributeValue(bytes: self.folded(value.bytes))
        case .numericString, .telephoneNumber: AttributeValue(bytes: self.stripped(value.bytes))
        case .distinguishedName: Self.name(value)
        case .integer: Self.integer(value.bytes)
        case .boolean: Self.boolean(value.bytes)
        case .generalizedTime:
            value.text.flatMap { Timestamp(generalizedTime: $0) }.map { AttributeValue($0.generalizedTime) }
        case .uuid: Self.uuid(value.bytes)
        }
    }

    /// The value in a form in which two values have equal bytes only if every directory takes them for the same: they differ
    /// in ASCII case and in spaces at most.
    public func certain(_ value: AttributeValue) -> AttributeValue {
        switch self.behavior {
        case .caseIgnore, .caseExact, .objectIdentifier:
            let bytes = self.behavior == .caseExact ? value.bytes : value.bytes.map(\.asciiLowercased)[...]
            return AttributeValue(bytes: Self.collapsed(bytes, trimsStart: true, trimsEnd: true))
        case .distinguishedName:
            return value.text.map { AttributeValue(bytes: DistinguishedName(server: $0).normalForm) } ?? value
        default: return self.normalized(value) ?? value
        }
    }

    /// Where a piece of a substrings filter stands in the value.
    enum Place { case start, middle, end }

    /// A piece of a substrings filter, normalised like the value but for the spaces at its inner ends.
    func normalizedPiece(_ piece: AttributeValue, at place: Place) -> [UInt8] {
        switch self.behavior {
        case .caseIgnore, .caseExact, .objectIdentifier:
            Self.collapsed(
                self.prepared(piece.bytes),
                trimsStart: place == .start,
                trimsEnd: place == .end
            )
        case .numericString, .telephoneNumber: self.stripped(piece.bytes)
        default: Array(piece.bytes)
        }
    }

    /// Text without spaces around it, with single spaces in it, and folded unless the rule looks at case.
    func folded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Self.collapsed(self.prepared(bytes), trimsStart: true, trimsEnd: true)
    }

    /// Text as RFC 4518 prepares it, but for spaces; printable ASCII, as almost all is, needs no table.
    private func prepared(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let ignoresCase = self.behavior != .caseExact
        let isPlain = bytes.allSatisfy { $0 &- 0x20 < 0x5F }
        guard !isPlain, let text = AttributeValue(bytes: bytes).text else {
            return ignoresCase ? bytes.map(\.asciiLowercased)[...] : bytes
        }
        return Preparation.prepared(text, ignoringCase: ignoresCase)[...]
    }

    private static func collapsed(_ bytes: ArraySlice<UInt8>, trimsStart: Bool, trimsEnd: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            let isRepeated = byte == .space && (output.isEmpty ? trimsStart : output.last == .space)
            if !isRepeated { output.append(byte) }
        }
        if trimsEnd && output.last == .space { output.removeLast() }
        return output
    }

    private func stripped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.filter { $0 != .space && (self.behavior != .telephoneNumber || $0 != UInt8(ascii: "-")) }
    }

    private static func name(_ value: AttributeValue) -> AttributeValue? {
        guard let text = value.text, let name = try? DistinguishedName(parsing: text) else { return nil }
        return AttributeValue(bytes: name.preparedForm)
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> AttributeValue? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        let number = digits.drop { $0 == UInt8(ascii: "0") }
        guard !number.isEmpty else { return "0" }
        return AttributeValue(bytes: (isNegative ? [UInt8(ascii: "-")] : []) + number)
    }

    private static func boolean(_ bytes: ArraySlice<UInt8>) -> AttributeValue? {
        switch String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self) {
        case "true": "TRUE"
        case "false": "FALSE"
        default: nil
        }
    }

    private static func uuid(_ bytes: ArraySlice<UInt8>) -> AttributeValue? {
        bytes.isUUID ? AttributeValue(bytes: bytes.map(\.asciiLowercased)) : nil
    }
}
