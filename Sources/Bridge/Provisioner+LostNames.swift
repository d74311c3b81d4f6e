import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Whether one of the entries that a plan, which has just been applied, has named by their ids has no longer the name by which
    /// it did so.
    ///
    /// Then the names are taken back, and the call is to be planned anew: whoever moved, renamed or deleted the entry between
    /// the look-up of its name and the write has not seen this reference, and the next entry of that name would inherit it.
    func loses(
        _ ids: [String], in plan: Plan, of id: String, _ references: References, _ context: RequestContext,
        _ book: Rulebook
    ) async throws(SCIMError) -> Bool {
        if ids.isEmpty { return false }
        let named = book.planner.named(ids, by: plan, references)
        let unnamed = book.planner.unnamed(ids, by: plan, references)
        let lost = try await self.lost(among: [named, unnamed], book)
        if !lost[0].dnByID.isEmpty { try await self.takeBack(lost[0], in: plan, of: id, context, book) }
        return lost.contains { !$0.dnByID.isEmpty }
    }

    /// Those of the entries, of which each was found by its id, that have no longer the names that are known of them.
    private func lost(among entries: [References], _ book: Rulebook) async throws(SCIMError) -> [References] {
        let known = entries.flatMap(\.dnByID.keys)
        if known.isEmpty { return entries }
        let referents = entries.reduce(into: [:]) { $0.merge($1.referents) { first, _ in first } }
        let requests = book.targets.flatMap { target in
            self.questions(ids: known.filter { referents[$0]?.resourceType == target.resourceType.name }, book)
                .filter { $0.target.resourceType.name == target.resourceType.name }
        }.map { question in
            var request = question.request
            request.attributes = ["1.1"]
            return request
        }
        let present = Set(try await self.searchAll(requests, book).lazy.flatMap(\.entries).map(\.dn))
        return entries.map { entries in
            var lost = References()
            for (id, dn) in entries.dnByID where !present.contains(dn) {
                lost.dnByID[id] = dn
                lost.idByDN[dn] = id
                lost.referents[id] = entries.referents[id]
            }
            return lost
        }
    }

    /// Takes back the whole plan where that is known to leave the entry as it was, else no more than the lost names.
    private func takeBack(
        _ lost: References, in plan: Plan, of id: String, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        if let inverse = plan.inverse(ifStill: book.dialect.idFilter(id)) {
            do throws(StepFailure) {
                if case .done = try await self.executor.execute(inverse, book, context) { return }
            } catch {}
        }
        var context = context
        context.ifMatch = nil
        _ = try await self.update(id, context, knowing: lost) { (current, _, _) throws(SCIMError) in
            book.planner.revision(current, without: lost)
        }
    }
}
