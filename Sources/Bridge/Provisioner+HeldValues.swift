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

    /// What the directory, which decides, says of texts that may be meant.
    func answers(to questions: [TextQuestion], _ book: Rulebook) async throws(LDAPError) -> TextAnswers {
        var answers = TextAnswers()
        for question in questions {
            let places =
                question.isAboutReferents
                ? book.targets.map { ($0.base, $0.scope) } : [(self.mapping.base, self.mapping.scope)]
            let ids = question.ids.compactMap(book.dialect.idFilter)
            var found: Set<String> = []
            for start in stride(from: 0, to: ids.count, by: chunk) {
                let some = LDAP.Filter.or(Array(ids[start..<min(start + chunk, ids.count)]))
                for (base, scope) in places {
                    let request = SearchRequest(
                        base: base, scope: scope, filter: .and([some, question.condition]),
                        attributes: [book.dialect.idAttribute])
                    found.formUnion(try await self.directory.search(request).entries.compactMap(book.projector.id))
                }
            }
            answers.note(found, for: question)
        }
        return answers
    }

    /// How the texts of an entry compare with those that a patch speaks of.
    func textRules(
        for patch: Patch, in entry: Entry, _ references: References, _ book: Rulebook
    ) async throws(SCIMError) -> TextRules {
        let comparisons = TextComparisons(patch.comparedTexts(of: self.mapping.resourceType), book.projector)
        let questions = comparisons.questions(about: [entry], knowing: references)
        do {
            return comparisons.rules(knowing: references, try await self.answers(to: questions, book))
        } catch {
            throw self.refusal(error, of: self.mapping.base, book)
        }
    }
}
