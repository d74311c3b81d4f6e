import Encodings

/// Reads search filters (RFC 4515 section 3).
struct FilterParser {
    private let bytes: [UInt8]
    private var offset = 0
    private let maximumDepth: Int

    static func parse(_ text: String, maximumDepth: Int) throws(LDAPError) -> Filter {
        var parser = FilterParser(bytes: Array(text.utf8), maximumDepth: maximumDepth)
        let filter = try parser.filter(depth: 1)
        parser.skipSpaces()
        guard parser.offset == parser.bytes.count else { throw parser.error("text after the filter") }
        return filter
    }

    private init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    // `filter = LPAREN filtercomp RPAREN`
    private mutating func filter(depth: Int) throws(LDAPError) -> Filter {
        guard depth <= self.maximumDepth else { throw self.error("more than \(self.maximumDepth) nested filters") }
        self.skipSpaces()
        try self.expect("(")
        self.skipSpaces()
        let filter = try self.component(depth: depth)
        try self.expect(")")
        return filter
    }

    // `filtercomp = and / or / not / item`
    private mutating func component(depth: Int) throws(LDAPError) -> Filter {
        if self.take("&") { return .and(try self.list(depth: depth)) }
        if self.take("|") { return .or(try self.list(depth: depth)) }
        guard self.take("!") else { return try self.item() }
        let filter = try self.filter(depth: depth + 1)
        self.skipSpaces()
        return .not(filter)
    }

    // `filterlist = *filter`
    private mutating func list(depth: Int) throws(LDAPError) -> [Filter] {
        var filters: [Filter] = []
        self.skipSpaces()
        while self.peek() == UInt8(ascii: "(") {
            filters.append(try self.filter(depth: depth + 1))
            self.skipSpaces()
        }
        return filters
    }

    // `item = simple / present / substring / extensible`
    private mutating func item() throws(LDAPError) -> Filter {
        if self.peek() == UInt8(ascii: ":") { return try self.extensible(nil) }
        let attribute = try self.attribute()
        if self.take("=") { return Self.equality(attribute, pieces: try self.pieces()) }
        if self.take("~=") { return .approximate(attribute, try self.value()) }
        if self.take(">=") { return .greaterOrEqual(attribute, try self.value()) }
        if self.take("<=") { return .lessOrEqual(attribute, try self.value()) }
        if self.peek() == UInt8(ascii: ":") { return try self.extensible(attribute) }
        throw self.error("none of '=', '~=', '>=', '<=' and ':=' after the attribute")
    }

    // `extensible = ( attr [dnattrs] [matchingrule] COLON EQUALS assertionvalue )`
    // `/ ( [dnattrs] matchingrule COLON EQUALS assertionvalue )`
    private mutating func extensible(_ attribute: AttributeDescription?) throws(LDAPError) -> Filter {
        var words: [String] = []
        while !self.take(":=") {
            try self.expect(":")
            words.append(self.word())
        }
        let hasDN = words.first.map { $0.equalsIgnoringASCIICase("dn") } ?? false
        let rules = words.dropFirst(hasDN ? 1 : 0)
        guard rules.count <= 1, rules.first != "", attribute != nil || !rules.isEmpty else {
            throw self.error("no matching rule before ':='")
        }
        return .extensible(attribute: attribute, rule: rules.first, value: try self.value(), dnAttributes: hasDN)
    }

    private mutating func attribute() throws(LDAPError) -> AttributeDescription {
        let start = self.offset
        let text = self.word()
        do {
            return try AttributeDescription(parsing: text)
        } catch {
            self.offset = start
            throw self.error("no attribute")
        }
    }

    private mutating func word() -> String {
        let start = self.offset
        while let byte = self.peek(), Self.isWordCharacter(byte) { self.offset += 1 }
        return String(decoding: self.bytes[start..<self.offset], as: UTF8.self)
    }

    // `assertionvalue = valueencoding`
    private mutating func value() throws(LDAPError) -> AttributeValue {
        let pieces = try self.pieces()
        guard pieces.count == 1 else { throw self.error("a '*' that is not written as '\\2a' before this place") }
        return AttributeValue(bytes: pieces[0])
    }

    // `[initial] any [final]`, split at the asterisks
    private mutating func pieces() throws(LDAPError) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        while let byte = self.peek(), byte != UInt8(ascii: ")") {
            if self.take("*") {
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(try self.valueByte(byte))
            }
        }
        return pieces
    }

    // `valueencoding = 0*(normal / escaped)`
    private mutating func valueByte(_ byte: UInt8) throws(LDAPError) -> UInt8 {
        guard byte != 0, byte != UInt8(ascii: "(") else { throw self.error("an unescaped special character") }
        guard byte == .backslash else {
            self.offset += 1
            return byte
        }
        guard self.offset + 2 < self.bytes.count, let high = self.bytes[self.offset + 1].hexadecimalValue,
            let low = self.bytes[self.offset + 2].hexadecimalValue
        else { throw self.error("a backslash without two hexadecimal digits") }
        self.offset += 3
        return high << 4 | low
    }

    private static func equality(_ attribute: AttributeDescription, pieces: [[UInt8]]) -> Filter {
        guard pieces.count > 1 else { return .equal(attribute, AttributeValue(bytes: pieces[0])) }
        let values = pieces.map { $0.isEmpty ? nil : AttributeValue(bytes: $0) }
        guard values.contains(where: { $0 != nil }) else { return .present(attribute) }
        return .substrings(
            attribute,
            initial: values[0],
            any: values.dropFirst().dropLast().compactMap { $0 },
            final: values[values.count - 1]
        )
    }

    private func peek() -> UInt8? {
        self.offset < self.bytes.count ? self.bytes[self.offset] : nil
    }

    private mutating func take(_ token: StaticString) -> Bool {
        let token = UnsafeBufferPointer(start: token.utf8Start, count: token.utf8CodeUnitCount)
        guard self.bytes[self.offset...].starts(with: token) else { return false }
        self.offset += token.count
        return true
    }

    private mutating func expect(_ token: StaticString) throws(LDAPError) {
        guard self.take(token) else { throw self.error("no '\(token)'") }
    }

    private mutating func skipSpaces() {
        while let byte = self.peek(), byte == .space || (0x09...0x0d).contains(byte) { self.offset += 1 }
    }

    private func error(_ problem: String) -> LDAPError {
        LDAPError(.filterError, diagnostic: "\(problem) at offset \(self.offset) of a search filter")
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "_")
    }
}
