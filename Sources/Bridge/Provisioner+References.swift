import Directories
import LDAP
import SCIM
import Translator

/// How many names or ids one search asks for.
let chunk = 100
/// How many searches of one call are on the wire together.
private let wave = 32

/// A search for entries that are referred to, in what one mapping shows.
struct ReferenceQuestion {
    let target: Mapping
    var request: SearchRequest
}

/// What one of several searches brought.
///
/// Not a tuple: Swift 6.3 with optimization gives a task that returns one from a typed `do` a wrong index.
private struct Answer {
    let index: Int
    let outcome: Result<SearchResult, LDAPError>
}

extension Provisioner {
    /// What is known of the entries with these names; those that do not exist, or that no mapping shows, stay away.
    func resolve(names: [DistinguishedName], _ book: Rulebook) async throws(SCIMError) -> References {
        do {
            return try await self.find(names: names, book)
        } catch {
            throw self.refusal(error, of: self.mapping.base, book)
        }
    }

    /// The same, with an error in the directory's words.
    func find(names: [DistinguishedName], _ book: Rulebook) async throws(LDAPError) -> References {
        let questions = self.questions(names: names, book)
        var references = self.references(to: questions, in: try await self.results(of: questions)[...], book)
        for name in references.doubtful(among: names) {
            let questions = self.questions(names: [name], book)
            let results = try await self.results(of: questions)
            guard let entry = results.lazy.flatMap(\.entries).first else { continue }
            if let id = book.projector.id(of: entry) { references.note(ResourceID(id), alsoNamed: name) }
        }
        try await self.findBehindInterims(names, &references, book)
        return references
    }

    /// Finds the entries that are getting another name and that some of the names stand for meanwhile.
    private func findBehindInterims(
        _ names: [DistinguishedName], _ references: inout References, _ book: Rulebook
    ) async throws(LDAPError) {
        let ids = names.compactMap { book.planner.interims.id(in: $0) }
        if ids.isEmpty { return }
        let questions = self.questions(ids: ids, book)
        references.merge(self.references(to: questions, in: try await self.results(of: questions)[...], book))
        for id in ids where references.name(of: id) != nil {
            references.note(id, alsoNamed: book.planner.interims.name(of: id))
        }
    }

    private func results(of questions: [ReferenceQuestion]) async throws(LDAPError) -> [SearchResult] {
        var results: [SearchResult] = []
        for outcome in await self.outcomes(of: questions.map(\.request)) { results.append(try outcome.get()) }
        return results
    }

    /// What is known of the entries with these ids; the planner refuses an id that is missing.
    func resolve(ids: [ResourceID], _ book: Rulebook) async throws(SCIMError) -> References {
        try await self.resolve(self.questions(ids: ids, book), book)
    }

    /// What is known of those with these ids who are in the trash of any mapping.
    func trashed(ids: [ResourceID], _ book: Rulebook) async throws(SCIMError) -> References {
        let trashes = book.targets.compactMap { target -> Mapping? in
            guard let trash = target.deletion?.trashBase else { return nil }
            var target = target
            (target.base, target.filter) = (trash, .present("objectClass"))
            return target
        }
        return try await self.resolve(self.questions(ids: ids, in: trashes, book), book)
    }

    private func resolve(_ questions: [ReferenceQuestion], _ book: Rulebook) async throws(SCIMError) -> References {
        self.references(to: questions, in: try await self.searchAll(questions.map(\.request), book)[...], book)
    }

    private func questions(names: [DistinguishedName], _ book: Rulebook) -> [ReferenceQuestion] {
        let attribute = book.dialect.nameAttribute
        return self.questions(
            names.map { .equal(attribute, AttributeValue($0.description)) }, in: book.targets, book)
    }

    /// The questions for the entries with these ids.
    func questions(ids: [ResourceID], _ book: Rulebook) -> [ReferenceQuestion] {
        self.questions(ids: ids, in: book.targets, book)
    }

    /// The questions for those entries of some mappings that have these ids.
    func questions(ids: [ResourceID], in targets: [Mapping], _ book: Rulebook) -> [ReferenceQuestion] {
        self.questions(ids.compactMap { book.dialect.idFilter($0.text) }, in: targets, book)
    }

    /// The questions for the entries that any of the filters finds, in chunks that can be on the wire together.
    private func questions(
        _ filters: [LDAP.Filter], in targets: [Mapping], _ book: Rulebook
    ) -> [ReferenceQuestion] {
        stride(from: 0, to: filters.count, by: chunk).flatMap { start in
            let some = Array(filters[start..<min(start + chunk, filters.count)])
            return targets.map { self.question(some, in: $0, book) }
        }
    }

    /// The question for the entries of one mapping that any of the filters finds.
    func question(_ filters: [LDAP.Filter], in target: Mapping, _ book: Rulebook) -> ReferenceQuestion {
        let display = target.displayRule.map { [$0.attribute] } ?? []
        let request = SearchRequest(
            base: target.base, scope: target.scope,
            filter: .and([filters.count == 1 ? filters[0] : .or(filters), target.filter]),
            attributes: [book.dialect.idAttribute] + display
        )
        return ReferenceQuestion(target: target, request: request)
    }

    /// What the answers say.
    func references(
        to questions: [ReferenceQuestion], in results: ArraySlice<SearchResult>, _ book: Rulebook
    ) -> References {
        var references = References()
        for (question, result) in zip(questions, results) {
            for entry in result.entries {
                guard let id = book.projector.id(of: entry) else { continue }
                references.note(
                    ResourceID(id), named: entry.dn, as: self.referent(entry, id, in: question.target))
            }
        }
        return references
    }

    private func referent(_ entry: Entry, _ id: String, in target: Mapping) -> Referent {
        let type = target.resourceType
        let names = target.displayRule.map { Attribute($0.attribute, values: entry[$0.attribute]) }
        return Referent(
            resourceType: type.name, location: "\(self.options.baseURL)\(type.endpoint)/\(id)",
            display: target.displayRule.flatMap { rule in
                names?.values.lazy.compactMap(\.text).first(where: rule.choice.admits)
            },
            names: names
        )
    }

    /// Sends the requests together and waits for all answers, in the order of the requests.
    func searchAll(_ requests: [SearchRequest], _ book: Rulebook) async throws(SCIMError) -> [SearchResult] {
        if requests.count == 1 { return [try await self.search(requests[0], book)] }
        var results: [SearchResult] = []
        for (request, outcome) in zip(requests, await self.outcomes(of: requests)) {
            switch outcome {
            case .success(let result): results.append(result)
            case .failure(let error): throw self.refusal(error, of: request.base, book)
            }
        }
        return results
    }

    /// What became of each of the requests, which are on the wire together.
    func outcomes(of requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        if requests.isEmpty { return [] }
        let directory = self.directory
        return await withTaskGroup(of: Answer.self) { group in
            var outcomes: [Answer] = []
            for (index, request) in requests.enumerated() {
                if index >= wave, let outcome = await group.next() { outcomes.append(outcome) }
                group.addTask {
                    do throws(LDAPError) {
                        return Answer(index: index, outcome: .success(try await directory.search(request)))
                    } catch {
                        return Answer(index: index, outcome: .failure(error))
                    }
                }
            }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.index < $1.index }.map(\.outcome)
        }
    }
}

extension Mapping {
    /// The rule for what an entry is called where another one refers to it.
    fileprivate var displayRule: Rule? {
        self.rules.first { $0.path == AttributePath(attribute: "displayName") }
    }
}
