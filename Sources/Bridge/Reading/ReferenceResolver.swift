import Directories
import LDAP
import SCIM
import Translator

/// Finds out which entries are meant by names, and which names entries have: LDAP names them by DN, SCIM by id.
struct ReferenceResolver {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// Resolves the names in the entries that an answer shows, all in one wave of searches; those in `known` are not asked for.
    func references(
        in entries: [Entry], for projection: Projection = .all, knowing known: References = References()
    ) async throws(SCIMError) -> References {
        let names = self.book.projector.references(in: entries, for: projection).filter { known.id(of: $0) == nil }
        if names.isEmpty { return known }
        var references = known
        references.merge(try await self.resolve(names: names))
        return references
    }

    /// What the answers to some questions say.
    func references(to questions: [ReferenceQuestion], in results: ArraySlice<SearchResult>) -> References {
        var references = References()
        for (question, result) in zip(questions, results) {
            for entry in result.entries {
                guard let id = self.book.projector.id(of: entry) else { continue }
                let referent = question.referent(entry, id, below: self.work.shared.options.baseURL)
                let keys = self.book.referenceKeys.map { Attribute($0, values: entry[$0]) }
                references.note(ResourceID(id), named: entry.dn, as: referent, keys: keys)
            }
        }
        return references
    }
}

// MARK: - By id

extension ReferenceResolver {
    /// What is known of the entries with these ids; the planner refuses an id that is missing.
    func resolve(ids: [ResourceID]) async throws(SCIMError) -> References {
        if ids.isEmpty { return References() }
        return try await self.resolve([ReferenceQuestion](ids: ids, in: self.book.targets, self.book))
    }

    /// What is known of those with these ids who were deleted by any mapping and are kept.
    func trashed(ids: [ResourceID]) async throws(SCIMError) -> References {
        let trashes = self.book.targets.compactMap { target -> Mapping? in
            guard let graveyard = target.graveyard else { return nil }
            var target = target
            (target.base, target.filter) = (graveyard.base, graveyard.filter(.present(.objectClass)))
            return target
        }
        return try await self.resolve([ReferenceQuestion](ids: ids, in: trashes, self.book))
    }

    /// What is found by some questions.
    func resolve(_ questions: [ReferenceQuestion]) async throws(SCIMError) -> References {
        self.references(to: questions, in: try await self.work.searchAll(questions.map(\.request))[...])
    }
}

// MARK: - By name

extension ReferenceResolver {
    /// What is known of the entries with these names; those that do not exist, or that no mapping shows, stay away.
    func resolve(names: [ReferenceName]) async throws(SCIMError) -> References {
        do {
            return try await self.find(names: names)
        } catch {
            throw self.work.refusal(error, of: self.book.mapping.base)
        }
    }

    /// The same, with an error in the directory's words.
    func find(names: [ReferenceName]) async throws(LDAPError) -> References {
        let questions = self.questions(names: names)
        var references = self.references(to: questions, in: try await self.results(of: questions)[...])
        for name in references.doubtful(among: names.compactMap(\.distinguishedName)) {
            let results = try await self.results(of: self.questions(names: [.entry(name)]))
            guard let entry = results.lazy.flatMap(\.entries).first else { continue }
            if let id = self.book.projector.id(of: entry) { references.note(ResourceID(id), alsoNamed: name) }
        }
        try await self.findBehindInterims(names, &references)
        return references
    }

    /// Finds the entries that are getting another name and that some of the names stand for meanwhile.
    private func findBehindInterims(
        _ names: [ReferenceName], _ references: inout References
    ) async throws(LDAPError) {
        let interims = self.book.planner.interims
        let behind = names.compactMap { name in interims.id(in: name).map { (name, $0) } }
        if behind.isEmpty { return }
        let ids = behind.map(\.1)
        let questions = [ReferenceQuestion](ids: ids, in: self.book.targets, self.book)
        references.merge(self.references(to: questions, in: try await self.results(of: questions)[...]))
        for (name, id) in behind where references.name(of: id) != nil { references.note(id, alsoNamed: name) }
    }

    private func results(of questions: [ReferenceQuestion]) async throws(LDAPError) -> [SearchResult] {
        var results: [SearchResult] = []
        for (question, outcome) in zip(questions, await self.work.outcomes(of: questions.map(\.request))) {
            do {
                results.append(try outcome.get())
            } catch  where error.code == .noSuchObject && question.request.scope == .base {
                results.append(SearchResult(entries: []))
            }
        }
        return results
    }

    /// Keys are looked for where a mapping shows them: others have none.
    private func questions(names: [ReferenceName]) -> [ReferenceQuestion] {
        let attribute = self.book.dialect.nameAttribute
        let isFindable = self.book.server.schema.attributeType(attribute) != nil
        var (filters, keys): ([LDAP.Filter], [AttributeDescription: [LDAP.Filter]]) = ([], [:])
        var questions: [ReferenceQuestion] = []
        for name in names {
            switch name {
            case .entry where isFindable: filters.append(.equal(attribute, name.value))
            case .entry(let entry):
                questions += self.book.targets.compactMap { ReferenceQuestion(at: entry, in: $0, self.book) }
            case .key(let key): keys[key.attribute, default: []].append(.equal(key.attribute, key.value))
            }
        }
        return questions + [ReferenceQuestion](filters, in: self.book.targets, self.book)
            + keys.flatMap { key, filters in
                let targets = self.book.targets.filter { $0.rules.contains { $0.attribute == key } }
                return [ReferenceQuestion](filters, in: targets, self.book)
            }
    }
}
