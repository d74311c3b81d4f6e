import Directories
import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Reads, revises, plans and applies; again from the start whenever another writer came first.
    ///
    /// `loading` are attributes that are read for once, although updates do without. `mayRename` tells whether the call speaks of
    /// what an entry is named by: then it finishes what an earlier one has left.
    func update(
        _ id: String,
        _ context: RequestContext,
        knowing known: References = References(),
        loading: [AttributePath] = [],
        mayRename: Bool = true,
        revise: (Present) async throws(SCIMError) -> Revision
    ) async throws(SCIMError) -> Resource {
        let unloaded = self.unloadedPaths.filter { !loading.contains($0) }
        let more = self.mapping.rules.filter { loading.contains($0.path) }.map(\.attribute)
        let book = try await self.shelf.rulebook()
        var context = context
        var course = UpdateCourse(maximumRounds: self.options.maximumAttempts)
        let deadline = ContinuousClock.now + self.options.timeout
        while true {
            var (entry, leftOvers) = try await self.read(id, more, mayRename: mayRename, book)
            let doubt =
                self.isRehearsal ? nil : await self.failure(finishingDoubtsOf: id, now: entry, context, book)
            var references = try await self.references(in: [entry], book, known: known)
            var current = book.projector.resource(from: entry, references: references)
            try context.check(current)
            let present = Present(
                resource: current, entry: entry, references: references, unloaded: unloaded, book: book)
            var revision = try await revise(present)
            // A disable does not wait for others; what is left of them is told by the next call.
            if let doubt, try book.planner.activeWish(of: revision) != false { throw doubt }
            try await self.clear(revision, over: entry, book)
            for path in loading { revision.unload(path, from: &current) }
            for attribute in more { entry[attribute] = [] }
            let changed = self.uniqueChanges(in: revision.resource, over: current)
            let claimed = book.planner.uniqueValues(of: changed)
            try await self.claims.take(claimed, until: deadline)
            defer { self.claims.release(claimed) }
            let edits = book.planner.memberEdits(of: revision)
            try await self.inspect(&entry, id, for: revision, edits, course, &references, book)
            references.held = try await self.held(in: entry, wishing: revision.resource, references, book)
            let ids = book.planner.editReferences(in: revision)
            let names = references.names(of: ids)
            course.found(names)
            let wish = Wish(
                entry: entry, current: current, revision: revision, references: references,
                knowledge: edits.knowledge(atLeast: course.knowledge))
            var plan: Plan
            do {
                plan = try await self.plan(wish, unique: changed, leftOvers, book)
            } catch {
                if !self.isRehearsal { try await self.finishLeftOvers(leftOvers, of: entry, context, book) }
                throw error
            }
            if context.isConditional { plan = book.planner.pin(plan, to: entry) }
            if course.isFirstRound { self.logIgnored(plan, context) }
            var action = course.planned(plan, names)
            if action == .answer {
                context.record.note(CallRecord.Deed(effect: nil, name: entry.dn.description))
                return current
            }
            if action == .write {
                if self.isRehearsal { return current }
                switch try await self.execute(plan, for: revision.resource, context, book) {
                case .done(let changed, let isReadBack):
                    let looked = ids.filter { known.name(of: $0) == nil }
                    let lost = try await self.loses(looked, in: plan, of: id, references, context, book)
                    try await self.finish(plan, of: entry, id, isReadBack: isReadBack, context, book)
                    action = course.written(isNamesLost: lost != .none)
                    if action == .answer { return try await self.answer(changed, id: id, references, book) }
                    // The version that was demanded was there when this call wrote, and has been its own since then; it is there
                    // again only where it is made of the values.
                    if lost == .removed || !unloaded.isEmpty { context.ifMatch = nil }
                case .lostRace: action = course.lostRace()
                case .unsettled: action = course.unsettled(plan, names)
                case .emptied: action = course.emptied()
                }
            }
            try await self.pause(action)
        }
    }

    /// Waits as the course says.
    /// - Throws: 503 where it gives up.
    func pause(_ action: UpdateCourse.Action) async throws(SCIMError) {
        switch action {
        // A caller that has gone waits for nothing.
        case .pause(let limit): try? await Task.sleep(for: limit * Double.random(in: 0...1))
        case .giveUp: throw .lostRaces
        case .write, .lookFirst, .answer: break
        }
    }

    /// The entry with an id, and who names it by the name that tells of an earlier call which was not finished.
    private func read(
        _ id: String, _ more: [AttributeDescription], mayRename: Bool, _ book: Rulebook
    ) async throws(SCIMError) -> (Entry, leftOvers: [Referrer]) {
        let attributes = book.planner.attributesToRead + more
        guard mayRename, book.mapping.renaming != .server, book.dialect.idFilter(id) != nil else {
            return (try await self.read(id, attributes: attributes, book), [])
        }
        let request = try self.request(id, attributes: attributes, book)
        let (referrers, answers) = try await self.referrers(.leftOvers(ofID: id, book), beside: [request], book)
        guard let entry = answers.first?.entries.first else { throw .unknown(id) }
        return (entry, referrers)
    }

    /// Finds out, all at once, the names of the ids that the revision mentions and what the entry holds of the values that
    /// were not loaded, as far as the plan depends on it.
    private func inspect(
        _ entry: inout Entry, _ id: String, for revision: Revision, _ edits: [MemberEdit], _ course: UpdateCourse,
        _ references: inout References, _ book: Rulebook
    ) async throws(SCIMError) {
        let ids = book.planner.editReferences(in: revision).filter { [references] in references.name(of: $0) == nil }
        let questions = self.questions(ids: ids, book)
        let knowledge = edits.knowledge(atLeast: course.knowledge)
        let inspections = edits.flatMap { [entry] edit in
            edit.questions(about: entry, knowing: knowledge, after: course.unsettled)
        }
        let requests = questions.map(\.request) + inspections.map { self.request($0, id, book) }
        if requests.isEmpty { return }
        let results = try await self.searchAll(requests, book)
        references.merge(self.references(to: questions, in: results[..<questions.count], book))
        let removed = edits.flatMap(\.removedIDs).filter { [references] in references.name(of: $0) == nil }
        if !removed.isEmpty { references.note(trashed: try await self.trashed(ids: removed, book)) }
        for (inspection, result) in zip(inspections, results[questions.count...]) {
            guard let found = result.entries.first else { continue }
            entry[inspection.attribute] += inspection.value.map { [$0] } ?? found[inspection.attribute]
        }
        let names = edits.flatMap { [entry, references] in $0.namesToResolve(in: entry, references) }
        if !names.isEmpty { references.merge(try await self.resolve(names: names, book)) }
    }

    /// Asks by the id, so that an entry that has meanwhile been renamed is found all the same.
    private func request(_ inspection: MemberEdit.Question, _ id: String, _ book: Rulebook) -> SearchRequest {
        var conditions = [book.filter(id: id) ?? .absoluteFalse]
        if let value = inspection.value { conditions.append(.equal(inspection.attribute, value)) }
        return SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: .and(conditions),
            attributes: inspection.value == nil ? [inspection.attribute] : ["1.1"], sizeLimit: 1
        )
    }

    /// What an update starts from.
    struct Present {
        let resource: Resource
        let entry: Entry
        let references: References
        /// The attributes whose values the resource lacks.
        let unloaded: [AttributePath]
        let book: Rulebook
    }

    /// What an update starts from, and what it wants.
    private struct Wish {
        let entry: Entry
        let current: Resource
        let revision: Revision
        let references: References
        let knowledge: Knowledge

        func plan(_ referrers: [Referrer], _ planner: Planner) throws(SCIMError) -> Plan {
            try planner.update(
                self.entry, current: self.current, revision: self.revision, references: self.references,
                referrers: referrers, knowing: self.knowledge)
        }
    }

    /// Plans what is wished; who holds its unique values, and who names the entry if that gets another name, is asked together.
    /// - Throws: 409 naming the entry that holds a unique value; why the plan cannot be made.
    private func plan(
        _ wish: Wish, unique: Resource, _ leftOvers: [Referrer], _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        let plan = try wish.plan(leftOvers, book.planner)
        if plan.steps.isEmpty { return plan }
        let isRenamed = plan.newName.map { $0 != wish.entry.dn } ?? false
        if isRenamed, book.mapping.renaming != .server { try await self.checkNothingBelow(wish.entry, book) }
        let request = self.uniquenessRequest(for: unique, book)
        let account = AccountNameCheck(plan, of: wish.entry, book)
        let others = [account?.request, request].compactMap(\.self)
        var (referrers, answers): ([Referrer], [SearchResult])
        if isRenamed {
            let names = book.planner.names(of: wish.entry, becoming: plan.newName)
            (referrers, answers) = try await self.referrers(.before(names, book), beside: others, book)
        } else {
            (referrers, answers) = ([], try await self.searchAll(others, book))
        }
        if let account { try account.check(answers.removeFirst()) }
        // By its id: another writer may have given the entry itself this name meanwhile.
        let id = book.dialect.idAttribute
        let holders = answers.flatMap(\.entries).filter { $0[id] != wish.entry[id] }
        if !holders.isEmpty { throw self.conflict(of: unique, with: holders, isNew: false, book) }
        return referrers.isEmpty ? plan : try wish.plan(referrers, book.planner)
    }

    /// The search for the entries that hold unique values; many a directory would take them twice.
    func uniquenessRequest(for resource: Resource, _ book: Rulebook) -> SearchRequest? {
        book.planner.uniquenessFilter(for: resource).map {
            SearchRequest(
                base: self.mapping.base, scope: .subtree, filter: $0, attributes: book.planner.attributesOfConflicts)
        }
    }

    /// Makes sure that nobody names a renamed entry by its former name.
    func finish(
        _ plan: Plan, of entry: Entry, _ id: String, isReadBack: Bool, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        guard let name = plan.newName else { return }
        let names = book.planner.names(of: entry, becoming: name)
        try await self.finish(names, of: id, isReadBack: isReadBack, context, book)
    }

    /// The unique values that become others.
    private func uniqueChanges(in wished: Resource, over current: Resource) -> Resource {
        var changed = Resource()
        for rule in self.mapping.rules where rule.isUnique && wished[rule.path] != current[rule.path] {
            changed.set(wished[rule.path], at: rule.path)
        }
        return changed
    }
}

