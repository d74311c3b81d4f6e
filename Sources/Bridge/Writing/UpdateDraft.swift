import Directories
import LDAP
import SCIM
import Translator

/// One round of an update: the entry as it was read, what it is to become, and what was found out for the plan of that.
struct UpdateDraft {
    private let work: Work
    private var book: Rulebook { self.work.book }
    private let id: String

    private(set) var entry: Entry
    /// What SCIM shows of the entry, as far as the revision may change it.
    private(set) var current: Resource
    /// What it is to become.
    private(set) var revision: Revision
    private(set) var references: References
    /// The referrers in which an unfinished call has left the interim name.
    let leftOvers: [Referrer]
    /// The unique attributes that get other values.
    let unique: Resource
    /// The ids that the revision mentions.
    let ids: [ResourceID]
    /// Whether no attribute of the entry was left unread.
    let isWhole: Bool
    private let edits: [MemberEdit]
    private let read: PresentEntry

    /// Begins with an entry that was just read; the change of its `examined` attributes is held as edits from then on.
    init(
        _ present: PresentEntry, becoming revision: Revision, examined: [AttributePath], of id: String, _ work: Work
    ) {
        var (current, revision) = (present.resource, revision)
        for path in examined { revision.unload(path, from: &current) }
        self.read = present
        self.work = work
        self.id = id
        self.entry = present.unexamined
        self.current = current
        self.references = present.references
        self.leftOvers = present.leftOvers
        self.unique = work.book.planner.uniqueChanges(in: revision, over: current)
        self.ids = work.book.planner.editReferences(in: revision)
        self.edits = work.book.planner.memberEdits(of: revision)
        self.isWhole = work.book.unloadedPaths.allSatisfy(examined.contains)
        self.revision = revision
    }

    /// What the answer shows of the entry where nothing is written.
    var shown: RenderedResource {
        self.book.renderer.resource(
            from: self.read.unexamined, references: self.read.references, showing: self.work.context.shown)
    }

    /// The names of the entries that the revision mentions.
    var names: [ReferenceName?] { self.references.names(of: self.ids, by: self.book.planner.referenceForms) }
}

// MARK: - What is found out

extension UpdateDraft {
    /// Finds out, all at once, the names of the ids that the revision mentions and what the entry holds of the values that
    /// were not loaded, as far as the plan depends on it; then what the directory alone can tell.
    mutating func inspect(_ course: UpdateCourse) async throws(SCIMError) {
        try await self.inspectValues(course)
        self.references.held = try await EqualityReferee(self.work).held(
            in: self.entry, wishing: self.revision, self.references)
    }

    private mutating func inspectValues(_ course: UpdateCourse) async throws(SCIMError) {
        let resolver = ReferenceResolver(self.work)
        let questions = [ReferenceQuestion](ids: self.unknown(self.ids), in: self.book.targets, self.book)
        let knowledge = self.edits.knowledge(atLeast: course.knowledge)
        let inspections = self.edits.flatMap { [entry] edit in
            edit.questions(about: entry, knowing: knowledge, after: course.unsettled)
        }
        let requests = questions.map(\.request) + inspections.map(self.request)
        if requests.isEmpty { return }
        let results = try await self.work.searchAll(requests)
        self.references.merge(resolver.references(to: questions, in: results[..<questions.count]))
        let removed = self.unknown(self.edits.flatMap(\.removedIDs))
        if !removed.isEmpty {
            self.references.note(trashed: try await resolver.trashed(ids: removed))
            let keys = self.references.keysInTrash
            if !keys.isEmpty { self.references.merge(try await resolver.resolve(names: keys)) }
        }
        for (inspection, result) in zip(inspections, results[questions.count...]) {
            guard let found = result.entries.first else { continue }
            self.entry[inspection.attribute] += inspection.value.map { [$0] } ?? found[inspection.attribute]
        }
        let names = self.edits.flatMap { [entry, references] in $0.namesToResolve(in: entry, references) }
        if !names.isEmpty { self.references.merge(try await resolver.resolve(names: names)) }
    }

    private func unknown(_ ids: [ResourceID]) -> [ResourceID] {
        ids.filter { self.references.name(of: $0) == nil }
    }

    /// Asks by the id, so that an entry that has meanwhile been renamed is found all the same.
    private func request(_ inspection: MemberEdit.Question) -> SearchRequest {
        var conditions = [self.book.filter(id: self.id) ?? .absoluteFalse]
        if let value = inspection.value { conditions.append(.equal(inspection.attribute, value)) }
        return SearchRequest(
            base: self.book.mapping.base, scope: self.book.mapping.scope, filter: .and(conditions),
            attributes: inspection.value == nil ? [inspection.attribute] : [.noAttributes], sizeLimit: 1
        )
    }
}

