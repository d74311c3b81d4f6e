import LDAP

/// What has been found out about the entries that others name: LDAP names them by DN, SCIM by id.
public struct References: Sendable, Hashable {
    private var index = ReferenceIndex()

    /// The values that the entry at hand holds by the word of the directory, though in another spelling.
    public var held: Set<AttributeValueAssertion> = []

    /// Creates references to nobody.
    public init() {}
}

// MARK: - Noting

extension References {
    /// Notes that the entry with an id has a name, what SCIM shows of it, and the attributes by whose values others may name it.
    public mutating func note(
        _ id: ResourceID, named name: LDAP.DistinguishedName, as referent: Referent? = nil, keys: [LDAP.Attribute] = []
    ) {
        self.index.note(id, ReferenceIndex.Entry(name: name, referent: referent, keys: keys))
    }

    /// Notes that a name is another spelling of that of the entry with an id, or stands for it.
    public mutating func note(_ id: ResourceID, alsoNamed name: LDAP.DistinguishedName) {
        self.index.note(name, of: id)
    }

    /// Notes a further name of the entry with an id, or one that stands for it.
    public mutating func note(_ id: ResourceID, alsoNamed name: ReferenceName) {
        switch name {
        case .entry(let name): self.index.note(name, of: id)
        case .key(let key): self.index.note(key, of: id)
        }
    }

    /// Notes entries that are in the trash: a reference to one can be removed, and not added.
    public mutating func note(trashed others: References) { self.index.note(trashed: others.index) }

    /// Takes over what others know.
    public mutating func merge(_ others: References) {
        self.index.merge(others.index)
        self.held.formUnion(others.held)
    }
}

// MARK: - Asking

extension References {
    /// Whether no entry is known by its id.
    public var isEmpty: Bool { self.ids.isEmpty }

    /// The ids of the entries that are known, but for those that have left.
    public var ids: [ResourceID] { self.index.entries.filter { !$0.value.isTrashed }.map(\.key) }

    /// The names that are known, in every spelling in which they were looked up.
    var names: some Collection<LDAP.DistinguishedName> { self.index.ids.keys }

    /// What SCIM shows of the entries that are known.
    var referents: [Referent] { self.index.entries.values.compactMap(\.referent) }

    /// Returns the id of the entry with a name.
    public func id(of name: LDAP.DistinguishedName) -> ResourceID? { self.index.ids[name] }

    /// Returns the name of the entry with an id.
    public func name(of id: ResourceID) -> LDAP.DistinguishedName? {
        self.index.entries[id].flatMap { $0.isTrashed ? nil : $0.name }
    }

    /// Returns the id of the entry that has a name.
    public func id(of name: ReferenceName) -> ResourceID? {
        switch name {
        case .entry(let name): self.index.ids[name]
        case .key(let key): self.index.keys[key]
        }
    }

    /// Returns the name of the entry with an id in the form that a key says; nil where it has none.
    public func name(of id: ResourceID, by key: LDAP.AttributeDescription?) -> ReferenceName? {
        guard let key else { return self.name(of: id).map { .entry($0) } }
        guard let entry = self.index.entries[id], !entry.isTrashed else { return nil }
        return entry.name(by: key)
    }

    /// Returns the names of the entries with these ids in all these forms, in their order.
    public func names(
        of ids: [ResourceID], by keys: [LDAP.AttributeDescription?] = [nil]
    ) -> [ReferenceName?] {
        keys.flatMap { key in ids.map { self.name(of: $0, by: key) } }
    }

    /// Returns what SCIM shows of the entry with an id.
    public func referent(of id: ResourceID) -> Referent? { self.index.entries[id]?.referent }

    /// Returns the name of the entry with an id, if it is a resource of one of these types; no types stand for all.
    func name(
        of id: ResourceID, by key: LDAP.AttributeDescription?, as types: Set<String>
    ) -> ReferenceName? {
        self.name(of: id, by: key).flatMap { self.isAny(of: types, id) ? $0 : nil }
    }

    /// Returns the id of the entry that a value names, if it is a resource of one of these types; no types stand for all.
    func id(
        of value: LDAP.AttributeValue, by key: LDAP.AttributeDescription?, as types: Set<String>
    ) -> ResourceID? {
        ReferenceName(value, by: key).flatMap(self.id).flatMap { self.isAny(of: types, $0) ? $0 : nil }
    }

