import LDAP
import Logging
import SCIM
import Translator

extension Provisioner {
    /// Asks a reference check's questions together with others, and returns who names the entry beside the others' answers.
    func referrers(
        _ check: ReferenceCheck, beside requests: [SearchRequest] = [], _ book: Rulebook
    ) async throws(SCIMError) -> (referrers: [Referrer], answers: [SearchResult]) {
        let results = try await self.searchAll(requests + check.requests, book)
        let answers = Array(results[..<requests.count])
        switch check.verdict(on: results[requests.count...]) {
        case .named(let referrers): return (referrers, answers)
        case .lookCloser: return (try await self.referrers(check.closer(book), book).referrers, answers)
        case .namedUnlessLiving(let name, let referrers):
            let isLiving = try await self.exists(name, book)
            return (isLiving ? referrers.filter { !check.meansAnother($0) } : referrers, answers)
        }
    }

    /// Gives whoever still names an entry by a former name the one that it has now, until nobody does: references that came while
    /// it was renamed, moved or deleted, which nobody else carries along, and what a server was to carry along and did not.
    /// - Throws: 500 or 503 that says what is done and what is not.
    func finish(_ names: EntryNames, _ context: RequestContext, _ book: Rulebook) async throws(SCIMError) {
        if names.isSame { return }
        do {
            try await self.rewriteReferences(names, context, book)
        } catch {
            let (old, new) = (names.old, names.new)
            throw SCIMError(
                status: error.status == 503 ? 503 : 500,
                detail:
                    "\(old) is \(new.map { "now \($0)" } ?? "deleted"), but not all entries that name it could be changed: "
                    + error.detail,
                retryAfter: error.retryAfter
            )
        }
    }

    private func rewriteReferences(
        _ names: EntryNames, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        let check = ReferenceCheck.after(names, book)
        var lostRaces = LostRaces()
        var foreign: Referrer?
        for _ in 0...self.options.maximumAttempts {
            await lostRaces.pause()
            var late = try await self.referrers(check, book).referrers
            // They may mean another entry, which has the name now.
            if late.contains(where: { !$0.names(names.interim) }), try await self.exists(names.old, book) {
                late.removeAll { !$0.names(names.interim) }
            }
            if late.isEmpty { return }
            foreign = late.first { !$0.isShown }
            let plan = try book.planner.finishing(late.filter(\.isShown), of: names)
            if !plan.steps.isEmpty { _ = try await self.execute(plan, for: Resource(), context, book) }
            lostRaces.add()
        }
        if let foreign { throw .stillNames(names.old, foreign) }
        throw .lostRaces
    }

    /// What an earlier call, or this one, was not sure to have finished, because the directory went away.
    func finishDoubts(
        of id: String, now entry: Entry? = nil, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        guard var names = self.doubts[id] else { return }
        if let entry { names.new = entry.dn }
        try await self.finish(names, context, book)
        self.doubts[id] = nil
    }

    /// The same, where something is to be done first in spite of a failure; nil if there is none.
    func failure(
        finishingDoubtsOf id: String, now entry: Entry, _ context: RequestContext, _ book: Rulebook
    ) async -> SCIMError? {
        do throws(SCIMError) {
            try await self.finishDoubts(of: id, now: entry, context, book)
            return nil
        } catch {
            return error
        }
    }

    /// Makes sure that nobody names an entry by the name that it had: by looking, where the bridge takes references along or where
    /// the server that does so may have been stopped in the middle.
    func finish(
        _ names: EntryNames, of id: String, isReadBack: Bool, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        guard book.mapping.renaming == .server else { return try await self.finish(names, context, book) }
        guard isReadBack else { return }
        self.doubts[id] = names
        try await self.finishDoubts(of: id, context, book)
    }

    /// Finishes what an earlier call has left in those who name an entry, which has now the name that it is to have.
    func finishLeftOvers(of entry: Entry, _ context: RequestContext, _ book: Rulebook) async throws(SCIMError) {
        guard let id = book.projector.id(of: entry) else { return }
        if book.mapping.renaming == .server { return try await self.finishDoubts(of: id, now: entry, context, book) }
        let referrers = try await self.referrers(.leftOvers(ofID: id, book), book).referrers
        try await self.finishLeftOvers(referrers, of: entry, context, book)
    }

    /// The same, where it is known who names the entry.
    func finishLeftOvers(
        _ referrers: [Referrer], of entry: Entry, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        try await self.finishLeftOvers(referrers, of: book.planner.names(of: entry, becoming: entry.dn), context, book)
    }

    /// The same, where the entry is known by its names alone.
    func finishLeftOvers(
        _ referrers: [Referrer], of names: EntryNames, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        if referrers.isEmpty { return }
        _ = try await self.execute(try book.planner.finishing(referrers, of: names), for: Resource(), context, book)
    }

    /// The name of an entry below this one; nil if there is none.
    func entryBelow(_ dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> String? {
        let request = SearchRequest(
            base: dn, scope: .oneLevel, filter: .present("objectClass"), attributes: ["1.1"], sizeLimit: 1)
        do {
            return try await self.directory.search(request).entries.first?.dn.description
        } catch  where error.code == .noSuchObject {
            return nil
        } catch  where error.code == .sizeLimitExceeded {
            return "more than one entry"
        } catch {
            throw self.refusal(error, of: dn, book)
        }
    }

    /// Refuses to rename or move an entry that others lie below, whose names would change with its own.
    func checkNothingBelow(_ entry: Entry, _ book: Rulebook) async throws(SCIMError) {
        guard let child = try await self.entryBelow(entry.dn, book) else { return }
        throw .mutability(
            "\(entry.dn) cannot be renamed: \(child) lies below it and would get another name with it, and nobody carries "
                + "references to that along. Move it away first, or set on_rename in the configuration to `server` if the directory "
                + "keeps references right (referential integrity)."
        )
    }

    /// Whether there is an entry with this name.
    func exists(_ dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> Bool {
        let request = SearchRequest(base: dn, scope: .base, filter: .present("objectClass"), attributes: ["1.1"])
        do {
            return try await self.directory.search(request).entries.isEmpty == false
        } catch  where error.code == .noSuchObject {
            return false
        } catch {
            throw self.refusal(error, of: dn, book)
        }
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