// MARK: - The plan

extension UpdateDraft {
    /// Plans the wish; the holders of its unique values, and the referrers where it renames, are looked for together.
    /// - Throws: 409 naming the entry that holds a unique value; why the plan cannot be made.
    func plan(
        _ course: UpdateCourse, choosing choices: inout Choices, staysInPlace: Bool, isRehearsal: Bool
    ) async throws(SCIMError) -> Plan {
        var relocation = staysInPlace ? Relocation.none : .plain
        var plan = try self.plan(self.leftOvers, course, relocation, choices)
        if !plan.steps.isEmpty {
            let chooser = NumberChooser(self.work)
            try await PlaceCheck(self.work).check(plan.newName, of: self.entry)
            try await SignInNameCheck(self.work).check(plan, of: self.entry)
            if let name = plan.newName, try await self.isTaken(name) {
                relocation = .suffixed
                try await chooser.chooseAnew([.name(name)], for: self.revision.resource, &choices)
                plan = try self.plan(self.leftOvers, course, relocation, choices)
            }
            let referrers = try await self.check(plan)
            if !referrers.isEmpty { plan = try self.plan(referrers, course, relocation, choices) }
            if !isRehearsal, try await chooser.choose(plan.lacking, for: self.revision.resource, &choices) {
                plan = try self.plan(
                    referrers.isEmpty ? self.leftOvers : referrers, course, relocation, choices)
            }
        }
        return self.work.context.isConditional ? self.book.planner.pin(plan, to: self.entry) : plan
    }

    /// Whether another entry has the name already that this one would get where it moves.
    private func isTaken(_ name: DistinguishedName) async throws(SCIMError) -> Bool {
        guard let parent = name.parent, parent != self.entry.dn.parent else { return false }
        return try await EntryReader(self.work).exists(name)
    }

    private func plan(
        _ referrers: [Referrer], _ course: UpdateCourse, _ relocation: Relocation, _ choices: Choices
    ) throws(SCIMError) -> Plan {
        try self.book.planner.update(
            self.entry, current: self.current, revision: self.revision, references: self.references,
            referrers: referrers, knowing: self.edits.knowledge(atLeast: course.knowledge),
            relocating: relocation, choosing: choices)
    }

    /// Whether nobody stands in the way of a plan; returns who names the entry, if it gets another name.
    private func check(_ plan: Plan) async throws(SCIMError) -> [Referrer] {
        let isRenamed = plan.newName.map { $0 != self.entry.dn } ?? false
        if isRenamed, self.book.mapping.renaming != .server { try await self.checkNothingBelow() }
        let conflicts = ConflictExplainer(self.work)
        let account = AccountNameCheck(plan, of: self.entry, self.book)
        let others = [account?.request, conflicts.request(for: self.unique)].compactMap(\.self)
        var (referrers, answers): ([Referrer], [SearchResult])
        if isRenamed || !plan.keys.isEmpty {
            let name = plan.newName ?? self.entry.dn
            let names = self.book.planner.names(of: self.entry, becoming: name, keys: plan.keys)
            let check = ReferrerCheck.before(names, self.book)
            (referrers, answers) = try await ReferrerFinder(self.work).referrers(check, beside: others)
        } else {
            (referrers, answers) = ([], try await self.work.searchAll(others))
        }
        if let account { try account.check(answers.removeFirst()) }
        // By its id: another writer may have given the entry itself this name meanwhile.
        let id = self.book.dialect.idAttribute
        let holders = answers.flatMap(\.entries).filter { $0[id] != self.entry[id] }
        if holders.isEmpty { return referrers }
        throw conflicts.conflict(of: self.unique, with: holders, isNew: false)
    }

    /// Refuses to rename or move an entry that others lie below, whose names would change with its own.
    private func checkNothingBelow() async throws(SCIMError) {
        let check = ChildCheck(entry: self.entry.dn)
        let outcome = await self.work.outcomes(of: [check.request])[0]
        guard let child = try check.child(outcome, self.work) else { return }
        throw .mutability(
            "\(self.entry.dn) cannot be renamed: \(child) lies below it and would get another name with it, and nobody carries "
                + "references to that along. Move it away first, or set on_rename in the configuration to `server` if the directory "
                + "keeps references right (referential integrity)."
        )
    }
}

extension Plan {
    /// The name that a step gives the entry; nil if it keeps the one that it has.
    var newName: DistinguishedName? {
        self.steps.lazy.compactMap { if case .rename = $0.change { $0.change.resultingName } else { nil } }.first
    }
}
