import LDAP
import SCIM
import Translator

/// Rewrites the references that still hold an entry's former name, until none is left.
///
/// They came while the entry was renamed, moved or deleted, or the server that was to rewrite them has not.
struct ReferrerUpdate {
    private let work: Work
    private var book: Rulebook { self.work.book }
    private var finder: ReferrerFinder { ReferrerFinder(self.work) }

    init(_ work: Work) {
        self.work = work
    }

    /// Finishes the rename or deletion that this call has made of an entry: finds late references and rewrites them.
    ///
    /// Where the server rewrites references, it looks only if the answer was lost (`isReadBack`).
    /// - Throws: 500 or 503 that says what is done and what is not.
    func finish(_ names: EntryNames, of id: String, isReadBack: Bool) async throws(SCIMError) {
        guard self.book.mapping.renaming == .server else { return try await self.finish(names) }
        if !names.keys.isEmpty { try await self.finish(names.keysAlone) }
        guard isReadBack else { return }
        self.work.shared.doubts[id] = names
        try await self.finishDoubts(of: id)
    }

    private func finish(_ names: EntryNames) async throws(SCIMError) {
        if names.areSame { return }
        do {
            try await self.rewriteReferences(names)
        } catch {
            let (old, new) = (names.old, names.new)
            throw SCIMError(
                status: error.status == 503 ? 503 : 500,
                detail:
                    "\(old) is \(new.map { $0 == old ? "changed" : "now \($0)" } ?? "deleted"), but not all entries that name it could be changed: "
                    + error.detail,
                retryAfter: error.retryAfter
            )
        }
    }

    private func rewriteReferences(_ names: EntryNames) async throws(SCIMError) {
        let check = ReferrerCheck.after(names, self.book)
        var lostRaces = LostRaces()
        var foreign: Referrer?
        for _ in 0...self.work.shared.options.maximumAttempts {
            await lostRaces.pause()
            var late = try await self.finder.referrers(check)
            // They may mean another entry, which has the name now.
            for name in Set(late.flatMap { self.formerNames(in: $0, names) })
            where try await EntryReader(self.work).exists(name) {
                late.removeAll { self.formerNames(in: $0, names) == [name] }
            }
            if late.isEmpty { return }
            foreign = late.first { !$0.isShown }
            try await self.write(late.filter(\.isShown), names)
            lostRaces.add()
        }
        if let foreign { throw .stillNames(names.old, foreign) }
        throw .lostRaces
    }

    /// The names that an entry had and by which a referrer still names it; none where that holds its interim name.
    private func formerNames(in referrer: Referrer, _ names: EntryNames) -> [ReferenceName] {
        let change = names.change(by: referrer.key)
        return referrer.names(change.interim) ? [] : change.old.filter(referrer.names)
    }

    private func write(_ referrers: [Referrer], _ names: EntryNames) async throws(SCIMError) {
        let plan = try self.book.planner.finishing(referrers, of: names)
        if !plan.steps.isEmpty { _ = try await PlanRunner(self.work).run(plan, for: Resource()) }
    }
}

// MARK: - What earlier calls have left

extension ReferrerUpdate {
    /// Finishes the references of an entry that is in doubt (``NamesInDoubt``).
    func finishDoubts(of id: String, now entry: Entry? = nil) async throws(SCIMError) {
        guard var names = self.work.shared.doubts[id] else { return }
        if let entry { names.new = entry.dn }
        try await self.finish(names)
        self.work.shared.doubts[id] = nil
    }

    /// The same, but returns the failure, so that the caller can lock the account first; nil where it succeeds.
    func failure(finishingDoubtsOf id: String, now entry: Entry) async -> SCIMError? {
        do throws(SCIMError) {
            try await self.finishDoubts(of: id, now: entry)
            return nil
        } catch {
            return error
        }
    }

    /// Replaces the interim name that an earlier call left in referrers by the entry's present name.
    func finishLeftOvers(of entry: Entry) async throws(SCIMError) {
        guard let id = self.book.projector.id(of: entry) else { return }
        if self.book.mapping.renaming == .server { try await self.finishDoubts(of: id, now: entry) }
        guard self.book.leavesInterims else { return }
        let referrers = try await self.finder.referrers(.leftOvers(ofID: id, self.book))
        try await self.finishLeftOvers(referrers, of: self.book.planner.names(of: entry, becoming: entry.dn))
    }

    /// The same, with the referrers at hand.
    func finishLeftOvers(_ referrers: [Referrer], of names: EntryNames) async throws(SCIMError) {
        if !referrers.isEmpty { try await self.write(referrers, names) }
    }
}

extension SCIMError {
    /// A server that keeps references right has not done so, and the bridge may not.
    fileprivate static func stillNames(_ dn: DistinguishedName, _ referrer: Referrer) -> SCIMError {
        .unavailable(
            "\(referrer.dn) (\(referrer.attribute)) still names \(dn). The directory keeps references right (referential "
                + "integrity) and has not come to that yet. Try again; if it stays, correct that entry.",
            retryAfter: 10
        )
    }
}
