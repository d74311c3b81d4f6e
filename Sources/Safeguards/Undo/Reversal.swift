import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// How an event is taken back, by what the directory shows of its entries.
///
/// It asks nobody: the caller has read the entries, and writes what comes out. The steps are looked at newest first.
struct Reversal {
    /// What comes out.
    enum Course {
        /// Nothing is written.
        case nothing(UndoReport.State, reason: String? = nil, changed: [AttributeDescription] = [])
        /// Modifications, and another name perhaps.
        case comeBack(EntryReturn)
        /// An entry that was removed is added again.
        case restore(EntryRestoration)
        /// The entry with this name and id, which the event has made, goes.
        case remove(Entry)
    }

    let event: JournalEvent
    let planner: Planner
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    /// The entries as they are today.
    let entries: [EntryKey: Entry]
    /// The entry that the call was about, if it is found by the id in its path.
    var subject: Entry?
    /// The names of members that no entry has any more.
    var gone: Set<DistinguishedName> = []

    /// How the event is taken back.
    func course() -> Course {
        if self.event.effect == .allocate {
            return .nothing(.alreadySo, reason: "A number that was given stays given; nobody else has it.")
        }
        guard let main = self.event.mainStep else {
            return .nothing(.alreadySo, reason: "Nothing of it was written.")
        }
        switch main.change {
        case .add(let added)?: return self.removal(of: added, main)
        case .delete?: return self.restoration(main)
        case .modify?, .rename?: return self.comingBack(main)
        case nil: return .nothing(.cannot, reason: Self.secret(main))
        }
    }

    /// Why a step with a secret in it stays.
    private static func secret(_ step: JournalEvent.Step) -> String {
        let names = step.secrets.map(\.description).joined(separator: ", ")
        return names.isEmpty
            ? "What was there before is not known."
            : "It has written \(names), whose former value nobody can read. Set a new one."
    }
}

// MARK: - An entry that was made

extension Reversal {
    private func removal(of added: Entry, _ step: JournalEvent.Step) -> Course {
        guard let entry = self.entries[step.key] else {
            return .nothing(.alreadySo, reason: "\(added.dn) is not there any more.")
        }
        let changed = added.attributes.filter { attribute in
            let type = self.schema.attributeType(attribute.description)
            if type?.isUserModifiable == false || Change.secretAttributes.contains(attribute.description.withoutOptions)
            {
                return false
            }
            let written = [Modification(.add, attribute.description, attribute.values)]
            return !AttributeTrace(of: attribute.description, after: written, self.schema)
                .holds(in: entry[attribute.description])
        }
        if changed.isEmpty { return .remove(entry) }
        return .nothing(.changedSince, changed: changed.map(\.description))
    }
}

// MARK: - An entry that was removed

extension Reversal {
    private func restoration(_ step: JournalEvent.Step) -> Course {
        if let entry = self.entries[step.key] {
            return .nothing(.alreadySo, reason: "The entry is there, as \(entry.dn).")
        }
        guard case .add(let entry)? = step.inverse else { return .nothing(.cannot, reason: Self.secret(step)) }
        if let holder = self.entries[.name(entry.dn)] {
            let isSame = entry.attributes.allSatisfy { attribute in
                let written = [Modification(.add, attribute.description, attribute.values)]
                return AttributeTrace(of: attribute.description, after: written, self.schema)
                    .holds(in: holder[attribute.description])
            }
            return isSame
                ? .nothing(.alreadySo, reason: "It has been added again.")
                : .nothing(.refused, reason: "Another entry has the name \(entry.dn). Rename that one first.")
        }
        var restoration = EntryRestoration(entry: entry, secrets: step.secrets)
        for other in self.event.effective.reversed() where other != step { self.take(other, into: &restoration) }
        return .restore(restoration)
    }

    /// Brings the entry back into one of the groups that named it.
    private func take(_ step: JournalEvent.Step, into restoration: inout EntryRestoration) {
        guard let group = self.entries[step.key] else {
            restoration.losses.append("the mention in \(step.target), which is not there any more")
            return
        }
        let standing = StepStanding(
            of: step.modifications, back: step.inverseModifications.filter { !self.isInterim($0) }, in: group,
            self.schema, manner: { _ in .oneByOne })
        if standing.isTakenBack { return }
        restoration.mentions.append(self.step(on: group, standing, isLenient: true, .finishing))
    }

