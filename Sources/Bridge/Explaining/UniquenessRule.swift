import Directories
import Encodings
import LDAP
import Translator

/// What a server keeps unique of its own accord, such as by one `unique_uri` of OpenLDAP's overlay unique.
struct UniquenessRule: Sendable, Hashable {
    /// Below which no two entries have the same value.
    var base: DistinguishedName
    /// The attributes that are kept unique.
    var attributes: [AttributeDescription]
    /// Among which entries.
    var filter: Filter?
    /// Whether the server says so itself.
    var isShown = true

    init(base: DistinguishedName, attributes: [AttributeDescription], isShown: Bool) {
        self.base = base
        self.attributes = attributes
        self.isShown = isShown
    }

    /// Reads `[strict ][ignore ]ldap:///BASE?ATTRIBUTES?SCOPE?FILTER` (RFC 4516); nil for anything else.
    ///
    /// A URI may stand among several that share their values; each is taken for itself.
    init?(uri: String) {
        guard let start = uri.firstRange(of: "ldap:///") else { return nil }
        let parts = uri[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 1, !parts[1].isEmpty, let base = Self.decoded(parts[0]) else { return nil }
        self.base = DistinguishedName(server: base)
        self.attributes = parts[1].split(separator: ",").map { AttributeDescription(String($0)) }
        guard parts.count > 3, !parts[3].isEmpty else { return }
        guard let text = Self.decoded(parts[3]), let filter = try? Filter(parsing: text) else { return nil }
        self.filter = filter
    }

    /// The rules that OpenLDAP shows in cn=config for the database of a mapping; nil where it shows none, for then there may be some
    /// that are hidden.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    static func shown(by directory: any Directory, _ book: Rulebook) async throws(LDAPError) -> [UniquenessRule]? {
        guard
            let settings = try await ServerConfiguration.read(
                holding: book.mapping.base, in: directory, book.dialect)
        else { return nil }
        let rules = settings.uniquenessURIs.flatMap { $0.split(separator: " ") }.compactMap {
            UniquenessRule(uri: String($0))
        }
        return rules.isEmpty ? nil : rules
    }

    var names: String { self.attributes.map(\.description).joined(separator: ", ") }

    /// Whether an entry of this name is among those that are kept unique.
    func holds(for name: DistinguishedName) -> Bool {
        self.base.isRoot || name.isWithin(self.base)
    }

    /// The search for others who have one of the values; nil if none of them must be unique.
    func question(of values: [Attribute], _ book: Rulebook) -> SearchRequest? {
        let schema = book.server.schema
        let equalities = values.flatMap { attribute -> [Filter] in
            let oid = schema.attributeType(attribute.description)?.oid
            guard self.attributes.contains(where: { schema.attributeType($0)?.oid == oid }) else { return [] }
            return attribute.values.map { .equal(attribute.description, $0) }
        }
        if equalities.isEmpty { return nil }
        let filter = Filter.or(equalities)
        return SearchRequest(
            base: self.base.isRoot ? book.mapping.base : self.base,
            filter: self.filter.map { .and([$0, filter]) } ?? filter, attributes: [book.dialect.idAttribute])
    }

    /// The text with what is percent-encoded in it; nil if that is no UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        PercentEncoding.decode(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
