import Bridge
import Directories
import LDAP
import Testing

/// A directory that is held to the contract, and the unit in which a clause may write.
public struct ContractWorld: Sendable {
    /// The directory, as an account sees it that may write in the unit.
    public let directory: any Directory
    /// The same as somebody sees it who may add and delete units.
    let owner: any Directory
    /// What the server does otherwise than others.
    public let server: ServerTraits
    /// The name of that account.
    public let account: DistinguishedName
    /// How many entries a search of that account may return.
    public let sizeLimit: Int
    /// The unit.
    public let base: DistinguishedName

    /// A directory, with a unit in which `uid` and `mail` of people are kept unique; `owner` is the same for an account that may make
    /// further units, where the usual one may not.
    public init(
        _ directory: any Directory, owner: (any Directory)? = nil, of server: ServerTraits, account: DistinguishedName,
        sizeLimit: Int,
        base: DistinguishedName
    ) {
        self.directory = directory
        self.owner = owner ?? directory
        self.server = server
        self.account = account
        self.sizeLimit = sizeLimit
        self.base = base
    }

    /// The same with a new unit below this one; names may have 64 characters, those of people in the unit included.
    func unit(_ clause: String) async throws -> ContractWorld {
        let words = clause.prefix(48).split(separator: " ")
        let name = words.joined(separator: " ")
        let dn = self.base.appending(RelativeDistinguishedName("ou", AttributeValue(name)))
        var entry = Entry(dn: dn)
        entry["objectClass"] = ["organizationalUnit"]
        entry["ou"] = [AttributeValue(name)]
        _ = try await self.owner.apply(.add(entry), options: WriteOptions())
        return ContractWorld(
            self.directory, owner: self.owner, of: self.server, account: self.account, sizeLimit: self.sizeLimit,
            base: dn)
    }

    /// Whether the server does something that not every server does.
    func does(_ habit: ServerTraits.Habit) -> Bool { self.server.habits.contains(habit) }

    /// What people and groups look like.
    var shape: PersonShape { self.server.shape }

    /// The attribute with the immutable id.
    var id: AttributeDescription { self.server.dialect.idAttribute }

    /// The key that sorts by a text attribute.
    func key(_ attribute: AttributeDescription, isReversed: Bool = false) -> SortKey {
        SortKey(attribute, orderingRule: self.server.dialect.sortRule, isReversed: isReversed)
    }
}

// MARK: - Names and entries

extension ContractWorld {
    /// The name of a person in the unit, told from those of other units.
    func person(_ name: String) -> DistinguishedName {
        self.base.appending(RelativeDistinguishedName(self.shape.name, AttributeValue(self.called(name))))
    }

    /// The name of a group in the unit.
    func group(_ name: String) -> DistinguishedName {
        self.base.appending(RelativeDistinguishedName("cn", AttributeValue(name)))
    }

    func called(_ name: String) -> String { "\(name) of \(self.base.leaf?.assertions.first?.value.text ?? "")" }

    /// A person who is not there yet, with these attributes instead of or besides the usual ones.
    func newPerson(
        _ name: String, _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]> = [:]
    ) -> Entry {
        var entry = Entry(dn: self.person(name))
        entry["objectClass"] = [self.shape.objectClass]
        entry[self.shape.name] = [AttributeValue(self.called(name))]
        for (attribute, value) in self.shape.demanded { entry[attribute] = [value] }
        for (attribute, values) in attributes { entry[attribute] = values[...] }
        return entry
    }

    /// Adds a person and returns the name.
    @discardableResult
    func add(
        _ name: String, _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]> = [:]
    ) async throws -> DistinguishedName {
        try await self.apply(.add(self.newPerson(name, attributes)))
        return self.person(name)
    }

    /// Adds a group and returns its name.
    @discardableResult
    func addGroup(_ name: String, _ members: [DistinguishedName]) async throws -> DistinguishedName {
        var entry = Entry(dn: self.group(name))
        entry["objectClass"] = [self.shape.groupClass]
        entry["cn"] = [AttributeValue(name)]
        entry["member"] = members.map { AttributeValue($0.description) }[...]
        try await self.apply(.add(entry))
        return entry.dn
    }
}

