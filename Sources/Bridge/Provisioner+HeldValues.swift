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

    /// The texts in entries that a filter seems to mean and that the directory, which decides, takes for different ones.
    func different(
        _ entries: some Collection<Entry>, by judge: EntryJudge, _ book: Rulebook
    ) async throws(LDAPError) -> Set<EqualityDoubt> {
        var different: Set<EqualityDoubt> = []
        var settled: Set<EqualityDoubt> = []
        for entry in entries {
            for doubt in judge.doubts(about: entry) where settled.insert(doubt).inserted {
                guard let identity = book.projector.id(of: entry).flatMap(book.dialect.idFilter) else { continue }
                let request = SearchRequest(
                    base: self.mapping.base, scope: self.mapping.scope, filter: .and([identity, doubt.filter]),
                    attributes: ["1.1"], sizeLimit: 1)
                if try await self.directory.search(request).entries.isEmpty { different.insert(doubt) }
            }
        }
        return different
    }
}
