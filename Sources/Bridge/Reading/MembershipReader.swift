import LDAP
import SCIM
import Translator

/// Finds the groups of entries, where the directory does not note them in the entries by itself.
struct MembershipReader {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// What is known of all that the entries refer to, their groups included where the projection asks for them.
    func complete(_ entries: inout [Entry], for projection: Projection) async throws(SCIMError) -> References {
        var groups = try await self.addGroups(to: &entries, for: projection)
        groups.merge(try await DynamicMembers(self.work).expand(&entries, for: projection))
        return try await ReferenceResolver(self.work).references(in: entries, for: projection, knowing: groups)
    }

    /// Notes in each entry the groups that name it: one search of each kind of groups for every hundred entries.
    private func addGroups(to entries: inout [Entry], for projection: Projection) async throws(SCIMError) -> References
    {
        guard let attribute = self.book.projector.missingGroupsAttribute(for: projection), !entries.isEmpty else {
            return References()
        }
        let chunks = stride(from: 0, to: entries.count, by: Work.chunk).map {
            $0..<min($0 + Work.chunk, entries.count)
        }
        let searches = self.book.targets.flatMap { [entries] target in
            chunks.compactMap { GroupSearch(of: entries, in: $0, target, self.book) }
        }
        let results = try await self.work.searchAll(searches.map(\.question.request))
        let references = ReferenceResolver(self.work).references(to: searches.map(\.question), in: results[...])
        var unlike: Set<Int> = []
        for (search, result) in zip(searches, results) {
            for group in result.entries where references.id(of: group.dn) != nil {
                for place in search.members(of: group, &unlike) {
                    entries[place][attribute].append(AttributeValue(group.dn.description))
                }
            }
        }
        for place in unlike {
            let alone = self.book.targets.compactMap { GroupSearch(of: entries, in: place..<place + 1, $0, self.book) }
            let groups = try await self.work.searchAll(alone.map(\.question.request)).flatMap(\.entries)
            let known = groups.filter { references.id(of: $0.dn) != nil }
            entries[place][attribute] = known.map { AttributeValue($0.dn.description) }[...]
        }
        return references
    }
}

/// A search for the groups of one kind that name some entries.
private struct GroupSearch {
    let question: ReferenceQuestion
    private let member: AttributeDescription
    private let places: MemberPlaces
    private let range: Range<Int>

    /// Nil where such groups name none of the entries: the mapping is of no groups, or of groups whose members are computed, or the entries
    /// have no key.
    ///
    /// A single entry is a member of every group found; of several the groups tell which.
    init?(of entries: [Entry], in range: Range<Int>, _ target: Mapping, _ book: Rulebook) {
        guard let rule = target.membersRule, !rule.isReadOnly else { return nil }
        self.places = MemberPlaces(of: entries, in: range, by: rule.referenceKey)
        self.member = rule.attribute
        self.range = range
        let filters = self.places.names.map { LDAP.Filter.equal(rule.attribute, $0.value) }
        if filters.isEmpty { return nil }
        var question = ReferenceQuestion(filters, in: target, book)
        if range.count > 1 { question.request.attributes.append(rule.attribute) }
        self.question = question
    }

    /// The positions of the entries that a group names; those of entries that another spelling may mean are noted.
    func members(of group: Entry, _ unlike: inout Set<Int>) -> [Int] {
        self.range.count == 1 ? [self.range.lowerBound] : self.places.members(group[self.member], &unlike)
    }
}

/// The positions of entries by their names, by which the members of a group are found.
private struct MemberPlaces {
    /// The names of the entries, in their order.
    let names: [ReferenceName]
    private let key: AttributeDescription?
    private let places: [ReferenceName: Int]
    /// The places of names of which servers think differently, by the form that these have in common.
    private let likePlaces: [[UInt8]: [Int]]

    init(of entries: [Entry], in range: Range<Int>, by key: AttributeDescription?) {
        let named = range.flatMap { place -> [(ReferenceName, Int)] in
            guard let key else { return [(.entry(entries[place].dn), place)] }
            return entries[place][key].map {
                (.key(AttributeValueAssertion(attribute: key, value: $0)), place)
            }
        }
        self.key = key
        self.names = named.map(\.0)
        self.places = Dictionary(named) { first, _ in first }
        let unlike = key == nil ? range.filter { !entries[$0].dn.isASCII } : []
        self.likePlaces = Dictionary(grouping: unlike) { entries[$0].dn.preparedForm }
    }

    /// The places of the members that are spelled as their entries are; those of entries that another spelling may mean are
    /// noted, to be asked for alone.
    func members(_ values: Attribute.Values, _ unlike: inout Set<Int>) -> [Int] {
        values.compactMap { value in
            guard let name = ReferenceName(value, by: self.key) else { return nil }
            if let place = self.places[name] { return place }
            if !self.likePlaces.isEmpty, let name = name.distinguishedName {
                unlike.formUnion(self.likePlaces[name.preparedForm] ?? [])
            }
            return nil
        }
    }
}
