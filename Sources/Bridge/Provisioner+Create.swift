import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Adds an entry, or brings the trashed one back that was the same person.
    /// - Throws: 409 naming the entry that already holds a unique value; why the plan cannot be made or was refused.
    public func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> Resource {
        let book = try await self.shelf.rulebook()
        let resource = try book.planner.placed(resource)
        let wished = Revision(resource: resource, edits: [])
        let ids = book.planner.editReferences(in: wished)
        let complete = book.planner.completed(resource)
        let claimed = book.planner.uniqueValues(of: complete)
        try await self.claims.take(claimed)
        defer { self.claims.release(claimed) }
        var lostRaces = LostRaces()
        for _ in 0..<self.options.maximumAttempts {
            await lostRaces.pause()
            let references = try await self.resolve(ids: ids, book)
            let plan = try book.planner.create(resource, references: references)
            if lostRaces.count == 0 { self.logIgnored(plan, context) }
            let trashed = try await self.revivable(for: resource, completed: complete, book)
            var chosen = plan
            if let trashed { chosen = try await self.revival(of: trashed, as: resource, references, book) }
            switch try await self.execute(chosen, for: complete, context, book) {
            case .done(let entry):
                let made = try await self.created(entry, from: trashed, by: plan, references, book)
                guard let id = made.id else { return made }
                switch try await self.loses(ids, in: chosen, of: id, references, context, book) {
                case .none: return made
                case .undone: lostRaces.add()
                case .removed: return try await self.replace(id: id, with: resource, context: context)
                }
            case .noted: return resource.withoutPassword
            // Another call may have brought the trashed entry back: it is a conflict now.
            case .lostRace, .unsettled, .emptied: lostRaces.add()
            }
        }
        throw .lostRaces
    }

    /// Looks for the unique values in the base and in the trash at once: a live entry that holds one is a conflict, a
    /// trashed entry that was the same person is to be revived.
    private func revivable(
        for resource: Resource, completed: Resource, _ book: Rulebook
    ) async throws(SCIMError) -> Entry? {
        var requests: [SearchRequest] = []
        if let filter = book.planner.uniquenessFilter(for: completed) {
            requests.append(
                SearchRequest(
                    base: self.mapping.base, scope: .subtree, filter: filter,
                    attributes: book.planner.attributesOfConflicts)
            )
        }
        let trash = self.mapping.deletion?.trashBase
        if let trash, let filter = book.planner.revivalFilter(for: resource) {
            requests.append(
                SearchRequest(base: trash, scope: .subtree, filter: filter, attributes: book.planner.attributesToRead)
            )
        }
        var revivable: Entry?
        for (request, result) in zip(requests, try await self.searchAll(requests, book)) {
            guard let entry = result.entries.first else { continue }
            guard request.base == trash else {
                throw self.conflict(of: completed, with: result.entries, isNew: true, book)
            }
            if result.entries.count > 1 { throw .ambiguous(result.entries.map(\.dn)) }
            revivable = entry
        }
        return revivable
    }

    /// The plan that brings a trashed entry back with its id; the client learns it as if it were new.
    private func revival(
        of trashed: Entry, as resource: Resource, _ references: References, _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        let referrers = self.mapping.renaming == .server ? [] : try await self.referrers(of: trashed.dn, book)
        var references = references
        references.held = try await self.held(in: trashed, wishing: resource, references, book)
        return try book.planner.revive(trashed, as: resource, references: references, referrers: referrers)
    }

    /// The entry just added or brought back: as the server returned it with the write, else read again.
    private func created(
        _ entry: Entry?, from trashed: Entry?, by plan: Plan, _ known: References, _ book: Rulebook
    ) async throws(SCIMError) -> Resource {
        if let trashed {
            guard let id = book.projector.id(of: trashed) else { throw .withoutID(trashed.dn) }
            return try await self.answer(entry, id: id, known, book)
        }
        if let entry { return try await self.project(entry, book, known: known) }
        let change = plan.steps[0].change
        let dn = change.target
        let request = SearchRequest(
            base: dn, scope: .base, filter: self.mapping.filter, attributes: book.attributesToShow(after: change)
        )
        guard let entry = try await self.search(request, book).entries.first else {
            throw .internalError(
                "\(dn) was added but cannot be read back. Check the read rights of the bridge's account.")
        }
        return try await self.project(entry, book, known: known)
    }
}

extension SCIMError {
    /// Several trashed entries were the same person, by what the mapping goes by.
    static func ambiguous(_ leavers: [DistinguishedName]) -> SCIMError {
        .uniqueness(
            "Several entries of people who have left may be this person, and Starbridge does not guess which one to bring back: "
                + leavers.map(\.description).joined(separator: "; ") + ". Remove all but one of them."
        )
    }

    static func withoutID(_ dn: DistinguishedName) -> SCIMError {
        .internalError("\(dn) shows no id. The bridge's account needs to read the directory's id attribute.")
    }
}
