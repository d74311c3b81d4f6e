import LDAP
import SCIM
import Translator

extension Provisioner {
    /// What is known of all that the entries refer to, their groups included where the projection asks for them.
    func complete(
        _ entries: inout [Entry], for projection: Projection, _ book: Rulebook
    ) async throws(SCIMError) -> References {
        let groups = try await self.addGroups(to: &entries, for: projection, book)
        return try await self.references(in: entries, for: projection, book, known: groups)
    }

    /// Notes in each entry the groups that name it, where the directory does not do so by itself: one search for every
    /// hundred entries.
    private func addGroups(
        to entries: inout [Entry], for projection: Projection, _ book: Rulebook
    ) async throws(SCIMError) -> References {
        var references = References()
        guard let attribute = book.projector.missingGroupsAttribute(for: projection), !entries.isEmpty,
            let target = book.targets.first(where: { $0.membersRule != nil }),
            let member = target.membersRule?.attribute
        else { return references }
        let chunks = stride(from: 0, to: entries.count, by: chunk).map { $0..<min($0 + chunk, entries.count) }
        let questions = chunks.map { self.groups(of: entries[$0].map(\.dn), by: member, in: target, book) }
        let results = try await self.searchAll(questions.map(\.request), book)
        references = self.references(to: questions, in: results[...], book)
        for (range, result) in zip(chunks, results) {
            let places = Dictionary(range.map { (entries[$0].dn, $0) }) { first, _ in first }
            for group in result.entries where references.idByDN[group.dn] != nil {
                let members = range.count == 1 ? [range.lowerBound] : group.places(of: member, among: places)
                for place in members { entries[place][attribute].append(AttributeValue(group.dn.description)) }
            }
        }
        return references
    }

    /// A single entry is a member of every group found; of several the groups tell which.
    private func groups(
        of names: [DistinguishedName], by member: AttributeDescription, in target: Mapping, _ book: Rulebook
    ) -> ReferenceQuestion {
        let filters = names.map { LDAP.Filter.equal(member, AttributeValue($0.description)) }
        var question = self.question(filters, in: target, book)
        if names.count > 1 { question.request.attributes.append(member) }
        return question
    }
}

extension Entry {
    fileprivate func places(of member: AttributeDescription, among places: [DistinguishedName: Int]) -> [Int] {
        self[member].compactMap { value in value.text.flatMap { places[DistinguishedName(server: $0)] } }
    }
}
