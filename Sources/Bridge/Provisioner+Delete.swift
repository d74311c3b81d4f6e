import Directories
import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Removes the entry, or moves it to the trash, as `on_delete` says.
    /// - Throws: 404; 412 if it is not the version that the context demands; 501 where the configuration says nothing of deletion.
    public func delete(id: String, context: RequestContext) async throws(SCIMError) {
        let book = try await self.shelf.rulebook()
        try book.planner.checkDeletable()
        var course = UpdateCourse(maximumRounds: self.options.maximumAttempts)
        while true {
            let (entry, doubt) = try await self.readBeforeDelete(id, context, book)
            if context.isConditional { try context.check(try await self.project(entry, book)) }
            try await self.clearDeletion(of: entry, book)
            let (referrers, isNameTaken) = try await self.lookBeforeDelete(entry, book)
            let plan = try book.planner.delete(entry, referrers: referrers, isNameTaken: isNameTaken)
            switch try await self.execute(plan, for: Resource(), context, book) {
            case .done(_, let isReadBack):
                let names = book.planner.names(of: entry, becoming: plan.newName)
                try await self.finish(names, of: id, isReadBack: isReadBack, context, book)
                // The account is locked, or gone, all the same.
                if let doubt { throw doubt }
                return
            case .lostRace, .unsettled, .emptied: try await self.pause(course.lostRace())
            }
        }
    }

    /// The entry, and why what an earlier call has left of its references cannot be finished, if that is so.
    ///
    /// Whether an earlier call that was not answered has deleted it is found out before it is said not to be there.
    private func readBeforeDelete(
        _ id: String, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) -> (Entry, doubt: SCIMError?) {
        do {
            let entry = try await self.read(id, attributes: book.planner.attributesToReadBeforeDelete, book)
            return (entry, await self.failure(finishingDoubtsOf: id, now: entry, context, book))
        } catch  where error.status == 404 {
            try await self.finishDoubts(of: id, context, book)
            try await self.finishDeparture(of: id, context, book)
            throw error
        }
    }

    /// Finishes what a deletion that was broken off has left in those who named the entry, which is in the trash by now, or gone.
    private func finishDeparture(
        of id: String, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        guard book.mapping.renaming != .server, let filter = book.dialect.idFilter(id) else { return }
        let check = ReferenceCheck.leftOvers(ofID: id, book)
        let trashed = self.mapping.deletion?.trashBase.map {
            SearchRequest(base: $0, scope: .subtree, filter: filter, attributes: book.planner.attributesToRead)
        }
        let (referrers, answers) = try await self.referrers(check, beside: [trashed].compactMap(\.self), book)
        if referrers.isEmpty { return }
        let entry = answers.first?.entries.first
        let names = entry.map { book.planner.names(of: $0, becoming: $0.dn) } ?? check.names
        try await self.finishLeftOvers(referrers, of: names, context, book)
    }

    /// Finds out, all at once, what lies below an entry, who names it, and whether its name in the trash is taken: by another entry,
    /// or by somebody dead whom others still name by it.
    /// - Throws: 409 where entries below would go with it, whatever they are.
    private func lookBeforeDelete(
        _ entry: Entry, _ book: Rulebook
    ) async throws(SCIMError) -> (referrers: [Referrer], isNameTaken: Bool) {
        let trash = self.mapping.deletion?.trashBase
        let place = trash.flatMap { trash in entry.dn.leaf.map(trash.appending) }
        let names = book.planner.names(of: entry, becoming: place)
        let check = ReferenceCheck.before(names, book)
        let below = SearchRequest(
            base: entry.dn, scope: .oneLevel, filter: .present("objectClass"), attributes: ["1.1"], sizeLimit: 1)
        let taken = place.map {
            SearchRequest(base: $0, scope: .base, filter: .present("objectClass"), attributes: ["1.1"])
        }
        var outcomes = await self.outcomes(of: [below] + (taken.map { [$0] } ?? []) + check.requests)[...]
        try self.checkAlone(entry, outcomes.removeFirst(), book)
        var isTaken = false
        if let trash, taken != nil { isTaken = try self.isTaken(outcomes.removeFirst(), in: trash, book) }
        var results: [SearchResult] = []
        for (request, outcome) in zip(check.requests, outcomes) {
            do { results.append(try outcome.get()) } catch { throw self.refusal(error, of: request.base, book) }
        }
        switch check.verdict(on: results[...]) {
        case .named(let referrers): return (referrers, isTaken)
        // A name with the id in it was nobody's.
        case .lookCloser: return ([], true)
        case .namedUnlessLiving(_, let referrers): return (referrers.filter { !check.meansAnother($0) }, true)
        }
    }

    /// Refuses to delete an entry that others lie below.
    private func checkAlone(
        _ entry: Entry, _ below: Result<SearchResult, LDAPError>, _ book: Rulebook
    ) throws(SCIMError) {
        let child: String?
        do {
            child = try below.get().entries.first?.dn.description
        } catch  where error.code == .noSuchObject {
            child = nil
        } catch  where error.code == .sizeLimitExceeded {
            child = "more than one entry"
        } catch {
            throw self.refusal(error, of: entry.dn, book)
        }
        guard let child else { return }
        throw SCIMError(
            status: 409,
            detail: "\(entry.dn) has entries below it, which would go with it: \(child). Move or delete those first."
        )
    }

    private func isTaken(
        _ found: Result<SearchResult, LDAPError>, in trash: DistinguishedName, _ book: Rulebook
    ) throws(SCIMError) -> Bool {
        do {
            return try found.get().entries.isEmpty == false
        } catch  where error.code == .noSuchObject && !error.isMissing(trash) {
            return false
        } catch {
            throw self.refusal(error, of: trash, book)
        }
    }
}

extension Mapping.Deletion {
    /// Where deleted entries go, if they are not removed.
    var trashBase: DistinguishedName? {
        if case .trash(let base) = self { base } else { nil }
    }
}

extension LDAPError {
    /// Whether the nearest entry that the server found lies above `base`, which then does not exist.
    fileprivate func isMissing(_ base: DistinguishedName) -> Bool {
        guard !self.matchedDN.isEmpty, let nearest = try? DistinguishedName(parsing: self.matchedDN) else {
            return false
        }
        return !nearest.isWithin(base)
    }
}