    private func isInterim(_ modification: Modification) -> Bool {
        modification.values.contains { value in
            value.text.map { self.planner.interims.id(in: DistinguishedName(server: $0)) != nil } ?? false
        }
    }
}

// MARK: - An entry that was changed

extension Reversal {
    private func comingBack(_ main: JournalEvent.Step) -> Course {
        guard let entry = self.entries[main.key] else {
            return .nothing(.gone, reason: "\(main.nameAfter ?? main.target) is not there any more.")
        }
        var way = EntryReturn(entry: entry)
        var changed: [AttributeDescription] = []
        for (index, step) in self.event.effective.enumerated().reversed() {
            switch self.judge(step, main, index, &way) {
            case .taken: break
            case .changed(let attributes): changed += attributes
            case .blocked(let course): return course
            }
        }
        if !changed.isEmpty { return .nothing(.changedSince, changed: changed.uniqued()) }
        guard way.isEmpty else { return .comeBack(way) }
        return way.unsure.isEmpty ? .nothing(.alreadySo) : .nothing(.changedSince, reason: way.doubt)
    }

    /// What one step comes to.
    private enum Verdict {
        /// What there was to take back of it is part of the way.
        case taken
        /// Somebody has changed since what it wrote.
        case changed([AttributeDescription])
        /// The event cannot be taken back.
        case blocked(Course)
    }

    private func judge(
        _ step: JournalEvent.Step, _ main: JournalEvent.Step, _ index: Int, _ way: inout EntryReturn
    ) -> Verdict {
        if self.isHandover(step, main, index) { return .taken }
        guard step.inverse != nil else { return .blocked(.nothing(.cannot, reason: Self.secret(step))) }
        if case .rename? = step.change { return self.judgeRename(step, &way) }
        guard let target = self.entries[step.key] else {
            // A group that is not there holds nobody any more.
            return .taken
        }
        let isMain = step.key == main.key
        let standing = StepStanding(
            of: step.modifications, back: step.inverseModifications, in: target, self.schema,
            names: self.newNames(main, step), gone: self.gone, manner: { self.manner(of: $0, in: step, isMain: isMain) }
        )
        way.unsure += standing.unsure
        if !standing.changed.isEmpty { return .changed(standing.changed) }
        if standing.isTakenBack { return .taken }
        let isLenient = standing.written.allSatisfy {
            self.manner(of: $0.attribute, in: step, isMain: isMain) == .oneByOne
        }
        let back = self.step(on: target, standing, isLenient: isLenient, self.role)
        way.add(back, isOnEntry: isMain, self.schema)
        return .taken
    }

    private func judgeRename(_ step: JournalEvent.Step, _ way: inout EntryReturn) -> Verdict {
        guard case .rename(let former, let leaf, let deletesOld, let superior)? = step.change,
            case .rename(_, let formerLeaf, let deletesNew, let formerParent)? = step.inverse
        else { return .blocked(.nothing(.cannot)) }
        let now = way.entry.dn
        if now == former { return .taken }
        let hasMoved = superior != nil && now.parent != step.nameAfter?.parent
        guard now.leaf == leaf, !hasMoved else {
            return .blocked(.nothing(.changedSince, reason: "It has another name by now: \(now)."))
        }
        let change = Change.rename(now, to: formerLeaf, deleteOld: deletesNew, superior: formerParent)
        way.rename = Plan.Step(
            change,
            inverse: .rename(
                change.resultingName ?? former, to: leaf, deleteOld: deletesOld,
                superior: formerParent.flatMap { _ in now.parent }),
            precondition: self.identity(of: way.entry),
            recovery: self.recovery(of: way.entry, isFirst: way.isUntouched))
        return .taken
    }

