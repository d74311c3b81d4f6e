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
        for _ in 0..<self.options.maximumAttempts {
            let entry = try await self.read(id, attributes: book.planner.attributesToRead, book)
            let references = try await self.references(in: [entry], book)
            let current = book.projector.resource(from: entry, references: references)
            let revision = try revise(current, book.mapping.unloadedPaths)
            let plan = try await self.plan(revision, of: entry, current: current, references, book)
            self.logIgnored(plan, context)
            if plan.steps.isEmpty { return current }
            switch try await self.execute(plan, for: revision.resource, context, book) {
            case .done(let changed): return try await self.answer(changed, id: id, book)
            case .noted: return revision.resource
            case .lostRace: continue
            }
        }
        throw .lostRaces
    }

    /// Resolves what the revision names and plans it, with the entries that name this one where a rename needs them.
    private func plan(
        _ revision: Revision, of entry: Entry, current: Resource, _ known: References, _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        var references = try await self.resolve(ids: book.planner.editReferences(in: revision), book)
        references.idByDN = known.idByDN
        let plan = try book.planner.update(entry, current: current, revision: revision, references: references)
        guard plan.isRename, book.mapping.renaming != .server else { return plan }
        let referrers = try await self.referrers(of: entry.dn, book)
        if referrers.isEmpty { return plan }
        return try book.planner.update(
            entry, current: current, revision: revision, references: references, referrers: referrers
        )
    }
}

extension Plan {
    /// Whether a step gives the entry another name.
    var isRename: Bool {
        self.steps.contains { if case .rename = $0.change { true } else { false } }
    }
}

extension Plan {
    /// Whether a step puts the entry below another one.
    var isMove: Bool {
        self.steps.contains {
            if case .rename(_, to: _, deleteOld: _, superior: _?) = $0.change { true } else { false }
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
    init(replacing current: Resource, by resource: Resource, unloaded: [AttributePath]) {
        var wished = resource
        if wished[.active].isEmpty { wished.set(current[.active], at: .active) }
        let edits = unloaded.compactMap { path -> Edit? in
            let values = wished[path]
            wished.set([], at: path)
            return values.isEmpty ? nil : Edit(path: path, action: .replace(values))
        }
        self.init(resource: wished, edits: edits)
    }
}

extension AttributePath {
    static let active = AttributePath(attribute: "active")
}
