import Directories
import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Those of some values which an entry holds by the word of the directory, where only that can tell: they may be spelled in
    /// another way.
    func held(
        in entry: Entry, wishing resource: Resource, _ references: References, _ book: Rulebook
    ) async throws(SCIMError) -> Set<AttributeValueAssertion> {
        let doubts = book.planner.doubts(in: entry, wishing: resource, references)
        guard !doubts.isEmpty, let identity = book.projector.id(of: entry).flatMap(book.dialect.idFilter) else {
            return []
        }
        let trash = self.mapping.deletion?.trashBase
        let base = trash.flatMap { entry.dn.isWithin($0) ? $0 : nil } ?? self.mapping.base
        let requests = doubts.map {
            SearchRequest(
                base: base, scope: .subtree, filter: .and([identity, .equal($0.attribute, $0.value)]),
                attributes: ["1.1"], sizeLimit: 1)
        }
        let results = try await self.searchAll(requests, book)
        return Set(zip(doubts, results).filter { !$0.1.entries.isEmpty }.map(\.0))
    }

    /// What the directory, which decides, says of the texts in entries that a filter may mean.
    func held(
        in entries: some Collection<Entry>, by judge: EntryJudge, _ book: Rulebook
    ) async throws(LDAPError) -> HeldTexts {
        let id = book.dialect.idAttribute
        var held = HeldTexts()
        for question in judge.questions(about: entries) {
            var found: [AttributeValue] = []
            for start in stride(from: 0, to: question.ids.count, by: chunk) {
                let ids = question.ids[start..<min(start + chunk, question.ids.count)]
                let filters: [LDAP.Filter] = [
                    .or(ids.map { .equal(id, $0) }), .equal(question.assertion.attribute, question.assertion.value),
                ]
                let request = SearchRequest(
                    base: self.mapping.base, scope: self.mapping.scope, filter: .and(filters), attributes: [id])
                found += try await self.directory.search(request).entries.compactMap { $0[id].first }
            }
            held.note(found, for: question)
        }
        return held
    }
}
