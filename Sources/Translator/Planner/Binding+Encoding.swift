import LDAP
import SCIM

extension Binding {
    /// SCIM values as the attribute stores them; empty ones, which no syntax stores, are left out and so clear.
    ///
    /// - Throws: `invalidValue` for an id that is not known, a value of another kind, a zero byte, and what would not be shown.
    func encode(_ values: [SCIM.Value], _ references: References) throws(SCIMError) -> [AttributeValue] {
        var encoded: [AttributeValue] = []
        for value in values.lazy.compactMap(\.single) where !value.isBlank {
            encoded.append(try self.encode(value, references))
        }
        return encoded
    }

    private func encode(_ value: SCIM.Value, _ references: References) throws(SCIMError) -> AttributeValue {
        guard let stored = self.conversion.attributeValue(of: value, references: references) else {
            guard case .reference(let types) = self.conversion else {
                throw .invalidValue(
                    "\(self.rule.path) is of type \(self.definition.type.rawValue) and cannot be this value.")
            }
            let kind = types.isEmpty ? "entry" : types.sorted().joined(separator: " or ")
            throw .invalidValue(
                "\(self.rule.path) names the id \(value.plainText ?? ""), which no \(kind) inside the configured bases has. "
                    + "Provision that entry first."
            )
        }
        // Programs that end a text at a zero byte would read another value, another user's name for example.
        if value.plainText?.utf8.contains(0) == true {
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
    var isBlank: Bool { self == .null || self == .string("") }
}
