import Directories
import LDAP
import Translator

/// What OpenLDAP's `cn=config` shows the bridge's account of the database that holds a base.
struct ServerConfiguration: Sendable {
    private static let base = DistinguishedName(server: "cn=config")
    private static let defaultPolicy: AttributeDescription = "olcPPolicyDefault"
    private static let uniqueURI: AttributeDescription = "olcUniqueURI"
    private static let overlay: AttributeDescription = "olcOverlay"
    private static let refintAttribute: AttributeDescription = "olcRefintAttribute"
    private static let memberOfIntegrity: AttributeDescription = "olcMemberOfRefInt"
    private static let memberOfMember: AttributeDescription = "olcMemberOfMemberAD"

    /// The settings of the database's overlays, and of those that hold for all databases.
    private let overlays: [Entry]

    /// Nil where nothing of the database is shown.
    init?(_ entries: [Entry], holding base: DistinguishedName) {
        let databases = entries.filter { entry in
            entry["olcSuffix"].contains { base.isWithin(DistinguishedName(server: $0.text ?? "")) }
        }
        // The database with the longest suffix is the one that holds the base.
        guard let database = databases.max(by: { $0.longestSuffix < $1.longestSuffix }) else { return nil }
        self.overlays = entries.filter { $0.dn.isWithin(database.dn) || $0.isOfFrontend }
    }

    /// Reads what is shown; nil where that is nothing.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    static func read(
        holding base: DistinguishedName, in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> ServerConfiguration? {
        let attributes = [
            "olcSuffix", self.defaultPolicy, self.uniqueURI, self.overlay, self.refintAttribute, self.memberOfIntegrity,
            self.memberOfMember,
        ]
        let request = SearchRequest(
            base: self.base, filter: .or(attributes.map { .present($0) }), attributes: attributes)
        guard let result = try await directory.searchIfAllowed(request, dialect) else { return nil }
        return ServerConfiguration(result.entries, holding: base)
    }

    /// The default password policy, where one is set and shown.
    var defaultPolicy: DistinguishedName? {
        self.overlays.lazy.compactMap { $0[Self.defaultPolicy].first?.text }.first.map { DistinguishedName(server: $0) }
    }

    /// What the overlay unique keeps unique.
    var uniquenessURIs: [String] {
        self.overlays.flatMap { $0[Self.uniqueURI].compactMap(\.text) }
    }

    /// In which attributes the overlays refint and memberof keep names right; nil where no overlay is shown, for then there may be
    /// some that are hidden.
    var referenceKeeping: ReferenceKeeping? {
        var keeping = ReferenceKeeping(attributes: [], isComplete: true)
        let named = self.overlays.filter { !$0[Self.overlay].isEmpty }
        if named.isEmpty { return nil }
        for entry in named {
            if entry.isOverlay("refint") {
                let names = entry[Self.refintAttribute].compactMap(\.text).flatMap { $0.split(separator: " ") }
                keeping.attributes += names.map { AttributeDescription(String($0)) }
                if names.isEmpty { keeping.isComplete = false }
            } else if entry.isOverlay("memberof") {
                switch entry[Self.memberOfIntegrity].first?.text {
                case "TRUE":
                    let member = entry[Self.memberOfMember].first?.text ?? "member"
                    keeping.attributes.append(AttributeDescription(member))
                case nil: keeping.isComplete = false
                default: break
                }
            }
        }
        return keeping
    }
}

extension Entry {
    fileprivate var longestSuffix: Int {
        self["olcSuffix"].map { DistinguishedName(server: $0.text ?? "").relativeNames.count }.max() ?? 0
    }

    /// Whether the entry has the settings of an overlay, such as `{1}refint`.
    fileprivate func isOverlay(_ name: String) -> Bool {
        self["olcOverlay"].contains { $0.text?.split(separator: "}").last == name[...] }
    }

    /// Whether the entry belongs to what holds for all databases.
    fileprivate var isOfFrontend: Bool {
        self.dn.relativeNames.contains { name in
            name.assertions.contains { $0.value.text?.hasSuffix("frontend") ?? false }
        }
    }
}
