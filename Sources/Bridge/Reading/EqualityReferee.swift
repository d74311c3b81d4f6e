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
        let requests = questions.map(self.requests)
        var outcomes = await self.work.outcomes(of: requests.flatMap(\.self))[...]
        var answers = TextAnswers()
        for (question, requests) in zip(questions, requests) {
            var found: Set<String> = []
            for outcome in outcomes.prefix(requests.count) {
                found.formUnion(try outcome.get().entries.compactMap(self.book.projector.id))
            }
            outcomes.removeFirst(requests.count)
            answers.note(found, for: question)
        }
        return answers
    }

    /// The searches that answer a question, each about some of the entries.
    private func requests(for question: TextQuestion) -> [SearchRequest] {
        let places =
            question.isAboutReferents
            ? self.book.targets.map { ($0.base, $0.scope) } : [(self.book.mapping.base, self.book.mapping.scope)]
        let ids = question.ids.compactMap(self.book.dialect.idFilter)
        return stride(from: 0, to: ids.count, by: Work.chunk).flatMap { start in
            let some = LDAP.Filter.or(Array(ids[start..<min(start + Work.chunk, ids.count)]))
            return places.map { base, scope in
                SearchRequest(
                    base: base, scope: scope, filter: .and([some, question.condition]),
                    attributes: [self.book.dialect.idAttribute])
            }
        }
    }

    /// How the texts of an entry compare with those that a patch speaks of.
    func rules(
        for patch: Patch, in entry: Entry, _ references: References
    ) async throws(SCIMError) -> TextRules {
        let comparisons = TextComparisons(patch.comparedTexts(of: self.book.mapping.resourceType), self.book.projector)
        let questions = comparisons.questions(about: [entry], knowing: references)
        if questions.isEmpty { return comparisons.rules(knowing: references, TextAnswers()) }
        do {
            return comparisons.rules(knowing: references, try await self.answers(to: questions))
        } catch {
            throw self.work.refusal(error, of: self.book.mapping.base)
        }
    }
}
