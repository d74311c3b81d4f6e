import Encodings
import LDAP

/// Entries in memory that take changes, and refuse them, as slapd does (RFC 4511 sections 4.6 to 4.9).
///
/// Every write takes one second of a clock of its own, so that times and versions tell which came first.
public struct MemoryTree: Sendable {
    private struct Node {
        /// The place in the order in which entries were made.
        var number: Int
        var entry: Entry
        /// What may be nobody else's, in the form in which equal values are the same.
        var unique: Set<AttributeValueAssertion> = []
    }

    /// The topmost names.
    public let suffixes: [DistinguishedName]
    /// What the server does by itself.
    public var habits: ServerHabits
    let rules: EntryRules
    private var nodes: [[UInt8]: Node] = [:]
    private var made = 0
    private var clock = Timestamp(seconds: 1_767_225_600)

    /// A server without entries.
    public init(suffixes: [DistinguishedName], schema: Schema = .openLDAP, habits: ServerHabits) {
        self.suffixes = suffixes
        self.habits = habits
        self.rules = EntryRules(schema: schema)
    }

    var schema: Schema { self.rules.schema }

    /// The whole entry of a name, with what the server tells of it; nil if there is none.
    public subscript(_ name: DistinguishedName) -> Entry? {
        self.nodes[name.preparedForm].map { self.shown($0.entry, isWhole: true) }
    }

    /// All entries, in the order in which they were made.
    private var entries: [Entry] { self.nodes.values.sorted { $0.number < $1.number }.map(\.entry) }

    /// The entries that a search looks at and that its filter matches, whole, in the order in which they were made.
    /// - Throws: `noSuchObject` for a base that does not exist.
    func found(by request: SearchRequest) throws(LDAPError) -> [Entry] {
        guard let node = self.nodes[request.base.preparedForm] else { throw self.missing(request.base) }
        let isWhole = request.asksForRelatives
        let entries = request.scope == .base ? [node.entry] : self.entries.filter { request.covers($0.dn) }
        return entries.map { self.shown($0, isWhole: isWhole) }.filter {
            request.filter.matches($0, schema: self.schema) == true
        }
    }

    /// Applies a change of an account, all of it or nothing.
    /// - Throws: what slapd answers; nothing has changed then.
    public mutating func apply(
        _ change: Change, by account: DistinguishedName, assertion: Filter? = nil, isPermissive: Bool = false
    ) throws(LDAPError) {
        var copy = self
        try copy.make(change, account, assertion, isPermissive)
        self = copy
    }

    private mutating func make(
        _ change: Change, _ account: DistinguishedName, _ assertion: Filter?, _ isPermissive: Bool
    ) throws(LDAPError) {
        self.clock.seconds += 1
        if case .rename(_, let leaf, _, _) = change {
            guard leaf.assertions.allSatisfy({ self.schema.attributeType($0.type) != nil }) else {
                throw LDAPError(.invalidDNSyntax, diagnostic: "invalid new RDN")
            }
        }
        for modification in change.modifications { try self.rules.check(modification) }
        try self.checkUnique(change, assertion)
        if case .add(let entry) = change {
            try self.add(entry, account)
            return self.noteMembers(of: entry.dn, formerly: [], assertion)
        }
        guard let node = self.nodes[change.target.preparedForm] else { throw self.missing(change.target) }
        if let assertion, assertion.matches(self.shown(node.entry), schema: self.schema) != true {
            throw LDAPError(.assertionFailed)
        }
        switch change {
        case .add: break
        case .modify(_, let modifications):
            try self.modify(node, modifications, account, isPermissive)
            self.noteMembers(of: node.entry.dn, formerly: node.entry["member"], assertion)
        case .rename(_, let leaf, let deletesOld, let superior):
            try self.rename(node, to: leaf, deletesOld, superior, account)
        case .delete: try self.delete(node)
        }
    }
}

// MARK: - Operations

extension MemoryTree {
    private mutating func add(_ entry: Entry, _ account: DistinguishedName) throws(LDAPError) {
        var new = Entry(dn: entry.dn)
        for attribute in entry.attributes {
            new[self.rules.named(attribute.description)] += attribute.values
        }
        try self.rules.addName(to: &new)
        try self.rules.check(new)
        guard self.nodes[entry.dn.preparedForm] == nil else { throw LDAPError(.entryAlreadyExists) }
        let parent = entry.dn.parent ?? DistinguishedName([])
        guard self.suffixes.contains(entry.dn) || self.nodes[parent.preparedForm] != nil else {
            throw self.missing(parent)
        }
        self.made += 1
        new["structuralObjectClass"] = self.rules.structuralClass(of: new).map { [AttributeValue($0)] } ?? []
        new["entryUUID"] = [AttributeValue(Self.id(self.made))]
        new["creatorsName"] = [AttributeValue(account.description)]
        new["createTimestamp"] = [AttributeValue(self.clock.generalizedTime)]
        self.stamp(&new, account)
        self.store(new, number: self.made)
    }

