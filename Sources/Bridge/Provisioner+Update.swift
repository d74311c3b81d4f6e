import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Reads, revises, plans and applies; again from the start whenever another writer came first.
    ///
    /// `loading` are attributes that are read for once, although updates do without.
    func update(
        _ id: String,
        _ context: RequestContext,
        knowing known: References = References(),
        loading: [AttributePath] = [],
        revise: (_ current: Resource, _ unloaded: [AttributePath], Planner) throws(SCIMError) -> Revision
    ) async throws(SCIMError) -> Resource {
        let unloaded = self.mapping.unloadedPaths.filter { !loading.contains($0) }
        let more = self.mapping.rules.filter { loading.contains($0.path) }.map(\.attribute)
        let book = try await self.shelf.rulebook()
        var context = context
        var extent = Planner.Extent.placeholders
        var unsettled: Plan?
        var asked: [DistinguishedName?] = []
        var lostRaces = LostRaces()
        for _ in 0..<self.options.maximumAttempts {
            await lostRaces.pause()
            var entry = try await self.read(id, attributes: book.planner.attributesToRead + more, book)
            var references = try await self.references(in: [entry], book, known: known)
            var current = book.projector.resource(from: entry, references: references)
            try context.check(current)
            var revision = try revise(current, unloaded, book.planner)
            for path in loading { revision.unload(path, from: &current) }
            for attribute in more { entry[attribute] = [] }
            let changed = self.uniqueChanges(in: revision.resource, over: current)
            let claimed = book.planner.uniqueValues(of: changed)
            try await self.claims.take(claimed)
            defer { self.claims.release(claimed) }
            try await self.checkUnique(changed, of: entry, book)
            extent = book.planner.extent(for: revision, atLeast: extent)
            try await self.inspect(&entry, id, for: revision, extent, after: unsettled, &references, book)
            references.held = try await self.held(in: entry, wishing: revision.resource, references, book)
            let ids = book.planner.editReferences(in: revision)
            let names = references.names(of: ids)
            // Whoever has got another name meanwhile was looked for under the former one.
            if unsettled != nil, names != asked {
                (extent, unsettled) = (book.planner.extent(for: revision, atLeast: .placeholders), nil)
            }
            var plan = try await self.plan(revision, of: entry, current: current, references, extent, book)
            if context.isConditional { plan = book.planner.pin(plan, to: entry) }
            if lostRaces.count == 0, unsettled == nil { self.logIgnored(plan, context) }
            if plan.steps.isEmpty {
                context.record.note(CallRecord.Deed(effect: nil, name: entry.dn.description))
                return current
            }
            if plan.steps.count > 1, plan.canBeSettled, extent == .placeholders {
                // What is taken back must be what was done.
                (extent, unsettled, asked) = (.named, plan, names)
                continue
            }
            switch try await self.execute(plan, for: revision.resource, context, book, extent) {
            case .done(let changed):
                let looked = ids.filter { known.dnByID[$0] == nil }
                let lost = try await self.loses(looked, in: plan, of: id, references, context, book)
                if let name = plan.newName {
                    try await self.rewriteLateReferences(to: entry.dn, becoming: name, context, book)
                }
                if lost == .none { return try await self.answer(changed, id: id, references, book) }
                // The version that was demanded was there when this call wrote, and has been its own since then; it is there
                // again only where it is made of the values.
                if lost == .removed || !unloaded.isEmpty { context.ifMatch = nil }
                (extent, unsettled) = (.placeholders, nil)
                lostRaces.add()
            case .noted: return revision.resource.withoutPassword
            case .lostRace: lostRaces.add()
            case .unsettled:
                if unsettled != nil { lostRaces.add() }
                (extent, unsettled, asked) = (.named, plan, names)
            case .emptied: extent = .all
            }
        }
        throw .lostRaces
    }

    /// Finds out, all at once, the names of the ids that the revision mentions and what the entry holds of the values that
    /// were not loaded, as far as the plan depends on it.
    private func inspect(
        _ entry: inout Entry, _ id: String, for revision: Revision, _ extent: Planner.Extent, after unsettled: Plan?,
        _ references: inout References, _ book: Rulebook
    ) async throws(SCIMError) {
        let ids = book.planner.editReferences(in: revision).filter { [references] in references.dnByID[$0] == nil }
        let questions = self.questions(ids: ids, book)
        let inspections = book.planner.inspections(of: entry, for: revision, extent, after: unsettled)
        let requests = questions.map(\.request) + inspections.map { self.request($0, id, book) }
        if requests.isEmpty { return }
        let results = try await self.searchAll(requests, book)
        references.merge(self.references(to: questions, in: results[..<questions.count], book))
        let removed = book.planner.removedReferences(in: revision).filter { [references] in
            references.dnByID[$0] == nil
        }
        if !removed.isEmpty { references.trashed = try await self.trashed(ids: removed, book) }
        for (inspection, result) in zip(inspections, results[questions.count...]) {
            guard let found = result.entries.first else { continue }
            entry[inspection.attribute] += inspection.value.map { [$0] } ?? found[inspection.attribute]
        }
        let names = book.planner.namesToResolve(in: entry, for: revision, references)
        if !names.isEmpty { references.merge(try await self.resolve(names: names, book)) }
    }

    /// Asks by the id, so that an entry that has meanwhile been renamed is found all the same.
    private func request(_ inspection: Inspection, _ id: String, _ book: Rulebook) -> SearchRequest {
        var conditions = [book.filter(id: id) ?? .absoluteFalse]
        if let value = inspection.value { conditions.append(.equal(inspection.attribute, value)) }
        return SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: .and(conditions),
            attributes: inspection.value == nil ? [inspection.attribute] : ["1.1"], sizeLimit: 1
        )
    }

    /// Plans the revision, with the entries that name this one where a rename needs them.
    private func plan(
        _ revision: Revision, of entry: Entry, current: Resource, _ references: References, _ extent: Planner.Extent,
        _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        let plan = try book.planner.update(
            entry, current: current, revision: revision, references: references, extent: extent
        )
        guard book.mapping.renaming != .server, let name = plan.newName, name != entry.dn else { return plan }
        try await self.checkNothingBelow(entry, book)
        let referrers = try await self.referrers(of: entry.dn, book)
        if referrers.isEmpty { return plan }
        return try book.planner.update(
            entry, current: current, revision: revision, references: references, referrers: referrers, extent: extent
        )
    }

    /// The unique values that become others.
    private func uniqueChanges(in wished: Resource, over current: Resource) -> Resource {
        var changed = Resource()
        for rule in self.mapping.rules where rule.isUnique && wished[rule.path] != current[rule.path] {
            changed.set(wished[rule.path], at: rule.path)
        }
        return changed
    }

    /// Refuses a unique value that another entry holds; many a directory would take it.
    private func checkUnique(_ changed: Resource, of entry: Entry, _ book: Rulebook) async throws(SCIMError) {
        guard let filter = book.planner.uniquenessFilter(for: changed) else { return }
        let id = book.dialect.idAttribute
        let request = SearchRequest(
            base: self.mapping.base, scope: .subtree, filter: filter, attributes: book.planner.attributesOfConflicts)
        // By its id: another writer may have given the entry itself this name meanwhile.
        let holders = try await self.search(request, book).entries.filter { $0[id] != entry[id] }
        if !holders.isEmpty { throw self.conflict(of: changed, with: holders, isNew: false, book) }
    }
}

extension Plan {
    /// The name that a step gives the entry; nil if it keeps the one that it has.
    var newName: DistinguishedName? {
        self.steps.lazy.compactMap { if case .rename = $0.change { $0.change.resultingName } else { nil } }.first
    }
}

extension Mapping {
    /// The attributes whose values are never read by a PATCH, such as the members of a group.
    var unloadedPaths: [AttributePath] {
        self.rules.filter { !$0.isLoaded }.map(\.path)
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
        self.init(resource: wished, edits: edits)
        self.isSilent = true
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

extension Resource {
    /// What may be printed of a resource that was sent and not stored.
    var withoutPassword: Resource {
        var resource = self
        resource.set([], at: AttributePath(attribute: "password"))
        return resource
    }
}

extension AttributePath {
    static let active = AttributePath(attribute: "active")
}
