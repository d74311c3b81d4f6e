import Directories
import LDAP
import SCIM
import Translator

/// The innermost executor of an explained call, which writes nothing: it notes each plan, refuses what the directory would refuse,
/// as far as a search can tell, and lets the searches that follow find what the plan would have made.
struct ImaginingExecutor: PlanExecutor {
    let directory: ExplainedDirectory
    let imagined: ImaginedEntries
    let transcript: Transcript

    func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        var record = PlanRecord(of: plan)
        for (index, step) in plan.steps.enumerated() {
            do throws(LDAPError) {
                if let error = try await self.foreseen(step, work.book) { throw error }
            } catch {
                throw .failed(StepFailure(error, at: index, of: record))
            }
        }
        self.transcript.note("# effect: \(plan.effect)\n")
        for (index, step) in plan.steps.enumerated() {
            if let precondition = step.precondition { self.transcript.note("# only if \(precondition)") }
            self.transcript.note(step.change.ldif())
            do {
                try await self.imagine(step.change, work.book)
                if let derived = step.derived { try await self.imagine(derived, work.book) }
            } catch {
                throw .failed(StepFailure(error, at: index, of: record))
            }
            record.fates[index] = .done
        }
        return .done(record, entry: self.entry(after: plan, work.book), isReadBack: false)
    }

    /// The entry as it would be.
    ///
    /// It is not searched for: whether it matches the mapping's filter is the directory's to say, which has no such entry.
    private func entry(after plan: Plan, _ book: Rulebook) -> Entry? {
        guard let change = plan.steps.first(where: { $0.membership == nil })?.change,
            let name = plan.newName ?? change.resultingName
        else { return nil }
        return self.imagined.current.entry(name, book.attributesToShow(after: change), book.server.schema)
    }

    /// Lets the searches that follow find what a change would make.
    private func imagine(_ change: Change, _ book: Rulebook) async throws(LDAPError) {
        let schema = book.server.schema
        var change = change
        if case .add(var entry) = change {
            entry[book.dialect.idAttribute] = [book.dialect.imaginedID()]
            change = .add(entry)
        } else if self.imagined.current.needsEntry(change.target), let entry = try await self.entry(change.target, book)
        {
            self.imagined.change { $0.take(entry, schema) }
        }
        let carriesNames = book.mapping.renaming == .server
        self.imagined.change { [change] in $0.apply(change, carriesNames: carriesNames, book.dialect, schema) }
    }

    /// The whole entry of a name, as far as it is shown.
    private func entry(_ name: DistinguishedName, _ book: Rulebook) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(base: name, scope: .base, attributes: ["*", "+"])
        return try await self.directory.directory.searchIfAllowed(request, book.dialect)?.entries.first
    }

    /// The error that the directory would answer to a step, because a name or a value is taken.
    private func foreseen(_ step: Plan.Step, _ book: Rulebook) async throws(LDAPError) -> LDAPError? {
        if let name = step.change.newName, try await self.isTaken(name, book) {
            return LDAPError(.entryAlreadyExists, diagnostic: "\(name) is there already")
        }
        let values = step.change.newValues
        if values.isEmpty { return nil }
        for rule in try await self.uniqueness(book) {
            guard rule.holds(for: step.change.target), let request = rule.question(of: values, book) else { continue }
            let own = step.recovery.id?.value
            let holder = try await self.directory.search(request).entries.first { entry in
                entry.dn != step.change.target && (own == nil || entry[book.dialect.idAttribute].first != own)
            }
            guard let holder else { continue }
            if !rule.isShown {
                self.transcript.note(
                    "# \(holder.dn) has such a value. cn=config does not show whether this directory keeps "
                        + "\(rule.names) unique; where it does not, the call is not refused.")
            }
            return LDAPError(.constraintViolation, diagnostic: "a value that must be unique is held by \(holder.dn)")
        }
        return nil
    }

    private func isTaken(_ name: DistinguishedName, _ book: Rulebook) async throws(LDAPError) -> Bool {
        let request = SearchRequest(base: name, scope: .base, attributes: [.noAttributes])
        return try await self.directory.searchIfAllowed(request, book.dialect)?.entries.isEmpty == false
    }

    /// What the directory keeps unique of its own accord; where it does not show that, what directories mostly do.
    private func uniqueness(_ book: Rulebook) async throws(LDAPError) -> [UniquenessRule] {
        if let shown = try await UniquenessRule.shown(by: self.directory.directory, book) { return shown }
        let usual = book.mapping.rules.filter(book.planner.mayBeUnique).map(\.attribute)
        return usual.isEmpty ? [] : [UniquenessRule(base: book.mapping.base, attributes: usual, isShown: false)]
    }
}

extension Plan.Step {
    /// What the directory writes into the member of a group by itself.
    fileprivate var derived: Change? {
        guard let membership, case .modify(_, let modifications) = self.change,
            let name = modifications.first?.values.first?.text
        else { return nil }
        return .modify(DistinguishedName(server: name), [membership.derived])
    }
}

extension Change {
    /// The name that an entry gets which it had not before.
    fileprivate var newName: DistinguishedName? {
        switch self {
        case .add(let entry): entry.dn
        case .rename: self.resultingName == self.target ? nil : self.resultingName
        case .modify, .delete: nil
        }
    }

    /// The values that an entry gets.
    fileprivate var newValues: [Attribute] {
        switch self {
        case .add(let entry): entry.attributes
        case .modify(_, let modifications):
            modifications.filter { $0.operation != .delete && !$0.values.isEmpty }
                .map { Attribute($0.attribute, values: $0.values) }
        case .rename(_, let leaf, _, _): leaf.assertions.map { Attribute($0.type, values: [$0.value]) }
        case .delete: []
        }
    }
}
