import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Adds an entry, or brings the trashed one back that was the same person.
    /// - Throws: 409 naming the entry that already holds a unique value; why the plan cannot be made or was refused.
    public func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> Resource {
        let book = try await self.shelf.rulebook()
        let resource = try book.planner.places.placed(resource)
        let wished = Revision(resource: resource, spoken: .everything)
        let ids = book.planner.editReferences(in: wished)
        let complete = book.planner.completed(resource)
        let claimed = book.planner.uniqueValues(of: complete)
        try await self.claims.take(claimed, until: .now + self.options.timeout)
        defer { self.claims.release(claimed) }
        var course = UpdateCourse(maximumRounds: self.options.maximumAttempts)
        while true {
            let references = try await self.resolve(ids: ids, book)
            let plan = try book.planner.create(resource, references: references)
            if course.isFirstRound { self.logIgnored(plan, context) }
            let (trashed, dead) = try await self.revivable(for: resource, completed: complete, plan, context, book)
            try await self.clear(wished, over: trashed, book)
            var chosen = plan
            if let trashed {
                chosen = try await self.revival(of: trashed, as: resource, references, book)
            } else if let name = plan.steps.last?.change.target {
                chosen.steps = try book.planner.clearing(name, from: dead) + plan.steps
            }
            switch try await self.execute(chosen, for: complete, context, book) {
            case .done(let entry, let isReadBack):
                let made = try await self.created(entry, from: trashed, by: plan, references, book)
                guard let id = made.id else { return made }
                if let trashed {
                    try await self.finish(chosen, of: trashed, id, isReadBack: isReadBack, context, book)
                }
                switch try await self.loses(ids, in: chosen, of: id, references, context, book) {
                case .none: return made
                case .undone: try await self.pause(course.written(isNamesLost: true))
                case .removed: return try await self.replace(id: id, with: resource, context: context)
                }
            // Another call may have brought the trashed entry back: it is a conflict now.
            case .lostRace, .unsettled, .emptied: try await self.pause(course.lostRace())
            }
        }
    }

    /// Looks at once for the unique values in the base and in the trash, and for those who name somebody dead by the name that the
    /// new entry gets.
    ///
    /// A live entry that holds a value is a conflict, a trashed entry that was the same person is to be revived.
    private func revivable(
        for resource: Resource, completed: Resource, _ plan: Plan, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) -> (Entry?, dead: [Referrer]) {
        let unique = self.uniquenessRequest(for: completed, book)
        let trash = self.mapping.deletion?.trashBase.flatMap { trash in
            book.planner.revivalFilter(for: resource).map {
                SearchRequest(base: trash, scope: .subtree, filter: $0, attributes: book.planner.attributesToRead)
            }
        }
        let name = plan.steps.last?.change.target ?? self.mapping.base
        let check = ReferenceCheck.beforeAdding(name, book)
        var (dead, answers) = try await self.referrers(check, beside: [unique, trash].compactMap(\.self), book)
        if unique != nil, let holder = answers.first?.entries.first {
            if holder.dn.isWithin(self.mapping.base) { try await self.finishLeftOvers(of: holder, context, book) }
            throw self.conflict(of: completed, with: answers[0].entries, isNew: true, book)
        }
        if !dead.isEmpty, let id = self.doubts.id(of: name) {
            // They mean somebody who is renamed and whom the directory has not taken them along for.
            try await self.finishDoubts(of: id, context, book)
            dead = try await self.referrers(check, book).referrers
        }
        let leavers = trash == nil ? [] : answers.last?.entries ?? []
        if leavers.count > 1 { throw .ambiguous(leavers.map(\.dn)) }
        return (leavers.first, dead)
    }

    /// The plan that brings a trashed entry back with its id; the client learns it as if it were new.
    private func revival(
        of trashed: Entry, as resource: Resource, _ references: References, _ book: Rulebook
    ) async throws(SCIMError) -> Plan {
        var references = references
        references.held = try await self.held(in: trashed, wishing: resource, references, book)
        let plan = try book.planner.revive(trashed, as: resource, references: references)
        guard let name = plan.newName else { return plan }
        let names = book.planner.names(of: trashed, becoming: name)
        let referrers = try await self.referrers(.before(names, book), book).referrers
        if referrers.isEmpty { return plan }
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
        guard let change = plan.steps.last?.change else { throw .lostRaces }
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
