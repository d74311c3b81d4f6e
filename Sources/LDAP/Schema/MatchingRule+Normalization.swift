extension MatchingRule {
    /// The value in the form in which equal values have equal bytes; nil if it breaks the syntax of the rule.
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

    /// Where a piece of a substrings filter stands in the value.
    enum Place { case start, middle, end }

    /// A piece of a substrings filter, normalised like the value but for the spaces at its inner ends.
    func normalizedPiece(_ piece: AttributeValue, at place: Place) -> [UInt8] {
        switch self.behavior {
        case .caseIgnore, .caseExact, .objectIdentifier:
            Self.collapsed(
                self.behavior == .caseExact ? piece.bytes : Self.lowercased(piece.bytes),
                trimsStart: place == .start,
                trimsEnd: place == .end
            )
        case .numericString, .telephoneNumber: self.stripped(piece.bytes)
        default: piece.bytes
        }
    }

    /// Text without spaces around it, with single spaces in it, and folded unless the rule looks at case.
    func folded(_ bytes: [UInt8]) -> [UInt8] {
        Self.collapsed(
            self.behavior == .caseExact ? bytes : Self.lowercased(bytes),
            trimsStart: true,
            trimsEnd: true
        )
    }

    /// Simple case folding: character by character, ASCII on a fast path.
    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.map(\.folded)
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for scalar in text.unicodeScalars {
            let isFinalSigma = scalar == "\u{3c2}"
            output.append(contentsOf: isFinalSigma ? "\u{3c3}".utf8 : scalar.properties.lowercaseMapping.utf8)
        }
        return output
    }

    private static func collapsed(_ bytes: [UInt8], trimsStart: Bool, trimsEnd: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            let isRepeated = byte == .space && (output.isEmpty ? trimsStart : output.last == .space)
            if !isRepeated { output.append(byte) }
        }
        if trimsEnd && output.last == .space { output.removeLast() }
        return output
    }

    private func stripped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter { $0 != .space && (self.behavior != .telephoneNumber || $0 != UInt8(ascii: "-")) }
    }

    private static func name(_ value: AttributeValue) -> AttributeValue? {
        guard let text = value.text, let name = try? DistinguishedName(parsing: text) else { return nil }
        return AttributeValue(bytes: name.normalForm)
    }

    private static func integer(_ bytes: [UInt8]) -> AttributeValue? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        let number = digits.drop { $0 == UInt8(ascii: "0") }
        guard !number.isEmpty else { return "0" }
        return AttributeValue(bytes: (isNegative ? [UInt8(ascii: "-")] : []) + number)
    }

    private static func boolean(_ bytes: [UInt8]) -> AttributeValue? {
        switch String(decoding: bytes.map(\.folded), as: UTF8.self) {
        case "true": "TRUE"
        case "false": "FALSE"
        default: nil
        }
    }

    private static func uuid(_ bytes: [UInt8]) -> AttributeValue? {
        let hyphens: Set<Int> = [8, 13, 18, 23]
        let isUUID =
            bytes.count == 36
            && bytes.enumerated().allSatisfy { offset, byte in
                hyphens.contains(offset) ? byte == UInt8(ascii: "-") : byte.hexValue != nil
            }
        return isUUID ? AttributeValue(bytes: bytes.map(\.folded)) : nil
    }
}