// MARK: - Calls

extension ContractWorld {
    @discardableResult
    func apply(_ change: Change, _ controls: Control...) async throws -> WriteResult {
        try await self.directory.apply(change, options: WriteOptions(controls: controls))
    }

    @discardableResult
    func modify(
        _ name: DistinguishedName, _ modifications: Modification..., controls: [Control] = []
    ) async throws -> WriteResult {
        try await self.directory.apply(.modify(name, modifications), options: WriteOptions(controls: controls))
    }

    /// The entry of a name with the attributes that are asked for; nil if there is none.
    func entry(_ name: DistinguishedName, _ attributes: AttributeDescription...) async throws -> Entry? {
        try await self.entry(name, attributes)
    }

    func entry(_ name: DistinguishedName, _ attributes: [AttributeDescription]) async throws -> Entry? {
        do {
            return try await self.directory.search(SearchRequest(base: name, scope: .base, attributes: attributes))
                .entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }

    func values(_ attribute: AttributeDescription, of name: DistinguishedName) async throws -> Attribute.Values {
        try #require(try await self.entry(name, attribute))[attribute]
    }

    /// The version of an entry; nil where the server keeps none.
    func version(_ name: DistinguishedName) async throws -> AttributeValue? {
        guard let attribute = self.server.dialect.versionAttribute else { return nil }
        let values = try await self.values(attribute, of: name)
        return try #require(values.first as AttributeValue?)
    }

    /// The people of the unit whom a filter finds, by the first words of their names and in the order of these.
    func people(
        _ filter: Filter, scope: SearchRequest.Scope = .subtree, below base: DistinguishedName? = nil,
        sizeLimit: Int = 0
    ) async throws -> [String] {
        let request = SearchRequest(
            base: base ?? self.base, scope: scope, filter: filter, attributes: ["1.1"], sizeLimit: sizeLimit)
        return try await self.directory.search(request).entries.map(\.dn).map(Self.shortName).sorted()
    }

    static func shortName(_ name: DistinguishedName) -> String {
        let text = name.leaf?.assertions.first?.value.text ?? ""
        return text.split(separator: " of ").first.map { String($0) } ?? text
    }

    /// Expects that a refusal names the unit as the nearest entry that there is, where the server does so.
    func expectNearest(in error: LDAPError?, sourceLocation: SourceLocation = #_sourceLocation) {
        let nearest = self.does(.tellsNearest) ? self.base : DistinguishedName([])
        #expect(error.map { DistinguishedName(server: $0.matchedDN) } == nearest, sourceLocation: sourceLocation)
    }

    /// Waits until something is so: slapd changes references after it has answered.
    func expectSoon<Value: Equatable>(
        _ wished: Value, sourceLocation: SourceLocation = #_sourceLocation, _ read: () async throws -> Value
    ) async throws {
        for _ in 0..<200 {
            if try await read() == wished { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await read() == wished, sourceLocation: sourceLocation)
    }

    /// Expects a refusal and returns it.
    @discardableResult
    func expect(
        _ refusal: ServerTraits.Refusal, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> some Any
    ) async -> LDAPError? {
        await self.expect(self.server.code(refusal), what, sourceLocation: sourceLocation, body)
    }

    /// Expects a refusal that has the same code on every server, and returns it.
    @discardableResult
    func expect(
        _ code: ResultCode, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> some Any
    ) async -> LDAPError? {
        do {
            let value = try await body()
            Issue.record("not refused: \(value) \(what.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
            return nil
        } catch let error as LDAPError {
            #expect(error.code == code, "\(error) \(what.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
            #expect(error.outcome == .notApplied, sourceLocation: sourceLocation)
            return error
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
            return nil
        }
    }
}
