import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Reads, revises, plans and applies; again from the start whenever another writer came first.
    func update(
        _ id: String,
        _ context: RequestContext,
        revise: (_ current: Resource, _ unloaded: [AttributePath]) throws(SCIMError) -> Revision
    ) async throws(SCIMError) -> Resource {
        let book = try await self.shelf.rulebook()
        var unsettled: Plan?
        var lostRaces = LostRaces()
        for _ in 0..<self.options.maximumAttempts {
            await lostRaces.pause()
            var entry = try await self.read(id, attributes: book.planner.attributesToRead, book)
            let references = try await self.references(in: [entry], book)
            let current = book.projector.resource(from: entry, references: references)
            try context.check(current)
            let revision = try revise(current, book.mapping.unloadedPaths)
            try await self.checkUnique(revision.resource, over: current, of: entry, book)
            if let unsettled { try await self.settle(&entry, for: unsettled, book) }
            let plan = try await self.plan(
                revision, of: entry, current: current, references, isSettled: unsettled != nil, book
            )
            self.logIgnored(plan, context)
            if plan.steps.isEmpty { return current }
            switch try await self.execute(plan, for: revision.resource, context, book) {
            case .done(let changed): return try await self.answer(changed, id: id, book)
            case .noted: return revision.resource
            case .lostRace: lostRaces.add()
            case .unsettled: unsettled = plan
            }
        }
        throw .lostRaces
    }

    /// Resolves what the revision names and plans it, with the entries that name this one where a rename needs them.
    private func plan(
        _ revision: Revision, of entry: Entry, current: Resource, _ known: References, isSettled: Bool,
        _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        var references = try await self.resolve(ids: book.planner.editReferences(in: revision), book)
        references.idByDN = known.idByDN
        let plan = try book.planner.update(
            entry, current: current, revision: revision, references: references, isSettled: isSettled
        )
        guard plan.isRename, book.mapping.renaming != .server else { return plan }
        let referrers = try await self.referrers(of: entry.dn, book)
        if referrers.isEmpty { return plan }
        return try book.planner.update(
            entry, current: current, revision: revision, references: references, referrers: referrers,
            isSettled: isSettled
        )
    }

    /// Refuses a unique value that another entry holds; many a directory would take it.
    private func checkUnique(
        _ wished: Resource, over current: Resource, of entry: Entry, _ book: Rulebook
    ) async throws(SCIMError) {
        var changed = Resource()
        for rule in self.mapping.rules where rule.isUnique && wished[rule.path] != current[rule.path] {
            changed.set(wished[rule.path], at: rule.path)
        }
        guard let filter = book.planner.uniquenessFilter(for: changed) else { return }
        let id = book.dialect.idAttribute
        let request = SearchRequest(base: self.mapping.base, scope: .subtree, filter: filter, attributes: [id])
        let holders = try await self.search(request, book).entries
        // By its id: another writer may have given the entry itself this name meanwhile.
        if let holder = holders.first(where: { $0[id] != entry[id] }) { throw .taken(by: holder.dn) }
    }

    /// Finds out which of the values that a plan adds and removes are there, without reading all of them.
    private func settle(_ entry: inout Entry, for plan: Plan, _ book: Rulebook) async throws(SCIMError) {
        let unread = Set(book.mapping.rules.filter { !$0.isLoaded }.map(\.attribute))
        let named = plan.modifications.filter { unread.contains($0.attribute) }.flatMap { modification in
            modification.values.map { (attribute: modification.attribute, value: $0) }
        }
        let dn = entry.dn
        let requests = named.map {
            SearchRequest(base: dn, scope: .base, filter: .equal($0.attribute, $0.value), attributes: ["1.1"])
        }
        for (one, result) in zip(named, try await self.searchAll(requests, book)) where !result.entries.isEmpty {
            entry[one.attribute].append(one.value)
        }
    }
}

extension Plan {
    /// Whether a step gives the entry another name.
    var isRename: Bool {
        self.steps.contains { if case .rename = $0.change { true } else { false } }
    }
}

extension Plan {
    fileprivate var modifications: [Modification] {
        self.steps.flatMap { step -> [Modification] in
            if case .modify(_, let modifications) = step.change { modifications } else { [] }
        }
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
    /// What a PUT means (RFC 7644 section 3.5.1): attributes that it does not name are cleared, except `active`, which stays
    /// as it is, and attributes that were not loaded.
    init(replacing resource: Resource, unloaded: [AttributePath]) {
        var wished = resource
        let edits = unloaded.compactMap { path -> Edit? in
            let values = wished[path]
            wished.set([], at: path)
            return values.isEmpty ? nil : Edit(path: path, action: .replace(values))
        }
        self.init(resource: wished, edits: edits)
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
