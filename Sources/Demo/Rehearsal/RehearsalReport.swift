public import LDAP
import Translator

/// What a rehearsal would have changed in the original.
public struct RehearsalReport: Sendable {
    /// Somebody, or some group, and what became of it.
    public struct Item: Hashable, Sendable {
        /// The entry as the original has it, or a new one.
        public var name: DistinguishedName
        /// Where it is now, or whom it stands beside; nil where there is nothing to add.
        public var note: String?
    }

    /// What becomes of people and groups, in the words of the report.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        case created, revived, enabled, disabled, renamed, changed, deleted, hidden
    }

    /// What becomes of people.
    public var people: [Effect: [Item]] = [:]
    /// What becomes of groups.
    public var groups: [Effect: [Item]] = [:]
    /// New people beside somebody who was there already and may be the same.
    public var duplicates: [Item] = []
    /// How many members groups get, and how many they lose.
    public var members: (added: Int, removed: Int) = (0, 0)
    /// In how many people an attribute gets other values, and in how many it loses all.
    public var attributes: [AttributeDescription: (changed: Int, cleared: Int)] = [:]
    /// How many other entries change.
    public var others = 0
    /// How many people the original had.
    public var peopleBefore = 0
    /// The changes of the original.
    public var changes: [Change] = []

    /// Whether there is something that an administrator should look at before the original is served.
    public var isAlarming: Bool {
        let concerning: [Effect] = [.disabled, .renamed, .deleted, .hidden]
        return !self.duplicates.isEmpty || concerning.contains { !(self.people[$0] ?? []).isEmpty }
            || !(self.groups[.deleted] ?? []).isEmpty
    }
}

/// Puts a report together, one change after the other.
struct RehearsalReporter {
    private let users: BoundMapping
    private let groups: [BoundMapping]
    private let schema: LDAP.Schema
    private(set) var report = RehearsalReport()
    /// The new people.
    private(set) var created: [Entry] = []

    init(users: BoundMapping, groups: [BoundMapping]) {
        (self.users, self.groups, self.schema) = (users, groups, users.schema)
    }

    /// Whether the bridge shows an entry as a person.
    func isPerson(_ entry: Entry) -> Bool { self.users.shows(entry) }

    /// Takes up the changes.
    mutating func take(_ changes: NetChanges) {
        for change in changes.changes { self.take(change) }
        self.report.changes = changes.ldif(in: self.schema)
    }

    /// Takes up new people who may be somebody who was there already.
    mutating func take(_ duplicates: [LikelyDuplicate]) {
        self.report.duplicates = duplicates.map { duplicate in
            let traits = duplicate.traits.map { "the same \($0.kind) \($0.value)" }.sorted()
            return .init(
                name: duplicate.new, note: "beside \(duplicate.existing): \(traits.joined(separator: ", "))")
        }
    }

    /// Notes how many people there were.
    mutating func take(peopleBefore count: Int) { self.report.peopleBefore = count }

    private mutating func take(_ change: NetChange) {
        let (before, after) = (change.before, change.after)
        let isWritten = !change.changes(in: self.schema).isEmpty
        if [before, after].contains(where: { $0.map(self.users.shows) ?? false }) {
            self.takePerson(change, isWritten)
        } else if let kind = self.groups.first(where: { kind in
            [before, after].contains { $0.map(kind.shows) ?? false }
        }) {
            self.takeGroup(change, kind, isWritten)
        } else if isWritten {
            self.report.others += 1
        }
    }

    /// Somebody who is disabled by a group has changed, although nothing was written to the entry.
    private mutating func takePerson(_ change: NetChange, _ isWritten: Bool) {
        for effect in change.effects(self.users) where isWritten || effect != .changed {
            self.report.people[effect, default: []].append(change.item(effect))
        }
        if let after = change.after, change.before == nil { self.created.append(after) }
        if change.before != nil, change.after != nil { self.countAttributes(change) }
    }

    private mutating func countAttributes(_ change: NetChange) {
        for case .modify(_, let modifications) in change.changes(in: self.schema) {
            for name in Set(modifications.map(\.attribute)) {
                var count = self.report.attributes[name] ?? (0, 0)
                if change.after?[name].isEmpty ?? true { count.cleared += 1 } else { count.changed += 1 }
                self.report.attributes[name] = count
            }
        }
    }

    private mutating func takeGroup(_ change: NetChange, _ kind: BoundMapping, _ isWritten: Bool) {
        for effect in change.effects(kind) where isWritten || effect != .changed {
            self.report.groups[effect, default: []].append(change.item(effect))
        }
        for rule in kind.mapping.rules where rule.isReference && !rule.isReadOnly {
            let (old, new) = (Set(change.before?[rule.attribute] ?? []), Set(change.after?[rule.attribute] ?? []))
            self.report.members.added += new.subtracting(old).count
            self.report.members.removed += old.subtracting(new).count
        }
    }
}

extension BoundMapping {
    /// Whether clients see an entry by this mapping.
    func shows(_ entry: Entry) -> Bool {
        let request = SearchRequest(base: self.mapping.base, scope: self.mapping.scope)
        return request.covers(entry.dn) && self.mapping.filter.matches(entry, schema: self.schema) ?? false
    }
}

extension NetChange {
    /// What the change means to those whom a mapping shows.
    fileprivate func effects(_ mapping: BoundMapping) -> [RehearsalReport.Effect] {
        guard let before else { return [.created] }
        guard mapping.shows(before) else { return [.revived] }
        guard let after else { return [.deleted] }
        guard mapping.shows(after) else { return [mapping.hasDeleted(after) ? .deleted : .hidden] }
        var effects: [RehearsalReport.Effect] = self.newName == nil ? [] : [.renamed]
        switch (mapping.isActive(before), mapping.isActive(after)) {
        case (true, false): effects.append(.disabled)
        case (false, true): effects.append(.enabled)
        default: break
        }
        return effects.isEmpty ? [.changed] : effects
    }

    fileprivate func item(_ effect: RehearsalReport.Effect) -> RehearsalReport.Item {
        let name = (self.before ?? self.after)?.dn ?? DistinguishedName([])
        return .init(name: name, note: self.newName.map { "now \($0)" })
    }
}

extension BoundMapping {
    /// Whether an entry is where those are that were deleted, or has their mark.
    fileprivate func hasDeleted(_ entry: Entry) -> Bool {
        guard let graveyard = self.mapping.graveyard, entry.dn.isWithin(graveyard.base) else { return false }
        return graveyard.mark.map { $0.matches(entry, schema: self.schema) ?? false } ?? true
    }
}