    private mutating func modify(
        _ node: Node, _ modifications: [Modification], _ account: DistinguishedName, _ isPermissive: Bool
    ) throws(LDAPError) {
        var entry = node.entry
        for modification in modifications { try self.rules.make(modification, of: &entry, isPermissive: isPermissive) }
        let structure = self.rules.structuralClass(of: entry)
        guard structure == nil || structure == self.rules.structuralClass(of: node.entry) else {
            throw LDAPError(.objectClassModsProhibited, diagnostic: "structural object class modification not allowed")
        }
        try self.rules.check(entry)
        if self.habits.unlocksWithPasswords, modifications.contains(where: { $0.attribute == "userPassword" }) {
            entry["pwdAccountLockedTime"] = []
            entry["pwdChangedTime"] = [AttributeValue(self.clock.generalizedTime)]
        }
        self.stamp(&entry, account)
        self.store(entry, number: node.number)
    }

    private mutating func rename(
        _ node: Node, to leaf: RelativeDistinguishedName, _ deletesOld: Bool, _ superior: DistinguishedName?,
        _ account: DistinguishedName
    ) throws(LDAPError) {
        let old = node.entry.dn
        let parent = superior ?? old.parent ?? DistinguishedName([])
        guard self.nodes[parent.preparedForm] != nil else { throw LDAPError(.noSuchObject) }
        let name = parent.appending(leaf)
        guard name.mayBe(old) || self.nodes[name.preparedForm] == nil else { throw LDAPError(.entryAlreadyExists) }
        var entry = node.entry
        try self.rules.rename(&entry, to: name, leaf, deletesOld: deletesOld)
        try self.rules.check(entry)
        self.stamp(&entry, account)
        let below = self.nodes.filter { $0.value.entry.dn.isWithin(old) }
        for key in below.keys { self.nodes[key] = nil }
        self.store(entry, number: node.number)
        for child in below.values where !child.entry.dn.mayBe(old) {
            let names = child.entry.dn.relativeNames.dropLast(old.relativeNames.count)
            var moved = child
            moved.entry.dn = DistinguishedName(names + name.relativeNames)
            self.nodes[moved.entry.dn.preparedForm] = moved
        }
        for moved in below.values.map(\.entry.dn) {
            let names = moved.relativeNames.dropLast(old.relativeNames.count)
            self.carry(moved, to: moved.mayBe(old) ? name : DistinguishedName(names + name.relativeNames))
        }
    }

    private mutating func delete(_ node: Node) throws(LDAPError) {
        let name = node.entry.dn
        guard !self.nodes.values.contains(where: { $0.entry.dn.parent?.mayBe(name) == true }) else {
            throw LDAPError(.notAllowedOnNonLeaf, diagnostic: "subordinate objects must be deleted first")
        }
        self.nodes[name.preparedForm] = nil
        self.carry(name, to: nil)
    }
}

// MARK: - What the server does by itself

extension MemoryTree {
    /// Changes a name in those who name it; that moves no version, as slapd was seen to do.
    private mutating func carry(_ old: DistinguishedName, to new: DistinguishedName?) {
        guard self.habits.keepsReferences else { return }
        for (key, node) in self.nodes {
            var entry = node.entry
            for attribute in entry.attributes {
                let isReference = ServerHabits.references.contains(attribute.description)
                guard isReference || attribute.description == Self.memberships else { continue }
                var part = Entry(dn: entry.dn, attributes: [attribute])
                part.replaceNames(schema: self.schema) { $0.mayBe(old) ? .some(new) : nil }
                let values = part[attribute.description]
                let standIn: Attribute.Values = isReference ? [AttributeValue(self.habits.nobody.description)] : []
                entry[attribute.description] = values.isEmpty ? standIn : values
            }
            self.nodes[key]?.entry = entry
        }
    }

    private static let memberships: AttributeDescription = "memberOf"

    /// Notes in those who have come to a group, or have left it, whether it names them; like slapd by writes of its own, that move
    /// no version, and that are left out where the assertion of the write does not hold for them.
    private mutating func noteMembers(of group: DistinguishedName, formerly: Attribute.Values, _ assertion: Filter?) {
        guard self.habits.keepsReferences, self.schema.attributeType(Self.memberships) != nil else { return }
        func keys(_ members: Attribute.Values) -> Set<[UInt8]> {
            Set(members.compactMap { $0.text.map { DistinguishedName(server: $0).preparedForm } })
        }
        let (before, after) = (keys(formerly), keys(self.nodes[group.preparedForm]?.entry["member"] ?? []))
        for key in before.symmetricDifference(after) {
            guard var entry = self.nodes[key]?.entry else { continue }
            if let assertion, assertion.matches(self.shown(entry), schema: self.schema) != true { continue }
            entry[Self.memberships].removeAll { $0.text.map { DistinguishedName(server: $0).mayBe(group) } ?? false }
            if after.contains(key) { entry[Self.memberships].append(AttributeValue(group.description)) }
            self.nodes[key]?.entry = entry
        }
    }

