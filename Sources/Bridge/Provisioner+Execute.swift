import Directories
import LDAP
import SCIM
import Translator

/// What a plan that was to be applied came to, for the call that goes on by it.
enum WriteVerdict: Sendable {
    /// The directory holds the change; the entry as the server returned it with the write, if it did.
    ///
    /// `isReadBack` tells that the answer to a new name, or to a deletion, was lost, and that the entry itself has told.
    case done(Entry?, isReadBack: Bool)
    /// Another writer came first, or the entry has moved: read it again and plan anew.
    case lostRace
    /// A value to be added was there already, or one to be removed was not: find out which, and plan anew.
    case unsettled
    /// Perhaps the last value of an attribute was to go that the entry must have: read all of them, and plan anew.
    case emptied
}

extension Provisioner {
    /// Applies a plan, and says a refusal in words that an administrator can act on.
    func execute(
        _ plan: Plan, for resource: Resource, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) -> WriteVerdict {
        let outcome: PlanOutcome
        do {
            outcome = try await self.executor.execute(plan, Work(book, context, self.directory))
        } catch {
            switch error {
            case .refused(let reason): throw reason
            case .failed(let failure):
                return try await self.verdict(on: failure, of: plan, for: resource, book)
            }
        }
        switch outcome {
        case .done(_, let entry, let isReadBack):
            if let entry, let change = plan.steps.first?.change,
                let hidden = book.planner.hidden(in: entry, after: change, read: book.attributesToShow(after: change))
            {
                throw .hidden(hidden, of: entry.dn)
            }
            return .done(entry, isReadBack: isReadBack)
        // Perhaps all is as wished already, which the write was not to touch.
        case .lostRace: return plan.knowledge?.needed(after: .lostRace) == nil ? .lostRace : .unsettled
        }
    }

    /// Whether a step that the directory refused gives reason to plan anew.
    /// - Throws: what the refusal means, where it does not.
    private func verdict(
        on failure: StepFailure, of plan: Plan, for resource: Resource, _ book: Rulebook
    ) async throws(SCIMError) -> WriteVerdict {
        self.noteDoubt(failure, plan, book)
        if failure.isAlmostDone || book.dialect.isAway(failure.last) || !failure.remaining.isEmpty {
            throw self.explanation(of: failure, book)
        }
        let meaning = book.dialect.meaning(of: failure.error, during: failure.change)
        if meaning != .lostRace, let next = plan.knowledge?.needed(after: meaning) {
            return next == .all ? .emptied : .unsettled
        }
        if try await self.isOvertaken(failure, for: resource, plan, book) { return .lostRace }
        throw self.explanation(of: failure, book)
    }

    /// What a refused step means, judged by what failed last.
    private func explanation(of failure: StepFailure, _ book: Rulebook) -> SCIMError {
        var error = SCIMError(failure.error, during: failure.change, mapping: book.mapping, dialect: book.dialect)
        if failure.isAlmostDone {
            error.detail = "\(failure.change.target) is changed, but not all that follows from it: \(error.detail)"
        } else if !failure.remaining.isEmpty {
            error = .halfDone(failure, isAway: book.dialect.isAway(failure.last))
            error.cause = "\(failure.error.code)"
        }
        if let locked = failure.locking.first?.target, !failure.isAlmostDone {
            error.detail += " \(locked) is disabled, and stays so."
        }
        return error
    }

    /// Notes that a server which takes references along may not have done so: it went away while it renamed the entry, or after.
    private func noteDoubt(_ failure: StepFailure, _ plan: Plan, _ book: Rulebook) {
        let isUnknown = failure.error.outcome == .unknown && failure.change.endsName
        let isAway = failure.isReadBack || book.dialect.isAway(failure.last)
        guard book.mapping.renaming == .server,
            let change = isUnknown ? failure.change : isAway ? failure.renaming : nil,
            let id = plan.steps.first(where: { $0.change == change })?.recovery.id?.value,
            let text = book.dialect.id(from: id)
        else { return }
        self.doubts[text] = EntryNames(old: change.target, new: change.resultingName, interim: nil)
    }

    /// Whether another writer has given the entry itself the unique value that the directory refuses.
    /// - Throws: 409 naming another entry in the base or in the trash that holds it.
    private func isOvertaken(
        _ failure: StepFailure, for resource: Resource, _ plan: Plan, _ book: Rulebook
    ) async throws(SCIMError) -> Bool {
        let meaning = book.dialect.meaning(of: failure.error, during: failure.change)
        guard meaning == .alreadyExists || meaning == .constraint else { return false }
        guard let filter = book.planner.conflictFilter(for: resource) else { return false }
        let (id, bases) = (book.dialect.idAttribute, [self.mapping.base, self.mapping.deletion?.trashBase])
        let requests = bases.compactMap(\.self).map {
            SearchRequest(base: $0, scope: .subtree, filter: filter, attributes: book.planner.attributesOfConflicts)
        }
        let holders = ((try? await self.searchAll(requests, book)) ?? []).flatMap(\.entries)
        let changed = plan.changedEntry
        var others = holders.filter { changed == nil || $0[id].first != changed?.id }
        // Others share a value with the entry in the way, and are not in the way themselves.
        if meaning == .alreadyExists, others.contains(where: { $0.dn == failure.change.resultingName }) {
            others.removeAll { $0.dn != failure.change.resultingName }
        }
        if !others.isEmpty { throw self.conflict(of: resource, with: others, isNew: plan.effect == .create, book) }
        return changed.map { changed in holders.contains { $0.dn != changed.dn } } ?? false
    }
}

extension Plan {
    /// The entry that the plan changes, by its id and the name that it has before; nil for a new one.
    fileprivate var changedEntry: (id: AttributeValue, dn: DistinguishedName)? {
        self.steps.lazy.compactMap { step in step.recovery.id.map { ($0.value, step.change.target) } }.first
    }
}

extension SCIMError {
    /// An attribute may be written and not read.
    static func hidden(_ attribute: AttributeDescription, of dn: DistinguishedName) -> SCIMError {
        .internalError(
            "\(dn) was written, but the bridge's account may not read \(attribute), and so cannot tell what the entry holds. Grant "
                + "it read access to \(attribute) in the directory's access rules."
        )
    }

    /// A plan of several steps failed, and some of what was done stayed.
    static func halfDone(_ failure: StepFailure, isAway: Bool) -> SCIMError {
        let left = Set(failure.remaining.map(\.target.description)).sorted().joined(separator: ", ")
        guard isAway else {
            return .internalError(
                "The directory refused a step (\(failure.error.code)) and did not let Starbridge take back the earlier ones "
                    + "(\(failure.last.code)): look at \(left)."
            )
        }
        return .unavailable(
            "The directory went away (\(failure.last.code)) in the middle of a change of several steps, of which those on \(left) "
                + "are made. Try again: what is done is not done twice.",
            retryAfter: 10
        )
    }
}
