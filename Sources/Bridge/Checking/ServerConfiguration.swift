public import Directories
public import LDAP
public import Translator

/// What OpenLDAP's `cn=config` shows the bridge's account of the database that holds a base.
public struct ServerConfiguration: Sendable {
    private static let base = DistinguishedName(server: "cn=config")
    private static let defaultPolicy: AttributeDescription = "olcPPolicyDefault"
    private static let uniqueURI: AttributeDescription = "olcUniqueURI"
    private static let overlay: AttributeDescription = "olcOverlay"
    private static let refintAttribute: AttributeDescription = "olcRefintAttribute"
    private static let memberOfIntegrity: AttributeDescription = "olcMemberOfRefInt"
    private static let memberOfMember: AttributeDescription = "olcMemberOfMemberAD"
    private static let index: AttributeDescription = "olcDbIndex"

    /// The settings of the database's overlays, and of those that hold for all databases.
    private let overlays: [Entry]
    /// The lines of the database that say what is indexed.
    private let indexLines: [String]

    /// Nil where nothing of the database is shown.
    init?(_ entries: [Entry], holding base: DistinguishedName) {
        let databases = entries.filter { entry in
            entry["olcSuffix"].contains { base.isWithin(DistinguishedName(server: $0.text ?? "")) }
        }
        // The database with the longest suffix is the one that holds the base.
        guard let database = databases.max(by: { $0.longestSuffix < $1.longestSuffix }) else { return nil }
        self.indexLines = database[Self.index].compactMap(\.text)
        self.overlays = entries.filter { $0.dn.isWithin(database.dn) || $0.isOfFrontend }
    }

    /// Reads what is shown; nil where that is nothing.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    public static func read(
        holding base: DistinguishedName, in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> ServerConfiguration? {
        let attributes = [
            "olcSuffix", self.defaultPolicy, self.uniqueURI, self.overlay, self.refintAttribute, self.memberOfIntegrity,
            self.memberOfMember, self.index,
        ]
        let request = SearchRequest(
            base: self.base, filter: .or(attributes.map { .present($0) }), attributes: attributes)
        guard let result = try await directory.searchIfAllowed(request, dialect) else { return nil }
        return ServerConfiguration(result.entries, holding: base)
    }

    /// The default password policy, where one is set and shown.
    public var defaultPolicy: DistinguishedName? {
        self.overlays.lazy.compactMap { $0[Self.defaultPolicy].first?.text }.first.map { DistinguishedName(server: $0) }
    }

    /// What the overlay unique keeps unique.
    public var uniquenessURIs: [String] {
        self.overlays.flatMap { $0[Self.uniqueURI].compactMap(\.text) }
    }

    /// The attributes that have an index for equality, `default` resolved; nil where none is shown, for then there may be some that are hidden.
    public var equalityIndexes: [AttributeDescription]? {
        if self.indexLines.isEmpty { return nil }
        let lines = self.indexLines.map { $0.split(separator: " ").map { $0.split(separator: ",").map(String.init) } }
        let usual = lines.first { $0.first == ["default"] && $0.count > 1 }?[1] ?? []
        return lines.flatMap { line -> [AttributeDescription] in
            guard let names = line.first, names != ["default"] else { return [] }
            return (line.count > 1 ? line[1] : usual).contains("eq") ? names.map { AttributeDescription($0) } : []
        }
    }

    /// In which attributes the overlays refint and memberof keep names right; nil where no overlay is shown, for then there may be
    /// some that are hidden.
    public var referenceKeeping: ReferenceKeeping? {
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
