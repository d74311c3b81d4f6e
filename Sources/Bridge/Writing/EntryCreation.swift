import LDAP
import SCIM
import Translator

/// Adds an entry, or brings the trashed one back that was the same person.
struct EntryCreation {
    private let resource: Resource
    private let revision: Revision
    /// The same with its defaults, which must be unique too.
    private let complete: Resource
    private let ids: [ResourceID]
    private let work: Work
    private var book: Rulebook { self.work.book }
    private var mapping: Mapping { self.work.book.mapping }

    /// - Throws: what is wrong with the resource.
    init(of resource: Resource, _ work: Work) throws(SCIMError) {
        let planner = work.book.planner
        self.resource = try planner.places.placed(resource)
        self.complete = planner.completed(self.resource)
        self.revision = Revision(resource: self.resource, spoken: .everything)
        self.ids = planner.editReferences(in: self.revision)
        self.work = work
    }

    /// Makes the entry, and returns it as it is stored.
    /// - Throws: 409 naming the entry that already holds a unique value; why the plan cannot be made or was refused.
    func run() async throws(SCIMError) -> RenderedResource {
        let planner = self.book.planner
        let claimed = planner.uniqueValues(of: self.complete).union(try planner.contested(self.complete))
        try await self.work.shared.claims.take(claimed, until: .now + self.work.shared.options.timeout)
        defer { self.work.shared.claims.release(claimed) }
        var course = UpdateCourse(maximumRounds: self.work.shared.options.maximumAttempts)
        var choices = Choices()
        while true {
            let draft = try await self.draft(&choices, isFirst: course.isFirstRound)
            switch try await PlanRunner(self.work).run(draft.plan, for: self.complete) {
            case .done(let entry, let isReadBack):
                let made = try await self.made(entry, by: draft)
                try await DisableProof(self.work).check(draft.plan, of: made.id)
                guard let id = made.id else { return made }
                if let trashed = draft.trashed, draft.plan.newName != nil || !draft.plan.keys.isEmpty {
                    let names = self.names(of: trashed, after: draft.plan)
                    try await ReferrerUpdate(self.work).finish(names, of: id, isReadBack: isReadBack)
                }
                switch try await ReferenceRepair(self.work).run(self.ids, in: draft.plan, of: id, draft.references) {
                case .needless: return made
                case .undone: try await course.next(after: .namesLost(isVersionBack: true)).pause()
                case .stripped: return try await EntryUpdate(.replacement(self.resource), of: id, self.work).run()
                }
            case .taken(let taken):
                try await NumberChooser(self.work).chooseAnew(taken, for: self.complete, &choices)
                try await course.next(after: .chosenAnew).pause()
            // Another call may have brought the trashed entry back: it is a conflict now.
            case .lostRace, .unsettled, .emptied: try await course.next(after: .lostRace).pause()
            }
        }
    }
}

// MARK: - The plan

extension EntryCreation {
    /// A plan that makes the entry, and what it was made of.
    private struct Draft {
        var plan: Plan
        var references: References
        /// The entry that is brought back; nil for a new one.
        var trashed: Entry?
    }

    private func draft(_ choices: inout Choices, isFirst: Bool) async throws(SCIMError) -> Draft {
        let references = try await ReferenceResolver(self.work).resolve(ids: self.ids)
        // Whoever comes back keeps the password.
        var generator = SystemRandomNumberGenerator()
        let supplied = self.book.planner.supplied(self.resource, using: &generator)
        let chooser = NumberChooser(self.work)
        var plan = try self.book.planner.create(supplied, references: references, choosing: choices)
        if isFirst { OmissionTeller(self.work).tellIgnored(in: plan) }
        if try await chooser.chooseTexts(plan.lacking, for: self.complete, &choices) {
            plan = try self.book.planner.create(supplied, references: references, choosing: choices)
        }
        let (trashed, dead) = try await self.revivable(plan)
        try await WriteClearance(self.work).clear(self.revision, over: trashed)
        if let trashed {
            plan = try await self.revival(of: trashed, references, &choices)
            try await SignInNameCheck(self.work).check(plan, of: trashed)
        } else if let entry = plan.addition {
            try await SignInNameCheck(self.work).check(plan, of: nil)
            // Last of all, for a number that is taken is gone.
            if try await chooser.choose(plan.lacking, for: self.complete, &choices) {
                plan = try self.book.planner.create(supplied, references: references, choosing: choices)
            }
            if !dead.isEmpty {
                let names = self.book.planner.names(ofNew: entry)
                plan.steps = try self.book.planner.clearing(names, from: dead) + plan.steps
            }
        }
        return Draft(plan: plan, references: references, trashed: trashed)
    }

