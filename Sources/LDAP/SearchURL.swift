import Encodings

/// A URL that means a search (RFC 4516), such as the `memberURL` of a dynamic group: `ldap:///ou=people,dc=acme??sub?(title=Cook)`.
public struct SearchURL: Hashable, Sendable {
    /// The entry at or below which is searched.
    public var base: DistinguishedName
    /// How deep below it.
    public var scope: SearchRequest.Scope
    /// What is found.
    public var filter: Filter

    /// Reads a URL without a host; the attributes that it names say nothing of what is found.
    ///
    /// `ldapurl = "ldap:///" [dn ["?" [attributes] ["?" [scope] ["?" [filter] ["?" extensions]]]]]`
    /// - Throws: ``LDAPError`` that says what is wrong with the text, its base or its filter.
    public init(parsing text: String) throws(LDAPError) {
        let scheme = "ldap:///"
        guard text.lowercased().hasPrefix(scheme) else { throw Self.invalid(text, "it must begin with ldap:///") }
        var parts: [String] = []
        for part in text.dropFirst(scheme.count).split(separator: "?", omittingEmptySubsequences: false) {
            guard let bytes = PercentEncoding.decode(part.utf8), let decoded = String(validating: bytes, as: UTF8.self)
            else { throw Self.invalid(text, "it holds a percent sign that begins no escape") }
            parts.append(decoded)
        }
        guard parts.count < 5 else { throw Self.invalid(text, "it has extensions, of which none is known") }
        func part(_ index: Int) -> String? {
            parts.indices.contains(index) && !parts[index].isEmpty ? parts[index] : nil
        }
        self.base = try DistinguishedName(parsing: part(0) ?? "")
        switch part(2)?.lowercased() {
        case nil, "base": self.scope = .base
        case "one", "onelevel": self.scope = .oneLevel
        case "sub", "subtree": self.scope = .subtree
        default: throw Self.invalid(text, "its scope must be base, one or sub")
        }
        self.filter = try part(3).map { text throws(LDAPError) in try Filter(parsing: text) } ?? .present("objectClass")
    }

    private static func invalid(_ text: String, _ reason: String) -> LDAPError {
        LDAPError(.parameterError, diagnostic: "'\(text)' is no URL of a search: \(reason)")
    }
}
