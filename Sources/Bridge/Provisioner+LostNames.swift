import Directories
import LDAP
import SCIM
import Translator

/// What became of a plan that has been applied, of which it was looked whether the entries that it names still have their names.
enum NamesLost {
    /// They have.
    case none
    /// One has not, and nothing is left of the plan.
    case undone
    /// One has not, and the rest of the plan is in the directory.
    case removed
}

extension Provisioner {
    /// Whether one of the entries that a plan, which has just been applied, has named by their ids has no longer the name by which
    /// it did so.
    ///
    /// Then the names are taken back, and the call is to be planned anew: whoever moved, renamed or deleted the entry between
    /// the look-up of its name and the write has not seen this reference, and the next entry of that name would inherit it.
    func loses(
        _ ids: [ResourceID], in plan: Plan, of id: String, _ references: References, _ context: RequestContext,
        _ book: Rulebook
    ) async throws(SCIMError) -> NamesLost {
        if ids.isEmpty { return .none }
        let named = book.planner.named(ids, by: plan, references)
        let unnamed = book.planner.unnamed(ids, by: plan, references)
        let lost = try await self.lost(among: [named, unnamed], book)
        if !lost[0].isEmpty { return try await self.takeBack(lost[0], in: plan, of: id, context, book) }
        return lost[1].isEmpty ? .none : .removed
    }

    /// Those of the entries, of which each was found by its id, that have no longer the names that are known of them.
    private func lost(among entries: [References], _ book: Rulebook) async throws(SCIMError) -> [References] {
        let known = entries.flatMap { entries in entries.ids.map { ($0, entries.referent(of: $0)?.resourceType) } }
        if known.isEmpty { return entries }
        let questions = book.targets.flatMap { target in
            self.questions(ids: known.filter { $0.1 == target.resourceType.name }.map(\.0), in: [target], book)
        }
        let results = try await self.searchAll(questions.map(\.request), book)
        let present = self.references(to: questions, in: results[...], book)
        return entries.map { entries in entries.filter(entries.ids) { present.name(of: $0) != $1 } }
    }

    /// Takes back the whole plan where that is known to leave the entry as it was, else no more than the lost names.
    private func takeBack(
        _ lost: References, in plan: Plan, of id: String, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) -> NamesLost {
        if let inverse = book.planner.inverse(of: plan, ifStill: book.dialect.idFilter(id)) {
            do throws(PlanFailure) {
                let work = Work(book, context, self.directory)
                if case .done = try await self.executor.execute(inverse, work) { return .undone }
            } catch {}
        }
        var context = context
        (context.ifMatch, context.ifNoneMatch) = (nil, nil)
        _ = try await self.update(id, context, knowing: lost, mayRename: false) { (present) throws(SCIMError) in
            book.planner.revision(present.resource, without: lost)
        }
        return .removed
    }
}