    /// Whether a step has carried references along to another name: that is planned anew, for those who name the entry today.
    private func isHandover(_ step: JournalEvent.Step, _ main: JournalEvent.Step, _ index: Int) -> Bool {
        guard case .rename? = main.change, step != main, !step.modifications.isEmpty else { return false }
        if step.modifications.contains(where: self.isInterim) { return true }
        // Before the rename, who names nobody by the new name is made to forget it.
        let renaming = self.event.effective.firstIndex(of: main) ?? 0
        return index < renaming && step.key != main.key
            && step.modifications.allSatisfy { modification in
                modification.operation == .delete
                    && modification.values.allSatisfy { $0.text == main.nameAfter?.description }
            }
    }
}

// MARK: - The steps

extension Reversal {
    /// Values belong together, unless they are a list of which each is somebody.
    private func manner(
        of attribute: AttributeDescription, in step: JournalEvent.Step, isMain: Bool
    ) -> StepStanding.Manner {
        if !isMain || self.isList(attribute) { return .oneByOne }
        let operations = Set(step.modifications.filter { $0.attribute == attribute }.map(\.operation))
        let isPure = operations == [.add] || operations == [.delete]
        return isPure && self.schema.holdsNames(attribute) ? .oneByOne : .together
    }

    /// Whether an attribute is a list whose values an update does not read, such as the members of a group.
    private func isList(_ attribute: AttributeDescription) -> Bool {
        self.mapping.rules.contains { !$0.isLoaded && self.schema.areSame($0.attribute, attribute) }
    }

    /// The present names of the entry in the groups that name it by former ones.
    private func newNames(_ main: JournalEvent.Step, _ step: JournalEvent.Step) -> [DistinguishedName:
        DistinguishedName]
    {
        var names: [DistinguishedName: DistinguishedName] = [:]
        if step.key != main.key, let now = self.entries[main.key]?.dn {
            for name in [main.target, main.nameAfter].compactMap(\.self) where name != now { names[name] = now }
        }
        // A person is disabled by the group itself: nothing but the call tells who that is.
        guard let subject, self.event.effect == .disable || self.event.effect == .enable,
            self.entries[step.key]?.dn != subject.dn
        else { return names }
        for name in step.modifications.flatMap(\.values).compactMap(\.text).map({ DistinguishedName(server: $0) })
        where name != subject.dn { names[name] = subject.dn }
        return names
    }

    private func step(
        on entry: Entry, _ standing: StepStanding, isLenient: Bool, _ role: Plan.Step.Role
    ) -> Plan.Step {
        let traces = isLenient ? [] : self.planner.traces(of: standing.written)
        let conditions = [self.identity(of: entry)].compactMap(\.self) + traces
        return Plan.Step(
            .modify(entry.dn, standing.wayBack), inverse: .modify(entry.dn, standing.written),
            precondition: conditions.count > 1 ? .and(conditions) : conditions.first, needsPermissiveModify: isLenient,
            recovery: self.recovery(of: entry, isFirst: false), role: role)
    }

    private func identity(of entry: Entry) -> LDAP.Filter? {
        entry[self.dialect.idAttribute].first.map { .equal(self.dialect.idAttribute, $0) }
    }

    private func recovery(of entry: Entry, isFirst: Bool) -> WriteOptions.Recovery {
        func assertion(_ attribute: AttributeDescription?) -> AttributeValueAssertion? {
            guard let attribute, let value = entry[attribute].first else { return nil }
            return AttributeValueAssertion(attribute: attribute, value: value)
        }
        return WriteOptions.Recovery(
            id: assertion(self.dialect.idAttribute), version: isFirst ? assertion(self.dialect.versionAttribute) : nil)
    }

    /// An account that is locked by the way back stays so, whatever fails after it.
    private var role: Plan.Step.Role { self.event.effect.reversed == .disable ? .disabling : .ordinary }
}

extension Plan.Effect {
    /// What it means that it is taken back.
    var reversed: Plan.Effect {
        switch self {
        case .none, .allocate: .none
        case .create: .delete
        case .update: .update
        case .rename: .rename
        case .disable: .enable
        case .enable: .disable
        case .delete: .revive
        case .revive: .delete
        case .membership(let added, let removed): .membership(added: removed, removed: added)
        }
    }
}
