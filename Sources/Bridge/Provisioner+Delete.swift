import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Removes the entry, or moves it to the trash, as `on_delete` says.
    /// - Throws: 404; 412 if it is not the version that the context demands; 501 where the configuration says nothing of deletion.
    public func delete(id: String, context: RequestContext) async throws(SCIMError) {
        let book = try await self.shelf.rulebook()
        try book.planner.checkDeletable()
        var lostRaces = LostRaces()
        for _ in 0..<self.options.maximumAttempts {
            await lostRaces.pause()
            let entry = try await self.read(id, attributes: book.planner.attributesToReadBeforeDelete, book)
            if context.isConditional { try context.check(try await self.project(entry, book)) }
            try await self.checkAlone(entry, book)
            let plan = try book.planner.delete(
                entry,
                referrers: try await self.referrersBeforeDelete(of: entry, book),
                isNameTaken: try await self.isNameTakenInTrash(entry, book)
            )
            switch try await self.execute(plan, for: Resource(), context, book) {
            case .done:
                return try await self.rewriteLateReferences(to: entry.dn, becoming: plan.newName, context, book)
            case .noted: return
            case .lostRace, .unsettled, .emptied: lostRaces.add()
            }
        }
        throw .lostRaces
    }

    /// The entries that name one which is deleted or moved, where the directory does not keep references right by itself.
    private func referrersBeforeDelete(of entry: Entry, _ book: Rulebook) async throws(SCIMError) -> [Referrer] {
        if self.mapping.renaming == .server { return [] }
        return try await self.referrers(of: entry.dn, book)
    }

    /// Refuses to delete an entry that others lie below, which would go with it, whatever they are.
    private func checkAlone(_ entry: Entry, _ book: Rulebook) async throws(SCIMError) {
        guard let child = try await self.entryBelow(entry.dn, book) else { return }
        throw SCIMError(
            status: 409,
            detail: "\(entry.dn) has entries below it, which would go with it: \(child). Move or delete those first."
        )
    }

    /// Whether the trash already holds an entry with the name that this one would get there.
    private func isNameTakenInTrash(_ entry: Entry, _ book: Rulebook) async throws(SCIMError) -> Bool {
        guard let trash = self.mapping.deletion?.trashBase, let leaf = entry.dn.leaf else { return false }
        let request = SearchRequest(
            base: trash.appending(leaf), scope: .base, filter: .present("objectClass"), attributes: ["1.1"]
        )
        do {
            return try await self.directory.search(request).entries.isEmpty == false
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
