import Encodings
import LDAP
import SCIM

extension Binding {
    /// SCIM values as the attribute stores them; empty ones, which no syntax stores, are left out and so clear.
    ///
    /// - Throws: `invalidValue` for an id that is not known, a value of another kind, a zero byte, and what would not be shown.
    func encode(_ values: [SCIM.Value], _ references: References) throws(SCIMError) -> [AttributeValue] {
        var encoded: [AttributeValue] = []
        for value in values.lazy.compactMap(\.single) where !value.isBlank {
            // Who has no key, as groups have none, is in the other attribute alone.
            if self.rule.isCopy, self.conversion.attributeValue(of: value, references: references) == nil { continue }
            encoded.append(try self.encode(value, references))
        }
        return encoded
    }

    /// Those of some values that can be stored; of a rule that refuses others, all of them.
    func fit(_ values: [SCIM.Value], _ references: References) -> [SCIM.Value] {
        guard self.rule.leavesOutUnfit else { return values }
        return values.filter { value in
            guard let single = value.single, !single.isBlank else { return true }
            guard let stored = try? self.encode(single, references) else { return false }
            return (try? self.check([value])) != nil && self.type?.allows(stored) ?? true
        }
    }

    private func encode(_ value: SCIM.Value, _ references: References) throws(SCIMError) -> AttributeValue {
        guard let stored = self.conversion.attributeValue(of: value, references: references) else {
            if self.conversion == .base64 {
                throw .invalidValue(
                    "\(self.rule.path) is binary: send it as base64 (RFC 4648 section 4), and not as a URL.")
            }
            if case .form(let form, of: _) = self.conversion {
                throw .invalidValue(
                    "\(self.rule.path) cannot be this value: of it nothing is left to store in \(self.rule.attribute), which holds "
                        + "\(form.template). Send a value of that form, or change `value` in the configuration.")
            }
            guard case .reference(let types, let key) = self.conversion else {
                throw .invalidValue(
                    "\(self.rule.path) is of type \(self.definition.type.rawValue) and cannot be this value: \(self.rule.attribute) "
                        + "\(self.type?.syntaxWords ?? "cannot hold it"). Correct it at its source, or leave such values out by "
                        + "`on_invalid: drop` in the configuration.")
            }
            let kind = types.isEmpty ? "entry" : types.sorted().joined(separator: " or ")
            if let key {
                throw .invalidValue(
                    "\(self.rule.path) names the id \(value.plainText ?? ""), which no \(kind) with a \(key) inside the configured bases "
                        + "has; \(self.rule.attribute) holds nobody else. Provision that entry first.")
            }
            throw .invalidValue(
                "\(self.rule.path) names the id \(value.plainText ?? ""), which no \(kind) inside the configured bases has. "
                    + "Provision that entry first."
            )
        }
        // Programs that end a text at a zero byte would read another value, another user's name for example.
        if var text = value.plainText, text.withUTF8({ $0.contains(0) }) {
            throw .invalidValue("\(self.rule.path) holds a zero byte (U+0000). Remove it at its source.")
        }
        guard case .matching(let pattern) = self.rule.choice, !pattern.matches(stored.bytes) else { return stored }
        throw .invalidValue(
            "\(self.rule.path) cannot be this value: the mapping stores in \(self.rule.attribute) only what matches "
                + "\(pattern). Send another value, or change `choose` in the configuration."
        )
    }
}

extension SCIM.Value {
    /// Whether there is nothing to store.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .boolean, .integer, .decimal, .array, .object: false
        }
    }
}

extension Binding {
    /// Checks values that a client wishes for, beyond what the attribute can store.
    ///
    /// - Throws: `invalidValue` for what no client should have: a name of which nothing can be seen, a URL that is none.
    func check(_ values: [SCIM.Value]) throws(SCIMError) {
        for text in values.lazy.compactMap(\.single?.string) where !text.isEmpty {
            if self.rule.isUnique || self.rule.isRequired, text.isInvisible {
                throw .invalidValue(
                    "\(self.rule.path) holds nothing but blanks or characters that cannot be seen. Send a value that can be read."
                )
            }
            if self.isURL, !text.isURL {
                throw .invalidValue(
                    "\(self.rule.path) takes URLs, such as https://www.example.com/ada, and this value is none. Send a URL."
                )
            }
        }
    }

    /// Whether SCIM demands a URL (RFC 7643 section 2.3.7).
    private var isURL: Bool {
        self.definition.type == .reference && !self.rule.isBase64 && !self.rule.isReference
            && self.definition.referenceTypes.contains { $0 == "external" || $0 == "uri" }
    }
}

extension String {
    /// Whether there is nothing in it that a person could see.
    var isInvisible: Bool {
        self.unicodeScalars.allSatisfy { scalar in
            if (0x21...0x7E).contains(scalar.value) { return false }
            let properties = scalar.properties
            return properties.isWhitespace || properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}"
                || [.control, .format, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
        }
    }

    /// `scheme ":" hier-part` (RFC 3986 section 3), also with letters beyond ASCII.
    fileprivate var isURL: Bool {
        guard let colon = self.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let (scheme, rest) = (self.utf8[..<colon], self.utf8[colon...].dropFirst())
        guard let first = scheme.first, first.isLetter, !rest.isEmpty else { return false }
        return scheme.allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
            && rest.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>\"{}|\\^`".utf8.contains($0) }
    }
}
