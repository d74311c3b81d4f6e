import Directories
import LDAP
import SCIM
import Translator

/// Notes the plan instead of applying it, and refuses what the directory would refuse, as far as a search can tell.
struct NotingExecutor: PlanExecutor {
    let directory: ExplainedDirectory
    let imagined: ImaginedEntries
    let transcript: Transcript

    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt {
        for step in plan.steps { try await self.refuse(step, book) }
        self.transcript.note("# effect: \(plan.effect)\n")
        var made: Entry?
        for step in plan.steps {
            if let precondition = step.precondition { self.transcript.note("# only if \(precondition)") }
            self.transcript.note(step.change.ldif())
            made = try await self.imagine(step.change, book)
        }
        guard plan.effect == .create, let made else { return .noted }
        return .done(made, isReadBack: false)
    }

    /// Lets the calls that follow find what a change would make; returns the entry if it is new.
    private func imagine(_ change: Change, _ book: Rulebook) async throws(StepFailure) -> Entry? {
        let schema = book.server.schema
        var (change, made) = (change, Entry?.none)
        if case .add(var entry) = change {
            entry[book.dialect.idAttribute] = [AttributeValue(Self.imaginedID())]
            (change, made) = (.add(entry), entry)
        } else if self.imagined.current.needsEntry(change.target), let entry = try await self.entry(change, book) {
            self.imagined.change { $0.take(entry, schema) }
        }
        let carriesNames = book.mapping.renaming == .server
        self.imagined.change { [change] in $0.apply(change, carriesNames: carriesNames, book.dialect, schema) }
        return made
    }

    /// The whole entry that a change is of, as far as it is shown.
    private func entry(_ change: Change, _ book: Rulebook) async throws(StepFailure) -> Entry? {
        let request = SearchRequest(base: change.target, scope: .base, attributes: ["*", "+"])
        do {
            return try await self.directory.directory.searchIfAllowed(request, book.dialect)?.entries.first
        } catch {
            throw StepFailure(error: error, change: change)
        }
    }

    /// - Throws: the error that the directory would answer, because a name or a value is taken.
    private func refuse(_ step: Plan.Step, _ book: Rulebook) async throws(StepFailure) {
        let foreseen: LDAPError?
        do {
            foreseen = try await self.foreseen(step, book)
        } catch {
            throw StepFailure(error: error, change: step.change)
        }
        if let foreseen { throw StepFailure(error: foreseen, change: step.change) }
    }

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
        let request = SearchRequest(base: name, scope: .base, attributes: ["1.1"])
        return try await self.directory.searchIfAllowed(request, book.dialect)?.entries.isEmpty == false
    }

    /// What the directory keeps unique of its own accord; where it does not show that, what directories mostly do.
    private func uniqueness(_ book: Rulebook) async throws(LDAPError) -> [UniquenessRule] {
        if let shown = try await UniquenessRule.shown(by: self.directory.directory, book) { return shown }
        let usual = book.mapping.rules.filter(book.planner.mayBeUnique).map(\.attribute)
        return usual.isEmpty ? [] : [UniquenessRule(base: book.mapping.base, attributes: usual, isShown: false)]
    }

    /// An id that no entry has.
    private static func imaginedID() -> String {
        let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0].joined() }.joined(separator: "-")
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
