import Directories
import LDAP
import SCIM
import Translator

/// Asks the directory whether values are the same, where only the directory can tell: they may be spelled in another way.
struct EqualityReferee {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// The wished values that an entry holds already, as the directory compares them.
    func held(
        in entry: Entry, wishing revision: Revision, _ references: References
    ) async throws(SCIMError) -> Set<AttributeValueAssertion> {
        let doubts = self.book.planner.doubts(in: entry, wishing: revision, references)
        guard !doubts.isEmpty, let identity = self.book.projector.id(of: entry).flatMap(self.book.dialect.idFilter)
        else { return [] }
        let trash = self.book.mapping.deletion?.trashBase
        let base = trash.flatMap { entry.dn.isWithin($0) ? $0 : nil } ?? self.book.mapping.base
        let requests = doubts.map {
            SearchRequest(
                base: base, scope: .subtree, filter: .and([identity, .equal($0.attribute, $0.value)]),
                attributes: [.noAttributes], sizeLimit: 1)
        }
        let results = try await self.work.searchAll(requests)
        return Set(zip(doubts, results).filter { !$0.1.entries.isEmpty }.map(\.0))
    }

    /// What the directory says of texts that may be meant.
    func answers(to questions: [TextQuestion]) async throws(LDAPError) -> TextAnswers {
        var answers = TextAnswers()
        for question in questions {
            let places =
                question.isAboutReferents
                ? self.book.targets.map { ($0.base, $0.scope) }
                : [(self.book.mapping.base, self.book.mapping.scope)]
            let ids = question.ids.compactMap(self.book.dialect.idFilter)
            var found: Set<String> = []
            for start in stride(from: 0, to: ids.count, by: Work.chunk) {
                let some = LDAP.Filter.or(Array(ids[start..<min(start + Work.chunk, ids.count)]))
                for (base, scope) in places {
                    let request = SearchRequest(
                        base: base, scope: scope, filter: .and([some, question.condition]),
                        attributes: [self.book.dialect.idAttribute])
                    let entries = try await self.work.directory.search(request).entries
                    found.formUnion(entries.compactMap(self.book.projector.id))
                }
            }
            answers.note(found, for: question)
        }
        return answers
    }

    /// How the texts of an entry compare with those that a patch speaks of.
    func rules(
        for patch: Patch, in entry: Entry, _ references: References
    ) async throws(SCIMError) -> TextRules {
        let comparisons = TextComparisons(patch.comparedTexts(of: self.book.mapping.resourceType), self.book.projector)
        let questions = comparisons.questions(about: [entry], knowing: references)
        do {
            return comparisons.rules(knowing: references, try await self.answers(to: questions))
        } catch {
            throw self.work.refusal(error, of: self.book.mapping.base)
        }
    }
}