    /// - Throws: `constraintViolation` for a value that somebody else has; like slapd before anything else is looked at, by a search
    ///   below the base that the assertion of the write is held against, too.
    private func checkUnique(_ change: Change, _ assertion: Filter?) throws(LDAPError) {
        let (base, filter) = self.habits.uniqueness
        guard change.target.isWithin(base) || change.resultingName?.isWithin(base) == true else { return }
        let wishes = change.modifications.filter { $0.operation != .delete }.reduce(into: Set()) {
            wishes, modification in
            wishes.formUnion(self.unique(modification.values, of: self.rules.named(modification.attribute)))
        }
        guard !wishes.isEmpty, let top = self.nodes[base.preparedForm] else { return }
        if let assertion, assertion.matches(self.shown(top.entry), schema: self.schema) != true {
            throw LDAPError(.assertionFailed, diagnostic: "unique_search failed")
        }
        let isTaken = self.nodes.values.contains { node in
            !node.unique.isDisjoint(with: wishes) && node.entry.dn.isWithin(base) && !node.entry.dn.mayBe(change.target)
                && filter.matches(node.entry, schema: self.schema) == true
        }
        if isTaken { throw LDAPError(.constraintViolation, diagnostic: "some attributes not unique") }
    }

    /// Those values of an attribute that may be nobody else's.
    private func unique(
        _ values: Attribute.Values, of attribute: AttributeDescription
    ) -> Set<AttributeValueAssertion> {
        guard self.habits.uniqueAttributes.contains(attribute), let type = self.schema.attributeType(attribute) else {
            return []
        }
        return Set(values.map { AttributeValueAssertion(attribute: attribute, value: type.key($0)) })
    }

    /// Puts an entry where its name says.
    private mutating func store(_ entry: Entry, number: Int) {
        let unique = entry.attributes.reduce(into: Set()) { $0.formUnion(self.unique($1.values, of: $1.description)) }
        self.nodes[entry.dn.preparedForm] = Node(number: number, entry: entry, unique: unique)
    }

    /// Notes who has changed an entry, and when.
    private func stamp(_ entry: inout Entry, _ account: DistinguishedName) {
        let time = self.clock.generalizedTime
        entry["entryCSN"] = [AttributeValue("\(time.dropLast()).000000Z#000000#000#000000")]
        entry["modifiersName"] = [AttributeValue(account.description)]
        entry["modifyTimestamp"] = [AttributeValue(time)]
    }

    /// An entry with what is made up when it is read, what others tell of it included if it is to be whole.
    private func shown(_ entry: Entry, isWhole: Bool = false) -> Entry {
        var shown = entry
        shown["entryDN"] = [AttributeValue(entry.dn.description)]
        shown["subschemaSubentry"] = ["cn=Subschema"]
        guard isWhole else { return shown }
        let ending = [UInt8(ascii: ",")] + entry.dn.preparedForm
        shown["hasSubordinates"] = [
            self.nodes.keys.contains { $0.suffix(ending.count).elementsEqual(ending) } ? "TRUE" : "FALSE"
        ]
        return shown
    }

    private func missing(_ name: DistinguishedName) -> LDAPError {
        var nearest = name.parent
        while let ancestor = nearest, self.nodes[ancestor.preparedForm] == nil { nearest = ancestor.parent }
        return LDAPError(.noSuchObject, matchedDN: nearest?.description ?? "")
    }

    /// The id of the entry that was made as the one of this number.
    private static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}

extension Change {
    /// The values that it gives and takes, as a modification would.
    fileprivate var modifications: [Modification] {
        switch self {
        case .add(let entry): entry.attributes.map { Modification(.add, $0.description, $0.values) }
        case .modify(_, let modifications): modifications
        case .rename(_, let leaf, _, _): leaf.assertions.map { Modification(.add, $0.type, [$0.value]) }
        case .delete: []
        }
    }
}

extension SearchRequest {
    /// Whether it asks for what other entries tell of one.
    fileprivate var asksForRelatives: Bool {
        let names: [AttributeDescription] = ["+", "hasSubordinates"]
        return names.contains { self.attributes.contains($0) || "\(self.filter)".contains($0.name) }
    }
}
