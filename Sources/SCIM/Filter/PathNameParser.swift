import Encodings

/// Reads the names in a path, without a value filter: `name.givenName`, with or without the URN of a schema before it.
struct PathNameParser {
    let extensions: [SchemaURN]

    /// `attrPath = [URI ":"] ATTRNAME *1subAttr`, or a schema alone.
    func path(_ word: ArraySlice<UInt8>) throws(SyntaxError) -> AttributePath {
        guard word.contains(UInt8(ascii: ":")) else { return try self.names(word, of: nil) }
        guard let schema = self.knownSchema(of: word) else { return try self.unknownSchemaPath(word) }
        let end = word.startIndex + schema.rawValue.utf8.count
        if end == word.endIndex {
            return AttributePath(schema: schema, attribute: "")
        }
        return try self.names(word[(end + 1)...], of: schema.isCore ? nil : schema)
    }

    /// The longest known URN that the word begins with.
    ///
    /// Entra: a dot separates the URN of an extension from the attribute as well as a colon.
    private func knownSchema(of word: ArraySlice<UInt8>) -> SchemaURN? {
        var longest: SchemaURN?
        for urn in [.user, .group] + self.extensions where word.begins(with: urn) {
            if urn.rawValue.utf8.count > longest?.rawValue.utf8.count ?? 0 { longest = urn }
        }
        return longest
    }

    /// `URI ":" ATTRNAME *1subAttr` where the last colon ends the URI.
    private func unknownSchemaPath(_ word: ArraySlice<UInt8>) throws(SyntaxError) -> AttributePath {
        let colon = word.lastIndex(of: UInt8(ascii: ":")) ?? word.startIndex
        guard colon > word.startIndex else {
            throw SyntaxError(reason: "expected the URI of a schema before ':'", offset: colon)
        }
        let schema = SchemaURN(rawValue: String(decoding: word[..<colon], as: UTF8.self))
        return try self.names(word[(colon + 1)...], of: schema)
    }

    /// Reads `ATTRNAME *1subAttr`.
    private func names(_ word: ArraySlice<UInt8>, of schema: SchemaURN?) throws(SyntaxError) -> AttributePath {
        guard let dot = word.firstIndex(of: UInt8(ascii: ".")) else {
            return AttributePath(schema: schema, attribute: try self.name(word))
        }
        let attribute = try self.name(word[..<dot])
        let subAttribute = try self.name(word[(dot + 1)...])
        return AttributePath(schema: schema, attribute: attribute, subAttribute: subAttribute)
    }

    /// `ATTRNAME = ALPHA *("-" / "_" / DIGIT / ALPHA)`, and `$ref` (RFC 7643 2.4).
    func name(_ word: ArraySlice<UInt8>) throws(SyntaxError) -> String {
        guard let first = word.first else {
            throw SyntaxError(reason: "expected the name of an attribute", offset: word.startIndex)
        }
        let rest = first == UInt8(ascii: "$") ? word.dropFirst() : word
        guard rest.first?.isLetter ?? false else {
            throw SyntaxError(reason: "the name of an attribute begins with a letter", offset: rest.startIndex)
        }
        if let fault = rest.firstIndex(where: { !$0.isNameCharacter }) {
            let reason = "the name of an attribute holds letters, digits, '-' and '_' only"
            throw SyntaxError(reason: reason, offset: fault)
        }
        return String(decoding: word, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// Whether this is the URN, or an attribute of the schema after it.
    fileprivate func begins(with urn: SchemaURN) -> Bool {
        let end = self.startIndex + urn.rawValue.utf8.count
        guard end <= self.endIndex, end == self.endIndex || [UInt8(ascii: ":"), UInt8(ascii: ".")].contains(self[end])
        else { return false }
        return self.withUnsafeBufferPointer { bytes in
            var name = urn.rawValue
            return name.withUTF8 { $0.equalsIgnoringASCIICase(bytes[..<$0.count]) }
        }
    }
}

extension UInt8 {
    fileprivate var isNameCharacter: Bool {
        self.isLetter || self.isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }
}