extension Plan {
    /// The name that a step gives the entry; nil if it keeps the one that it has.
    var newName: DistinguishedName? {
        self.steps.lazy.compactMap { if case .rename = $0.change { $0.change.resultingName } else { nil } }.first
    }
}

extension SCIMError {
    /// Other writers came first as often as the bridge was willing to try.
    static let lostRaces = SCIMError.unavailable(
        "Other programs keep changing this entry while Starbridge writes it. Try again.", retryAfter: 1
    )
}

extension Revision {
    /// What a PUT means (RFC 7644 section 3.5.1): attributes that it does not name are cleared, except `active` and attributes
    /// that were not loaded, which stay as they are; an empty list clears these too.
    init(replacing resource: Resource, unloaded: [AttributePath]) {
        var wished = resource
        let edits = unloaded.compactMap { path -> Edit? in
            guard wished.names(path) else { return nil }
            let values = wished[path]
            wished.set([], at: path)
            return Edit(path: path, action: values.isEmpty ? .clear : .replace(values))
        }
        self.init(resource: wished, edits: edits, spoken: .everything)
    }

    /// Says by single values that come and go what has become of an attribute that was read for once.
    mutating func unload(_ path: AttributePath, from current: inout Resource) {
        func ids(_ resource: Resource) -> [Value] { resource[path].compactMap { $0.object?["value"] ?? $0 } }
        let (before, after) = (ids(current), ids(self.resource))
        let (former, wished) = (Set(before), Set(after))
        let removed = before.filter { !wished.contains($0) }
        let added = after.filter { !former.contains($0) }
        if !removed.isEmpty { self.edits.append(Edit(path: path, action: .remove(removed))) }
        if !added.isEmpty { self.edits.append(Edit(path: path, action: .add(added))) }
        self.resource.set([], at: path)
        current.set([], at: path)
    }
}

extension Patch {
    /// Whether an operation is on an attribute.
    func names(_ attribute: AttributePath) -> Bool {
        self.operations.contains { $0.path.map { AttributePath(attribute: $0.attribute) == attribute } ?? true }
    }
}

extension AttributePath {
    static let active = AttributePath(attribute: "active")
}