    /// Returns the name of somebody who has left, unless it is somebody else's by now.
    func nameInTrash(of id: ResourceID, by key: LDAP.AttributeDescription? = nil) -> ReferenceName? {
        guard let entry = self.index.entries[id], entry.isTrashed else { return nil }
        guard let key else { return .entry(entry.name) }
        return entry.name(by: key).flatMap { self.id(of: $0) == nil ? $0 : nil }
    }

    /// The keys of those who have left, by which somebody else may be named now.
    public var keysInTrash: [ReferenceName] {
        self.index.entries.values.filter(\.isTrashed).flatMap { entry in entry.keys.flatMap(\.names) }
    }

    private func isAny(of types: Set<String>, _ id: ResourceID) -> Bool {
        types.isEmpty || self.referent(of: id).map { types.contains($0.resourceType) } ?? true
    }

    /// Returns what is known of those of the entries with these ids whose names meet a condition.
    public func filter(
        _ ids: [ResourceID], where isWanted: (ResourceID) -> Bool
    ) -> References {
        var found = References()
        for id in ids {
            guard let (id, entry) = self.index.entry(id), !entry.isTrashed, isWanted(id) else { continue }
            found.note(id, named: entry.name, as: entry.referent, keys: entry.keys)
        }
        return found
    }

    /// Returns the names that must be looked up alone: a search with others found no entry in their spelling.
    ///
    /// That two names are one is for the server to say, which finds an entry in any spelling that it takes for the same.
    public func doubtful(among names: [LDAP.DistinguishedName]) -> [LDAP.DistinguishedName] {
        let missing = names.filter { self.id(of: $0) == nil }
        if missing.isEmpty { return [] }
        let asked = Set(names)
        let unasked = self.names.filter { !asked.contains($0) }
        if unasked.isEmpty, missing.allSatisfy(\.isASCII) { return [] }
        let found = Set(self.names.lazy.map(\.preparedForm))
        let likely = missing.filter { found.contains($0.preparedForm) }
        let explained = Set(likely.lazy.map(\.preparedForm))
        return unasked.allSatisfy { explained.contains($0.preparedForm) } ? likely : missing
    }
}

/// The entries by their ids, and the ids by every spelling of the names and by every key; all change together.
private struct ReferenceIndex: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var name: DistinguishedName
        var referent: Referent?
        /// The attributes by whose values others may name it.
        var keys: [Attribute] = []
        var isTrashed = false

        func name(by key: AttributeDescription) -> ReferenceName? {
            self.keys.first { $0.description == key }?.names.first
        }
    }

    private(set) var entries: [ResourceID: Entry] = [:]
    private(set) var ids: [DistinguishedName: ResourceID] = [:]
    private(set) var keys: [AttributeValueAssertion: ResourceID] = [:]

    /// The entry with an id, and the id in the spelling in which it was noted.
    func entry(_ id: ResourceID) -> (ResourceID, Entry)? {
        self.entries.index(forKey: id).map { (self.entries[$0].key, self.entries[$0].value) }
    }

    /// A name that is noted anew replaces the former one of the entry; that still leads to its id.
    mutating func note(_ id: ResourceID, _ entry: Entry) {
        self.replace(entry, id)
        self.ids[entry.name] = id
        for attribute in entry.keys {
            for value in attribute.values {
                self.keys[AttributeValueAssertion(attribute: attribute.description, value: value)] = id
            }
        }
    }

    mutating func note(_ name: DistinguishedName, of id: ResourceID) { self.ids[name] = id }

    mutating func note(_ key: AttributeValueAssertion, of id: ResourceID) { self.keys[key] = id }

    /// Notes entries in the trash, by their ids alone; one that is known as present stays so.
    mutating func note(trashed others: ReferenceIndex) {
        for (id, entry) in others.entries where self.entries[id].map(\.isTrashed) ?? true {
            self.entries[id] = Entry(name: entry.name, keys: entry.keys, isTrashed: true)
        }
    }

    mutating func merge(_ others: ReferenceIndex) {
        for (id, entry) in others.entries { self.replace(entry, id) }
        self.ids.merge(others.ids) { $1 }
        self.keys.merge(others.keys) { $1 }
    }

    private mutating func replace(_ entry: Entry, _ id: ResourceID) {
        var entry = entry
        if entry.referent == nil { entry.referent = self.entries[id]?.referent }
        if entry.keys.isEmpty { entry.keys = self.entries[id]?.keys ?? [] }
        self.entries[id] = entry
    }
}

extension LDAP.Attribute {
    /// The names that its values are where others name the entry by them.
    fileprivate var names: [ReferenceName] {
        self.values.map { .key(AttributeValueAssertion(attribute: self.description, value: $0)) }
    }
}
