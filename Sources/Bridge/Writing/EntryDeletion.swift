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
            let scene = try await self.look(at: entry)
            let plan = try self.book.planner.delete(
                entry, referrers: scene.referrers, memberships: scene.memberships, isNameTaken: scene.isNameTaken)
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
    /// What was found out before an entry is deleted.
    private struct Scene {
        /// Who names it.
        var referrers: [Referrer] = []
        /// Whose member it is no more afterwards, without a step for it.
        var memberships: [Referrer] = []
        /// Whether its name in the trash is taken: by another entry, or by somebody dead whom others still name by it.
        var isNameTaken = false
    }

    /// Finds out, all at once, what lies below an entry, who names it, and whether its name in the trash is taken.
    /// - Throws: 409 where entries below would go with it, whatever they are.
    private func look(at entry: Entry) async throws(SCIMError) -> Scene {
        let leaving = self.leaving(entry)
        if self.book.mapping.deletion?.mark != nil {
            guard let leaving else { return Scene() }
            return Scene(memberships: try await ReferrerFinder(self.work).referrers(leaving))
        }
        let trash = self.book.mapping.deletion?.trashBase
        let place = trash.flatMap { trash in entry.dn.leaf.map(trash.appending) }
        let check = ReferrerCheck.before(self.book.planner.names(of: entry, becoming: place), self.book)
        let children = ChildCheck(entry: entry.dn)
        let taken = place.map {
            SearchRequest(base: $0, scope: .base, filter: .present(.objectClass), attributes: [.noAttributes])
        }
        let asked = check.requests + (leaving?.requests ?? [])
        let requests = [children.request] + [taken].compactMap(\.self) + asked
        var outcomes = await self.work.outcomes(of: requests)[...]
        var scene = Scene()
        if let child = try children.child(outcomes.removeFirst(), self.work) { throw .notAlone(entry.dn, child) }
        if let trash, taken != nil { scene.isNameTaken = try self.isTaken(outcomes.removeFirst(), in: trash) }
        let results = try self.results(of: asked, outcomes)
        scene.memberships = leaving?.referrers(in: results[check.requests.count...]) ?? []
        switch check.verdict(on: results.prefix(check.requests.count)) {
        case .named(let referrers): scene.referrers = referrers
        // A name with the id in it was nobody's.
        case .lookCloser: scene.isNameTaken = true
        case .namedUnlessLiving(let names, let referrers):
            scene.referrers = check.referrers(referrers, withoutThoseOf: names)
            scene.isNameTaken = true
        }
        return scene
    }

    private func results(
        of requests: [SearchRequest], _ outcomes: ArraySlice<Result<SearchResult, LDAPError>>
    ) throws(SCIMError) -> [SearchResult] {
        var results: [SearchResult] = []
        for (request, outcome) in zip(requests, outcomes) {
            do { results.append(try outcome.get()) } catch { throw self.work.refusal(error, of: request) }
        }
        return results
    }

    /// The question which groups the entry will have left afterwards; nil where nobody needs to know.
    ///
    /// A marked entry stays, and leaves its groups if the mapping says so. A removed one is taken out by the directory itself, which
    /// only the journal must know.
    private func leaving(_ entry: Entry) -> ReferrerCheck? {
        let names = self.book.planner.names(of: entry, becoming: nil)
        if case .delete? = self.book.mapping.deletion {
            guard self.work.shared.options.isRecorded, self.book.mapping.renaming == .server else { return nil }
            return .beforeRemoval(of: names, self.book)
        }
        guard self.book.mapping.endsMemberships, self.book.mapping.deletion?.mark != nil else { return nil }
        return .memberships(of: names, self.book)
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
