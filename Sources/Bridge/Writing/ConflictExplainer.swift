import Directories
import LDAP
import SCIM
import Translator

/// Finds the entries that hold values which must be unique, and says why they are in the way and what to do about it.
struct ConflictExplainer {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// The search for the entries that hold a resource's unique values, which many a directory would take twice; nil if it has
    /// none.
    func request(for resource: Resource) -> SearchRequest? {
        self.book.planner.uniquenessFilter(for: resource).map { self.request($0, below: self.book.mapping.base) }
    }

    /// Whether another writer has given the entry itself the value that the directory refuses as not unique.
    /// - Throws: 409 naming another entry in the base or in the trash that holds it.
    func isOwn(_ failure: StepFailure, _ meaning: Failure, for resource: Resource) async throws(SCIMError) -> Bool {
        guard let filter = self.book.planner.conflictFilter(for: resource) else { return false }
        let (id, plan) = (self.book.dialect.idAttribute, failure.record.plan)
        let bases = [self.book.mapping.base, self.book.mapping.deletion?.trashBase].compactMap(\.self)
        let requests = bases.map { self.request(filter, below: $0) }
        let holders = ((try? await self.work.searchAll(requests)) ?? []).flatMap(\.entries)
        let changed = plan.changedEntry
        var others = holders.filter { changed == nil || $0[id].first != changed?.id }
        // Others share a value with the entry in the way, and are not in the way themselves.
        if meaning == .alreadyExists, others.contains(where: { $0.dn == failure.change.resultingName }) {
            others.removeAll { $0.dn != failure.change.resultingName }
        }
        if !others.isEmpty { throw self.conflict(of: resource, with: others, isNew: plan.effect == .create) }
        return changed.map { changed in holders.contains { $0.dn != changed.dn } } ?? false
    }

    private func request(_ filter: LDAP.Filter, below base: DistinguishedName) -> SearchRequest {
        SearchRequest(
            base: base, scope: .subtree, filter: filter, attributes: self.book.planner.attributesOfConflicts)
    }

    /// Why a resource cannot be written while other entries, of which ``Planner/attributesOfConflicts`` were read, hold some of its
    /// values.
    func conflict(of resource: Resource, with holders: [Entry], isNew: Bool) -> SCIMError {
        guard let conflict = self.book.planner.conflict(of: resource, with: holders) else {
            let names = holders.prefix(3).map(\.dn.description).joined(separator: "; ")
            return .uniqueness(
                "A value that must be unique is already held by \(names), which does not show it to the bridge's account. "
                    + "Send another one, or grant read access in the directory's access rules.")
        }
        let held = "The entry \(conflict.holder) already holds this \(conflict.path) (\(conflict.attribute))"
        switch conflict.visibility {
        case .behindAnother:
            return .uniqueness(
                held
                    + ", behind another value, which is the one that SCIM shows: no client can match it by this one. Remove "
                    + "one of the two in the directory, or send another value.")
        case .outside:
            return .uniqueness(
                held
                    + ", and no client can match it, because it lies outside the base or the filter of the configuration. "
                    + "Change it in the directory, or send another value.")
        case .deleted:
            return .uniqueness(
                held
                    + ". It was deleted and is kept with its mark. If it is the same person, send the externalId and the name that the entry "
                    + "has, as `revive` in the configuration says, and it comes back; otherwise remove it in the directory, or send "
                    + "another value.")
        case .shown where isNew && !conflict.isActive:
            // Entra: a soft delete frees the name by renaming whoever had it, where that is possible.
            return .uniqueness(
                held
                    + ", and is disabled. If it is the same person, restore them in the client or let it match them (matching "
                    + "attribute). To free the name for somebody else, rename or delete that entry in the directory; with on_rename "
                    + "`server` or `follow` in the configuration a soft delete in Entra frees it.")
        case .withoutID:
            return .uniqueness(
                held
                    + ", and no client can match it, because it shows no \(self.book.dialect.idAttribute). Let the bridge's account read "
                    + "that attribute, or send another value.")
        case .shown where isNew:
            let kind = self.book.mapping.resourceType.schema.id == .group ? "group" : "person"
            return .uniqueness(
                held
                    + ". If it is the same \(kind), let the client match it (matching attribute) instead of creating it; "
                    + "otherwise give one of them another value.")
        case .shown:
            return .uniqueness(held + ", and nothing was changed. Give one of them another value.")
        }
    }
}

extension Plan {
    /// The entry that the plan changes, by its id and the name that it has before; nil for a new one.
    fileprivate var changedEntry: (id: AttributeValue, dn: DistinguishedName)? {
        self.steps.lazy.compactMap { step in step.recovery.id.map { ($0.value, step.change.target) } }.first
    }
}
