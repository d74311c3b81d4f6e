import LDAP

/// What has been found out about the entries that others name: LDAP names them by DN, SCIM by id.
public struct References: Sendable, Hashable {
    /// The names of the entries with these ids.
    public var dnByID: [String: LDAP.DistinguishedName]
    /// The ids of the entries with these names, in every spelling in which they were looked up.
    public var idByDN: [LDAP.DistinguishedName: String]
    /// What is shown of these entries beside their ids, by id.
    public var referents: [String: Referent]
    /// The names of those who have left, by their ids: they can be taken away, and nothing else.
    public var trashed: [String: LDAP.DistinguishedName] = [:]

    /// The values that the entry at hand holds by the word of the directory, though in another spelling.
    public var held: Set<AttributeValueAssertion> = []

    /// Creates references.
    public init(
        dnByID: [String: LDAP.DistinguishedName] = [:], idByDN: [LDAP.DistinguishedName: String] = [:],
        referents: [String: Referent] = [:]
    ) {
        self.dnByID = dnByID
        self.idByDN = idByDN
        self.referents = referents
    }

    /// Takes over what others know.
    public mutating func merge(_ others: References) {
        self.dnByID.merge(others.dnByID) { $1 }
        self.idByDN.merge(others.idByDN) { $1 }
        self.referents.merge(others.referents) { $1 }
        self.trashed.merge(others.trashed) { $1 }
        self.held.formUnion(others.held)
    }

    /// Returns those of the names that were looked up together and found nothing that is spelled as they are, although they may
    /// have found an entry: each of them is to be looked up alone.
    ///
    /// That two names are one is for the server to say, which finds an entry in any spelling that it takes for the same.
    public func doubtful(among names: [LDAP.DistinguishedName]) -> [LDAP.DistinguishedName] {
        let missing = names.filter { self.idByDN[$0] == nil }
        if missing.isEmpty { return [] }
        let asked = Set(names)
        let unasked = self.idByDN.keys.filter { !asked.contains($0) }
        if unasked.isEmpty, missing.allSatisfy(\.isASCII) { return [] }
        let found = Set(self.idByDN.keys.lazy.map(\.preparedForm))
        let likely = missing.filter { found.contains($0.preparedForm) }
        let explained = Set(likely.lazy.map(\.preparedForm))
        return unasked.allSatisfy { explained.contains($0.preparedForm) } ? likely : missing
    }

    /// Returns the name of the entry with an id, if it is a resource of one of these types.
    func name(ofID id: String, _ types: Set<String>) -> LDAP.DistinguishedName? {
        guard let known = self.known(id), self.isAny(of: types, id: known) else { return nil }
        return self.dnByID[known]
    }

    /// Returns the names of the entries with these ids, in their order.
    public func names(of ids: [String]) -> [LDAP.DistinguishedName?] {
        ids.map { self.name(ofID: $0, []) }
    }

    /// An id in the spelling in which it is known; nil if it is not.
    ///
    /// Entra: ids that are UUIDs may come in capitals.
    func known(_ id: String) -> String? {
        if self.dnByID[id] != nil { return id }
        let small = id.lowercased()
        return self.dnByID[small] == nil ? nil : small
    }

    /// Returns the name of somebody who has left, by the id.
    func name(ofTrashedID id: String) -> LDAP.DistinguishedName? {
        self.trashed[id] ?? self.trashed[id.lowercased()]
    }

    /// Whether the entry with an id may be a resource of one of these types; no types stand for all.
    func isAny(of types: Set<String>, id: String) -> Bool {
        types.isEmpty || self.referents[id].map { types.contains($0.resourceType) } ?? true
    }
}

/// What SCIM shows of a resource that another one refers to.
public struct Referent: Sendable, Hashable {
    /// The name of its resource type, such as `User`.
    public var resourceType: String
    /// Its URL.
    public var location: String
    /// Its name for display, where the mapping has one.
    public var display: String?
    /// The attribute of which that is a value, with all that the entry holds.
    public var names: LDAP.Attribute?

    /// Creates a referent.
    public init(resourceType: String, location: String, display: String? = nil, names: LDAP.Attribute? = nil) {
        self.resourceType = resourceType
        self.location = location
        self.display = display
        self.names = names
    }
}
