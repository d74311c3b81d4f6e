import Encodings

extension FilterParser {
    /// Reads `attrPath / valuePath [subAttr]`.
    mutating func filteredPath() throws(SyntaxError) -> AttributePath {
        var path = try self.attributePath()
        guard self.next == UInt8(ascii: "[") else { return path }
        guard path.subAttribute == nil, !path.attribute.isEmpty else {
            throw self.error("a value filter belongs directly after an attribute, before its sub-attribute")
        }
        path.filter = try self.valueFilter()
        if self.take(UInt8(ascii: ".")) {
            let start = self.position
            let word = self.takeWord()
            path.subAttribute = try self.name(start..<word.endIndex)
        }
        return path
    }

    /// `attrPath = [URI ":"] ATTRNAME *1subAttr`, or a schema alone.
    private mutating func attributePath() throws(SyntaxError) -> AttributePath {
        let start = self.position
        let word = self.takeWord()
        guard !word.isEmpty else { throw self.error("expected the name of an attribute") }
        guard word.contains(UInt8(ascii: ":")) else {
            return try self.names(word.indices, of: nil)
        }
        guard let schema = self.knownSchema(of: word) else {
            return try self.unknownSchemaPath(word)
        }
        let end = start + schema.rawValue.utf8.count
        if end == word.endIndex {
            return AttributePath(schema: schema, attribute: "")
        }
        let isCore = schema == .user || schema == .group
        return try self.names(end + 1..<word.endIndex, of: isCore ? nil : schema)
    }

    /// The longest known URN that the word begins with.
    ///
    /// Entra: a dot separates the URN of an extension from the attribute as well as a colon.
    private func knownSchema(of word: ArraySlice<UInt8>) -> SchemaURN? {
        let known = [.user, .group] + self.extensions
        return known.filter { urn in
            guard word.starts(withIgnoringASCIICase: urn.rawValue.utf8) else { return false }
            let rest = word.dropFirst(urn.rawValue.utf8.count)
            return rest.isEmpty || rest.first == UInt8(ascii: ":") || rest.first == UInt8(ascii: ".")
        }
        .max { $0.rawValue.utf8.count < $1.rawValue.utf8.count }
    }

    /// `URI ":" ATTRNAME *1subAttr` where the last colon ends the URI.
    private func unknownSchemaPath(_ word: ArraySlice<UInt8>) throws(SyntaxError) -> AttributePath {
        let colon = word.lastIndex(of: UInt8(ascii: ":")) ?? word.startIndex
        guard colon > word.startIndex else {
            throw SyntaxError(reason: "expected the URI of a schema before ':'", offset: colon)
        }
        let schema = SchemaURN(rawValue: String(decoding: word[..<colon], as: UTF8.self))
        return try self.names(colon + 1..<word.endIndex, of: schema)
    }

    /// Reads `ATTRNAME *1subAttr`.
    private func names(_ range: Range<Int>, of schema: SchemaURN?) throws(SyntaxError) -> AttributePath {
        guard let dot = self.bytes[range].firstIndex(of: UInt8(ascii: ".")) else {
            return AttributePath(schema: schema, attribute: try self.name(range))
        }
        let attribute = try self.name(range.lowerBound..<dot)
        let subAttribute = try self.name(dot + 1..<range.upperBound)
        return AttributePath(schema: schema, attribute: attribute, subAttribute: subAttribute)
    }

    /// `ATTRNAME = ALPHA *("-" / "_" / DIGIT / ALPHA)`, and `$ref` (RFC 7643 2.4).
    private func name(_ range: Range<Int>) throws(SyntaxError) -> String {
        guard let first = self.bytes[range].first else {
            throw SyntaxError(reason: "expected the name of an attribute", offset: range.lowerBound)
        }
        let start = first == UInt8(ascii: "$") ? range.lowerBound + 1 : range.lowerBound
        guard start < range.upperBound, self.bytes[start].isLetter else {
            throw SyntaxError(reason: "the name of an attribute begins with a letter", offset: start)
        }
        if let fault = self.bytes[start..<range.upperBound].firstIndex(where: { !$0.isNameCharacter }) {
            let reason = "the name of an attribute holds letters, digits, '-' and '_' only"
            throw SyntaxError(reason: reason, offset: fault)
        }
        return String(decoding: self.bytes[range], as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isNameCharacter: Bool {
        self.isLetter || self.isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }
}
