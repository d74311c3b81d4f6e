import Directories
import LDAP
import SCIM
import Translator

/// Removes an entry, moves it to the trash or marks it, as `on_delete` says.
struct EntryDeletion {
    private let id: String
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(of id: String, _ work: Work) {
        self.id = id
        self.work = work
    }

    /// Deletes the entry, and returns the plan that did it.
    /// - Throws: 404; 412 if it is not the version that the client demands; 501 where the configuration says nothing of deletion.
    @discardableResult
    func run() async throws(SCIMError) -> Plan {
        try self.book.planner.checkDeletable()
        var course = UpdateCourse(maximumRounds: self.work.shared.options.maximumAttempts)
        while true {
            let (entry, doubt) = try await self.read()
            if self.work.context.isConditional {
                try self.work.context.check(try await EntryReader(self.work).resource(of: entry).version)
            }
            try await WriteClearance(self.work).clearDeletion(of: entry)
            let (referrers, isNameTaken) = try await self.look(at: entry)
            let plan = try self.book.planner.delete(
                entry, referrers: referrers, memberships: try await self.endingMemberships(of: entry),
                isNameTaken: isNameTaken)
            switch try await PlanRunner(self.work).run(plan, for: Resource()) {
            case .done(_, let isReadBack):
                if self.book.mapping.deletion?.mark == nil {
                    let names = self.book.planner.names(of: entry, becoming: plan.newName)
                    try await ReferrerUpdate(self.work).finish(names, of: self.id, isReadBack: isReadBack)
                }
                // The account is locked, or gone, all the same.
                if let doubt { throw doubt }
                return plan
            case .lostRace, .unsettled, .emptied, .taken: try await course.next(after: .lostRace).pause()
            }
        }
    }

    /// The entry, and why the references that an earlier call left could not be finished, if that failed.
    ///
    /// Before a 404, the references of an earlier deletion are finished, whose answer may have been lost.
    private func read() async throws(SCIMError) -> (Entry, doubt: SCIMError?) {
        do {
            let attributes = self.book.planner.attributesToReadBeforeDelete
            let entry = try await EntryReader(self.work).entry(self.id, attributes)
            return (entry, await ReferrerUpdate(self.work).failure(finishingDoubtsOf: self.id, now: entry))
        } catch  where error.status == 404 {
            try await ReferrerUpdate(self.work).finishDoubts(of: self.id)
            try await self.finishDeparture()
            throw error
        }
    }

    /// Finishes the references to an entry that a broken-off deletion has removed or put away.
    private func finishDeparture() async throws(SCIMError) {
        guard self.book.leavesInterims, let filter = self.book.dialect.idFilter(self.id) else { return }
        let check = ReferrerCheck.leftOvers(ofID: self.id, self.book)
        let trashed = self.book.mapping.graveyard.map {
            SearchRequest(
                base: $0.base, scope: .subtree, filter: $0.filter(filter),
                attributes: self.book.planner.attributesToRead)
        }
        let (referrers, answers) = try await ReferrerFinder(self.work).referrers(
            check, beside: [trashed].compactMap(\.self))
        if referrers.isEmpty { return }
        let entry = answers.first?.entries.first
        let names = entry.map { self.book.planner.names(of: $0, becoming: $0.dn) } ?? check.names
        try await ReferrerUpdate(self.work).finishLeftOvers(referrers, of: names)
    }
}

// MARK: - What stands in the way

extension EntryDeletion {
    /// Finds out, all at once, what lies below an entry, who names it, and whether its name in the trash is taken: by another entry,
    /// or by somebody dead whom others still name by it.
    /// - Throws: 409 where entries below would go with it, whatever they are.
    private func look(at entry: Entry) async throws(SCIMError) -> (referrers: [Referrer], isNameTaken: Bool) {
        if self.book.mapping.deletion?.mark != nil { return ([], false) }
        let trash = self.book.mapping.deletion?.trashBase
        let place = trash.flatMap { trash in entry.dn.leaf.map(trash.appending) }
        let names = self.book.planner.names(of: entry, becoming: place)
        let check = ReferrerCheck.before(names, self.book)
        let children = ChildCheck(entry: entry.dn)
        let taken = place.map {
            SearchRequest(base: $0, scope: .base, filter: .present(.objectClass), attributes: [.noAttributes])
        }
        let requests = [children.request] + (taken.map { [$0] } ?? []) + check.requests
        var outcomes = await self.work.outcomes(of: requests)[...]
        if let child = try children.child(outcomes.removeFirst(), self.work) { throw .notAlone(entry.dn, child) }
        var isTaken = false
        if let trash, taken != nil { isTaken = try self.isTaken(outcomes.removeFirst(), in: trash) }
        var results: [SearchResult] = []
        for (request, outcome) in zip(check.requests, outcomes) {
            do { results.append(try outcome.get()) } catch { throw self.work.refusal(error, of: request) }
        }
        switch check.verdict(on: results[...]) {
        case .named(let referrers): return (referrers, isTaken)
        // A name with the id in it was nobody's.
        case .lookCloser: return ([], true)
        case .namedUnlessLiving(let names, let referrers):
            return (check.referrers(referrers, withoutThoseOf: names), true)
        }
    }

    /// The groups that an entry leaves which is kept, where the mapping says that it does; where plans are recorded, also those from which
    /// the directory itself takes one that is removed.
    private func endingMemberships(of entry: Entry) async throws(SCIMError) -> [Referrer] {
        if case .delete? = self.book.mapping.deletion {
            guard self.work.shared.options.isRecorded, self.book.mapping.renaming == .server else { return [] }
            let names = self.book.planner.names(of: entry, becoming: nil)
            return try await ReferrerFinder(self.work).referrers(.beforeRemoval(of: names, self.book))
        }
        guard self.book.mapping.endsMemberships, self.book.mapping.deletion?.mark != nil else { return [] }
        let check = ReferrerCheck.memberships(of: self.book.planner.names(of: entry, becoming: nil), self.book)
        return try await ReferrerFinder(self.work).referrers(check)
    }

    private func isTaken(
        _ found: Result<SearchResult, LDAPError>, in trash: DistinguishedName
    ) throws(SCIMError) -> Bool {
        do {
            return try found.get().entries.isEmpty == false
        } catch  where error.code == .noSuchObject && !error.isMissing(trash) {
            return false
        } catch {
            throw self.work.refusal(error, of: trash)
        }
    }
}

extension SCIMError {
    /// An entry has others below it.
    fileprivate static func notAlone(_ entry: DistinguishedName, _ child: String) -> SCIMError {
        SCIMError(
            status: 409,
            detail: "\(entry) has entries below it, which would go with it: \(child). Move or delete those first."
        )
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
