import LDAP
import SCIM
import Translator

/// Updates one entry: reads, revises, plans and writes it, again from the start where an ``UpdateCourse`` says so.
struct EntryUpdate {
    private let wish: EntryWish
    private let id: String
    private let work: Work
    /// Whether it stops before the write, and only finds out whether a plan can be made.
    private let isRehearsal: Bool
    /// Whether the entry is left where it is, although a strategy of `active` would move it.
    private let staysInPlace: Bool

    init(_ wish: EntryWish, of id: String, _ work: Work, isRehearsal: Bool = false, staysInPlace: Bool = false) {
        self.wish = wish
        self.id = id
        self.work = work
        self.isRehearsal = isRehearsal
        self.staysInPlace = staysInPlace
    }

    /// Makes the update, and returns what the entry is then; after a replacement that is all of it.
    /// - Throws: 404, 412 if it is not the version that the client demands, or why the plan cannot be made or was refused.
    func run() async throws(SCIMError) -> RenderedResource {
        let updated = try await self.update()
        guard case .replacement = self.wish, !self.work.book.unloadedPaths.isEmpty else { return updated }
        return try await EntryReader(self.work).whole(self.id)
    }

    private func update() async throws(SCIMError) -> RenderedResource {
        var course = UpdateCourse(
            maximumRounds: self.work.shared.options.maximumAttempts, isRecorded: self.work.shared.options.isRecorded)
        var choices = Choices()
        let deadline = ContinuousClock.now + self.work.shared.options.timeout
        var hasTurn = false
        defer { if hasTurn { self.work.shared.turns.release(self.id) } }
        while true {
            let work = course.isVersionDemanded ? self.work : self.work.withoutIfMatch
            var draft = try await self.draft(work)
            let claimed = work.book.planner.uniqueValues(of: draft.unique)
            try await work.shared.claims.take(claimed, until: deadline)
            defer { work.shared.claims.release(claimed) }
            try await draft.inspect(course)
            course.found(draft.names)
            let plan = try await self.plan(draft, course, &choices, work)
            var action = course.next(after: .planned(plan, draft.names))
            switch action {
            case .answer:
                work.context.record.note(CallRecord.Deed(effect: nil, name: draft.entry.dn.description))
                return draft.shown
            case .write where self.isRehearsal: return draft.shown
            case .write:
                let (event, written) = try await self.write(plan, draft, &choices, work)
                action = course.next(after: event)
                if action == .answer {
                    return try await EntryReader(work).resource(self.id, written: written, knowing: draft.references)
                }
            case .lookFirst, .pause, .giveUp: break
            }
            try await action.pause()
            if case .pause = action, !hasTurn { hasTurn = await self.work.shared.turns.take(self.id) }
        }
    }

    /// The entry as it is, and what it is to become.
    private func draft(_ work: Work) async throws(SCIMError) -> UpdateDraft {
        try await DynamicMembers(work).refuse(self.wish, nil, of: self.id)
        let examined = self.wish.examined(work.book)
        let present = try await PresentEntry(self.id, for: self.wish, examined, work)
        let doubt =
            self.isRehearsal
            ? nil : await ReferrerUpdate(work).failure(finishingDoubtsOf: self.id, now: present.entry)
        try work.context.check(present.resource.meta?.version)
        let revision = try await self.wish.revision(
            of: present.resource, present.entry, present.references,
            unloaded: work.book.unloadedPaths.filter { !examined.contains($0) }, work)
        try await DynamicMembers(work).refuse(self.wish, revision, of: self.id)
        // A disable does not wait for others; what is left of them is told by the next call.
        if let doubt, try work.book.planner.activeWish(of: revision) != false { throw doubt }
        try await WriteClearance(work).clear(revision, over: present.entry)
        return UpdateDraft(present, becoming: revision, examined: examined, of: self.id, work)
    }

    /// The plan of a draft; without one, the references that an earlier call has left are finished all the same.
    private func plan(
        _ draft: UpdateDraft, _ course: UpdateCourse, _ choices: inout Choices, _ work: Work
    ) async throws(SCIMError) -> Plan {
        do {
            let plan = try await draft.plan(
                course, choosing: &choices, staysInPlace: self.staysInPlace, isRehearsal: self.isRehearsal)
            if course.isFirstRound, !self.isRehearsal { OmissionTeller(work).tellIgnored(in: plan) }
            return plan
        } catch {
            if !self.isRehearsal {
                let names = work.book.planner.names(of: draft.entry, becoming: draft.entry.dn)
                try await ReferrerUpdate(work).finishLeftOvers(draft.leftOvers, of: names)
            }
            throw error
        }
    }

    /// Applies a plan, checks its references, and returns the event with the entry as the server returned it.
    private func write(
        _ plan: Plan, _ draft: UpdateDraft, _ choices: inout Choices, _ work: Work
    ) async throws(SCIMError) -> (UpdateCourse.Event, Entry?) {
        switch try await PlanRunner(work).run(plan, for: draft.revision.resource) {
        case .lostRace: return (.lostRace, nil)
        case .unsettled: return (.unsettled, nil)
        case .emptied: return (.emptied, nil)
        case .taken(let taken):
            try await NumberChooser(work).chooseAnew(taken, for: draft.revision.resource, &choices)
            return (.chosenAnew, nil)
        case .done(let written, let isReadBack):
            try await DisableProof(work).check(plan, of: self.id)
            let repair = try await self.repair(plan, draft, work)
            if plan.newName != nil || !plan.keys.isEmpty {
                let name = plan.newName ?? draft.entry.dn
                let names = work.book.planner.names(of: draft.entry, becoming: name, keys: plan.keys)
                try await ReferrerUpdate(work).finish(names, of: self.id, isReadBack: isReadBack)
            }
            switch repair {
            case .needless: return (.written, written)
            // The version is that of the values, unless some of them are not read.
            case .undone: return (.namesLost(isVersionBack: draft.isWhole), nil)
            case .stripped: return (.namesLost(isVersionBack: false), nil)
            }
        }
    }

    /// Takes back references of the plan to names that their entries no longer have; a removal has none to check.
    private func repair(
        _ plan: Plan, _ draft: UpdateDraft, _ work: Work
    ) async throws(SCIMError) -> ReferenceRepair.Outcome {
        if case .removal = self.wish { return .needless }
        return try await ReferenceRepair(work).run(draft.ids, in: plan, of: self.id, draft.references)
    }
}

extension UpdateCourse.Action {
    /// Waits as the course says; a caller that has gone waits for nothing.
    /// - Throws: 503 where it gives up.
    func pause() async throws(SCIMError) {
        switch self {
        case .pause(let limit): try? await Task.sleep(for: limit * Double.random(in: 0...1))
        case .giveUp: throw .lostRaces
        case .write, .lookFirst, .answer: break
        }
    }
}

extension SCIMError {
    /// Other writers came first as often as the bridge was willing to try.
    static let lostRaces = SCIMError.unavailable(
        "Other programs keep changing this entry while Starbridge writes it. Try again.", retryAfter: 1
    )
}
