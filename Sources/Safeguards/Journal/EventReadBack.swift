import Bridge
import Directories
import Encodings
import LDAP
import Translator

/// Finds out from the directory what became of an event whose end is not in the journal.
///
/// A step is done where the entry shows what it wrote, and was not made where the entry is as it was; where others have changed it since,
/// nobody knows, unless the steps before and after it tell: they are made in their order.
struct EventReadBack {
    private let event: JournalEvent
    private let work: Work

    init(_ event: JournalEvent, _ work: Work) {
        self.event = event
        self.work = work
    }

    /// The event with its outcome; nil where the directory cannot be asked.
    func settled() async -> JournalEvent? {
        var event = self.event
        let consequences = event.consequences
        for index in event.steps.indices where !consequences.contains(index) {
            do throws(LDAPError) {
                let (fate, id) = try await self.fate(of: event.steps[index])
                event.steps[index].fate = fate
                if let id { event.steps[index].id = id }
            } catch {
                if self.isAway(error) { return nil }
                event.steps[index].fate = .unknown
            }
        }
        Self.infer(&event, consequences)
        Self.conclude(&event)
        return event
    }

    /// What is not known of a step by itself, and follows from the others.
    ///
    /// What the directory does by itself when it removes an entry, it does if that is removed.
    private static func infer(_ event: inout JournalEvent, _ consequences: Range<Int>) {
        let fates = event.steps.map(\.fate)
        for index in fates.indices where fates[index] == .unknown {
            if fates[..<index].contains(.untouched) { event.steps[index].fate = .untouched }
            if fates[index...].contains(.done) { event.steps[index].fate = .done }
        }
        guard let removal = consequences.first.map({ event.steps[$0 - 1].fate }) else { return }
        for index in consequences { event.steps[index].fate = removal == .done ? .needless : removal }
    }

    /// What the fates of the steps mean for the whole.
    static func conclude(_ event: inout JournalEvent) {
        let fates = event.steps.map(\.fate)
        if fates.allSatisfy({ $0 == .done || $0 == .needless }) {
            event.outcome = .init(.done, reason: "found out when the daemon was started again")
        } else if fates.contains(.unknown) {
            event.outcome = .init(
                .unknown, reason: "the daemon ended in the middle of it, and the entry has changed since")
        } else if fates.allSatisfy({ $0 == .untouched }) {
            event.outcome = .init(.failed, reason: "the daemon ended before anything was written")
        } else {
            event.outcome = .init(.failed, reason: "the daemon ended in the middle of it")
            for index in event.steps.indices where event.steps[index].fate == .done {
                event.steps[index].fate = .stayed
            }
        }
    }

    private func isAway(_ error: LDAPError) -> Bool {
        switch self.work.dialect.meaning(of: error, during: nil) {
        case .unavailable, .unknownOutcome, .bindRefused: true
        default: false
        }
    }

    private typealias Verdict = (fate: PlanRecord.Fate, id: AttributeValueAssertion?)

    private func fate(of step: JournalEvent.Step) async throws(LDAPError) -> Verdict {
        switch step.change {
        case nil: return (.unknown, nil)
        case .add(let entry)?: return try await self.fate(ofAdding: entry)
        case .modify(_, let modifications)?:
            return (try await self.fate(of: modifications, step), nil)
        case .rename(let name, to: _, deleteOld: _, superior: _)?:
            return (try await self.fate(ofRenaming: name, step), nil)
        case .delete(let name)?:
            if try await self.holds(name, self.identity(step)) { return (.untouched, nil) }
            return (try await self.isElsewhere(step) ? .unknown : .done, nil)
        }
    }

    /// What tells the entry of a step from another one of its name.
    private func identity(_ step: JournalEvent.Step) -> LDAP.Filter {
        step.id.map { .equal($0.attribute, $0.value) } ?? .present(.objectClass)
    }

    private func fate(ofAdding entry: LDAP.Entry) async throws(LDAPError) -> Verdict {
        let id = self.work.dialect.idAttribute
        guard let found = try await self.entry(entry.dn, .present(.objectClass), [id]) else { return (.untouched, nil) }
        let modifications = entry.attributes.map { Modification(.add, $0.description, $0.values) }
        let traces = self.work.planner.traces(of: modifications)
        guard try await self.holds(entry.dn, .and(traces)) else { return (.unknown, nil) }
        return (.done, found[id].first.map { AttributeValueAssertion(attribute: id, value: $0) })
    }

    private func fate(
        ofRenaming name: DistinguishedName, _ step: JournalEvent.Step
    ) async throws(LDAPError) -> PlanRecord.Fate {
        let new = step.change?.resultingName ?? name
        guard new == name else {
            if try await self.holds(new, self.identity(step)) { return .done }
            return try await self.holds(name, self.identity(step)) ? .untouched : .unknown
        }
        // Only the spelling is to change, and the directory tells which one it has.
        switch try await self.entry(name, self.identity(step), [.noAttributes])?.dn.description {
        case new.description: return .done
        case name.description: return .untouched
        default: return .unknown
        }
    }

    private func fate(of modifications: [Modification], _ step: JournalEvent.Step) async throws(LDAPError)
        -> PlanRecord.Fate
    {
        let identity = self.identity(step)
        let written = self.work.planner.traces(of: modifications)
        for name in self.names(of: step) where try await self.holds(name, identity) {
            if !written.isEmpty, try await self.holds(name, .and([identity] + written)) { return .done }
            let former = self.former(step)
            if former.isEmpty { return .unknown }
            return try await self.holds(name, .and([identity] + former)) ? .untouched : .unknown
        }
        return .unknown
    }

    /// What the entry shows only as long as it is as it was before a step: its version, or the values that the step takes away.
    private func former(_ step: JournalEvent.Step) -> [LDAP.Filter] {
        if let version = step.version { return [.equal(version.attribute, version.value)] }
        guard case .modify(_, let modifications)? = step.inverse else { return [] }
        let traces = self.work.planner.traces(of: modifications)
        if traces.contains(where: { if case .equal = $0 { true } else { false } }) { return traces }
        // That our own values are not there may be another one's doing, unless there are none at all.
        return modifications.map(\.attribute).uniqued().map { .not(.present($0)) }
    }

    /// The names that the entry of a step may have by now: its own, and those by which the same plan renames it.
    private func names(of step: JournalEvent.Step) -> [DistinguishedName] {
        var names = [step.target]
        for other in self.event.steps {
            guard case .rename? = other.change, let new = other.change?.resultingName else { continue }
            if names.contains(other.target) {
                names.append(new)
            } else if names.contains(new) {
                names.append(other.target)
            }
        }
        return names
    }

    private func isElsewhere(_ step: JournalEvent.Step) async throws(LDAPError) -> Bool {
        guard let id = step.id else { return false }
        let request = SearchRequest(
            base: self.work.mapping.base, filter: .equal(id.attribute, id.value), attributes: [.noAttributes])
        return try await !self.work.directory.search(request).entries.isEmpty
    }

    private func holds(_ name: DistinguishedName, _ filter: LDAP.Filter) async throws(LDAPError) -> Bool {
        try await self.entry(name, filter, [.noAttributes]) != nil
    }

    private func entry(
        _ name: DistinguishedName, _ filter: LDAP.Filter, _ attributes: [AttributeDescription]
    ) async throws(LDAPError) -> LDAP.Entry? {
        do {
            let request = SearchRequest(base: name, scope: .base, filter: filter, attributes: attributes)
            return try await self.work.directory.search(request).entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }
}
