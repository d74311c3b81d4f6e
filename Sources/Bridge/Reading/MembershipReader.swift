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
        let groups = try await self.addGroups(to: &entries, for: projection)
        return try await ReferenceResolver(self.work).references(in: entries, for: projection, knowing: groups)
    }

    /// Notes in each entry the groups that name it: one search for every hundred entries.
    private func addGroups(to entries: inout [Entry], for projection: Projection) async throws(SCIMError) -> References
    {
        guard let attribute = self.book.projector.missingGroupsAttribute(for: projection), !entries.isEmpty,
            let target = self.book.targets.first(where: { $0.membersRule != nil }),
            let member = target.membersRule?.attribute
        else { return References() }
        let chunks = stride(from: 0, to: entries.count, by: Work.chunk).map {
            $0..<min($0 + Work.chunk, entries.count)
        }
        let questions = chunks.map { self.groups(of: entries[$0].map(\.dn), by: member, in: target) }
        let results = try await self.work.searchAll(questions.map(\.request))
        let references = ReferenceResolver(self.work).references(to: questions, in: results[...])
        var unlike: Set<Int> = []
        for (range, result) in zip(chunks, results) {
            let places = MemberPlaces(of: entries, in: range)
            for group in result.entries where references.id(of: group.dn) != nil {
                let members = range.count == 1 ? [range.lowerBound] : places.members(group[member], &unlike)
                for place in members { entries[place][attribute].append(AttributeValue(group.dn.description)) }
            }
        }
        for place in unlike {
            let question = self.groups(of: [entries[place].dn], by: member, in: target)
            let groups = try await self.work.search(question.request).entries
            let known = groups.filter { references.id(of: $0.dn) != nil }
            entries[place][attribute] = known.map { AttributeValue($0.dn.description) }[...]
        }
        return references
    }

    /// A single entry is a member of every group found; of several the groups tell which.
    private func groups(
        of names: [DistinguishedName], by member: AttributeDescription, in target: Mapping
    ) -> ReferenceQuestion {
        let filters = names.map { LDAP.Filter.equal(member, AttributeValue($0.description)) }
        var question = ReferenceQuestion(filters, in: target, self.book)
        if names.count > 1 { question.request.attributes.append(member) }
        return question
    }
}

/// The positions of entries by their names, by which the members of a group are found.
private struct MemberPlaces {
    private let places: [DistinguishedName: Int]
    /// The places of names of which servers think differently, by the form that these have in common.
    private let likePlaces: [[UInt8]: [Int]]

    init(of entries: [Entry], in range: Range<Int>) {
        self.places = Dictionary(range.map { (entries[$0].dn, $0) }) { first, _ in first }
        self.likePlaces = Dictionary(grouping: range.filter { !entries[$0].dn.isASCII }) { entries[$0].dn.preparedForm }
    }

    /// The places of the members that are spelled as their entries are; those of entries that another spelling may mean are
    /// noted, to be asked for alone.
    func members(_ values: Attribute.Values, _ unlike: inout Set<Int>) -> [Int] {
        values.compactMap { value in
            guard let name = value.text.map({ DistinguishedName(server: $0) }) else { return nil }
            if let place = self.places[name] { return place }
            if !self.likePlaces.isEmpty { unlike.formUnion(self.likePlaces[name.preparedForm] ?? []) }
            return nil
        }
    }
}