    /// Looks together for the unique values in the base, for whoever was deleted, and for dangling references to the new name.
    ///
    /// A live entry that holds a value is a conflict, a deleted entry that was the same person is to be revived.
    private func revivable(_ plan: Plan) async throws(SCIMError) -> (Entry?, dead: [Referrer]) {
        let (conflicts, finder) = (ConflictExplainer(self.work), ReferrerFinder(self.work))
        let unique = conflicts.request(for: self.complete)
        let trash = self.mapping.graveyard.flatMap { graveyard in
            self.book.planner.revivalFilter(for: self.resource).map {
                SearchRequest(
                    base: graveyard.base, scope: .subtree, filter: graveyard.filter($0),
                    attributes: self.book.planner.attributesToRead)
            }
        }
        let added = plan.addition ?? Entry(dn: self.mapping.base)
        let check = ReferrerCheck.beforeAdding(self.book.planner.names(ofNew: added), self.book)
        var (dead, answers) = try await finder.referrers(
            check, beside: [unique, trash].compactMap(\.self), rarelyFoundBelow: self.book.commonBase)
        let leavers = trash == nil ? [] : answers.last?.entries ?? []
        let holders =
            unique == nil ? [] : answers[0].entries.filter { holder in !leavers.contains { $0.dn == holder.dn } }
        if let holder = holders.first {
            if holder.dn.isWithin(self.mapping.base) {
                try await ReferrerUpdate(self.work).finishLeftOvers(of: holder)
            }
            throw conflicts.conflict(of: self.complete, with: holders, isNew: true)
        }
        if !dead.isEmpty, let id = self.work.shared.doubts.id(of: added.dn) {
            // They mean somebody who is renamed and whom the directory has not taken them along for.
            try await ReferrerUpdate(self.work).finishDoubts(of: id)
            dead = try await finder.referrers(check)
        }
        if leavers.count > 1 { throw .ambiguous(leavers.map(\.dn)) }
        return (leavers.first, dead)
    }

    /// The plan that brings a trashed entry back with its id; the client learns it as if it were new.
    private func revival(
        of trashed: Entry, _ references: References, _ choices: inout Choices
    ) async throws(SCIMError) -> Plan {
        var references = references
        references.held = try await EqualityReferee(self.work).held(in: trashed, wishing: self.revision, references)
        var plan = try self.book.planner.revive(
            trashed, as: self.resource, references: references, choosing: choices)
        if try await NumberChooser(self.work).choose(plan.lacking, for: self.complete, &choices) {
            plan = try self.book.planner.revive(
                trashed, as: self.resource, references: references, choosing: choices)
        }
        if let name = plan.newName { try await PlaceCheck(self.work).check(name, of: trashed) }
        if plan.newName == nil, plan.keys.isEmpty { return plan }
        let names = self.names(of: trashed, after: plan)
        let referrers = try await ReferrerFinder(self.work).referrers(.before(names, self.book))
        if referrers.isEmpty { return plan }
        return try self.book.planner.revive(
            trashed, as: self.resource, references: references, referrers: referrers, choosing: choices)
    }
}

extension EntryCreation {
    /// The names of an entry that a plan brings back.
    private func names(of trashed: Entry, after plan: Plan) -> EntryNames {
        self.book.planner.names(of: trashed, becoming: plan.newName ?? trashed.dn, keys: plan.keys)
    }
}

// MARK: - The answer

extension EntryCreation {
    /// The entry just added or brought back: as the server returned it with the write, else read again.
    private func made(_ entry: Entry?, by draft: Draft) async throws(SCIMError) -> RenderedResource {
        let reader = EntryReader(self.work)
        if let trashed = draft.trashed {
            guard let id = self.book.projector.id(of: trashed) else { throw .withoutID(trashed.dn) }
            return try await reader.resource(id, written: entry, knowing: draft.references)
        }
        if let entry { return try await reader.resource(of: entry, knowing: draft.references) }
        guard let added = draft.plan.addition else { throw .lostRaces }
        let request = SearchRequest(
            base: added.dn, scope: .base, filter: self.mapping.filter,
            attributes: self.book.attributesToShow(after: .add(added)))
        guard let entry = try await self.work.search(request).entries.first else {
            throw .internalError(
                "\(added.dn) was added but cannot be read back. Check the read rights of the bridge's account.")
        }
        return try await reader.resource(of: entry, knowing: draft.references)
    }
}

extension Plan {
    /// The entry that is added.
    fileprivate var addition: Entry? {
        self.steps.lazy.compactMap { if case .add(let entry) = $0.change { entry } else { nil } }.first
    }
}

extension SCIMError {
    /// Several trashed entries were the same person, by what the mapping goes by.
    fileprivate static func ambiguous(_ leavers: [DistinguishedName]) -> SCIMError {
        .uniqueness(
            "Several entries of people who have left may be this person, and Starbridge does not guess which one to bring back: "
                + leavers.map(\.description).joined(separator: "; ") + ". Remove all but one of them."
        )
    }

    fileprivate static func withoutID(_ dn: DistinguishedName) -> SCIMError {
        .internalError("\(dn) shows no id. The bridge's account needs to read the directory's id attribute.")
    }
}
