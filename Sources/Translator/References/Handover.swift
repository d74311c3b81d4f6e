import Directories
import LDAP
import SCIM

/// What takes the references to an entry from its old name to its new one.
///
/// The bridge may be stopped at any step and keeps no notes, so the directory itself tells what is under way. Before the entry is
/// renamed, whoever names it gets an interim name that holds the entry's id in the place of the old one; once the entry has its
/// new name, that takes the place of the interim one.
///
/// Until then the interim name is the only trace of a reference: whoever removes it has removed the reference for good.
/// Any other name that no entry has is a dangling reference, which no entry inherits.
///
/// | stopped | the entry | who names it | what the repeat does |
/// |---|---|---|---|
/// | before the rename | old | old, or interim | the rest, and the rename |
/// | after the rename | new | interim, or new | the rest |
public struct Handover: Sendable {
    /// What is done while the entry has its old name.
    public var before: [Plan.Step] = []
    /// What is done once it has its new one.
    public var after: [Plan.Step] = []
}

extension Planner {
    /// Plans how the referrers of an entry get its new name, and lose dangling references to that name.
    ///
    /// - Throws: `mutability` if references would be left behind: the mapping does not say who cares for them, or they are not
    ///   the bridge's to write; `uniqueness` if a dangling reference is not the bridge's to write.
    public func handover(
        _ referrers: [Referrer], of entry: LDAP.Entry, becoming new: LDAP.DistinguishedName?, keys: [KeyNames] = []
    ) throws(SCIMError) -> Handover {
        if referrers.isEmpty { return Handover() }
        var planner = HandoverPlanner(planner: self, names: self.names(of: entry, becoming: new, keys: keys))
        return try planner.handover(referrers)
    }

    /// Returns the steps that remove dangling references to the names of a new entry, before it gets them.
    ///
    /// - Throws: `uniqueness` naming the entries that are not the bridge's to write.
    public func clearing(
        _ names: EntryNames, from referrers: [Referrer]
    ) throws(SCIMError) -> [Plan.Step] {
        var planner = HandoverPlanner(planner: self, names: names)
        return try planner.clearing(referrers)
    }

    /// Returns the steps by which an entry leaves groups, while it has its name.
    ///
    /// - Throws: `mutability` where nobody would be left in a group that must have a member.
    func ending(_ memberships: [Referrer], of entry: Entry) throws(SCIMError) -> [Plan.Step] {
        var planner = HandoverPlanner(planner: self, names: self.names(of: entry, becoming: nil))
        return try planner.ending(memberships)
    }

    /// Returns the plan that rewrites references with the old or interim name, or removes them after a deletion.
    ///
    /// - Throws: `mutability` where nobody would be left in an attribute that must have a value.
    public func finishing(_ referrers: [Referrer], of names: EntryNames) throws(SCIMError) -> Plan {
        var planner = HandoverPlanner(planner: self, names: names)
        var plan = Plan(effect: .update)
        for referrer in referrers {
            guard var step = try planner.finishing(referrer) else { continue }
            step.role = .finishing
            plan.steps.append(step)
        }
        return plan
    }
}

/// Plans the steps on the referrers of one entry.
private struct HandoverPlanner {
    let planner: Planner
    let names: EntryNames
    /// The entries that earlier steps have changed: a second attribute of one finds another version.
    private var changed: Set<DistinguishedName> = []

    init(planner: Planner, names: EntryNames) {
        self.planner = planner
        self.names = names
    }

    private func change(for referrer: Referrer) -> NameChange { self.names.change(by: referrer.key) }

    /// Who takes references along: where it is the server, the bridge does so for keys, of which no server knows.
    private func renaming(for referrer: Referrer) -> Mapping.Renaming {
        let renaming = self.planner.mapping.renaming
        return referrer.key != nil && renaming == .server ? .follow : renaming
    }

    mutating func handover(_ referrers: [Referrer]) throws(SCIMError) -> Handover {
        try self.checkOurs(referrers)
        var handover = Handover()
        for referrer in referrers {
            let change = self.change(for: referrer)
            if self.isHandedOver(referrer, change), let new = change.new {
                if let step = try self.handing(referrer, change) { handover.before.append(step) }
                if let step = self.finishingLast(referrer, change, new) { handover.after.append(step) }
            } else if let step = try self.step(for: referrer, removing: self.unwanted(change, referrer), adding: []) {
                handover.before.append(step)
            }
        }
        return handover
    }

    mutating func clearing(_ referrers: [Referrer]) throws(SCIMError) -> [Plan.Step] {
        try self.checkDead(referrers)
        var steps: [Plan.Step] = []
        for referrer in referrers {
            let dead = [self.change(for: referrer).new].compactMap(\.self)
            if let step = try self.step(for: referrer, removing: dead, adding: []) { steps.append(step) }
        }
        return steps
    }

    mutating func ending(_ memberships: [Referrer]) throws(SCIMError) -> [Plan.Step] {
        var steps: [Plan.Step] = []
        for membership in memberships {
            let change = self.change(for: membership)
            let names = change.old + [change.interim].compactMap(\.self)
            if let step = try self.step(for: membership, removing: names, adding: []) { steps.append(step) }
        }
        return steps
    }

    /// Whether the bridge rewrites the reference, and not the server.
    private func isHandedOver(_ referrer: Referrer, _ change: NameChange) -> Bool {
        if self.renaming(for: referrer) == .server { return false }
        if referrer.names(change.interim) { return true }
        return !change.isSame && change.old.contains(where: referrer.names)
    }

    /// The names whose references are removed: an entry's own on a deletion, else the new one, which dangles.
    private func unwanted(_ change: NameChange, _ referrer: Referrer) -> [ReferenceName] {
        if change.isSame { return [] }
        if let new = change.new { return [new] }
        return self.renaming(for: referrer) == .server ? [] : change.all
    }
}

// MARK: - Who may be written

extension HandoverPlanner {
    private func checkOurs(_ referrers: [Referrer]) throws(SCIMError) {
        if self.names.areSame { return }
        let left = referrers.filter { referrer in
            let (change, renaming) = (self.change(for: referrer), self.renaming(for: referrer))
            if change.isSame || renaming == .server { return false }
            let isOurs = referrer.isShown && (renaming == .follow || referrer.isDeleted)
            return !isOurs && change.old.contains(where: referrer.names)
        }
        if let first = left.first {
            throw .leavesReferences(
                to: self.names.old, in: left, isRemoved: self.names.new == nil,
                isFollowed: self.renaming(for: first) == .follow)
        }
        if self.names.new != nil { try self.checkDead(referrers.filter { !self.change(for: $0).isSame }) }
    }

    private func checkDead(_ referrers: [Referrer]) throws(SCIMError) {
        let foreign = referrers.filter { !$0.isShown && $0.names(self.change(for: $0).new) }
        guard let name = foreign.first.flatMap({ self.change(for: $0).new }) else { return }
        throw .namesTheDead(name, in: foreign)
    }
}

// MARK: - The steps

extension HandoverPlanner {
    /// The interim name in the place of the old one.
    private mutating func handing(_ referrer: Referrer, _ change: NameChange) throws(SCIMError) -> Plan.Step? {
        if change.isSame { return nil }
        guard let interim = change.interim else { throw .withoutID(self.names.old, self.planner.dialect) }
        return try self.step(for: referrer, removing: change.old, adding: [interim])
    }

    /// The new name in the place of the interim one, provided that this is still there.
    ///
    /// A new name that is there already is written once more: what a server derives from it (`memberOf`) it could not while no
    /// entry had it.
    private func finishingLast(_ referrer: Referrer, _ change: NameChange, _ new: ReferenceName) -> Plan.Step? {
        guard let interim = change.interim else { return nil }
        let mark = interim.value
        let gone = (referrer.names(interim) ? referrer.values(of: interim) : [mark]) + referrer.values(of: new)
        let attribute = referrer.attribute
        let exchange = [Modification(.delete, attribute, gone), Modification(.add, attribute, [new.value])]
        let back = [Modification(.delete, attribute, [new.value]), Modification(.add, attribute, gone)]
        let dn = referrer.dn == self.names.old ? self.names.new ?? referrer.dn : referrer.dn
        let evidence = self.planner.evidence(of: referrer.entry)
        return Plan.Step(
            .modify(dn, exchange), inverse: .modify(dn, back),
            precondition: evidence.identity?.and([.equal(attribute, mark)]),
            recovery: evidence.recovery(isFirst: false), role: .finishing
        )
    }

    /// The step that finishes one referrer after the rename.
    mutating func finishing(_ referrer: Referrer) throws(SCIMError) -> Plan.Step? {
        let change = self.change(for: referrer)
        var gone = (change.old + [change.interim].compactMap(\.self)).filter { $0 != change.new }
        if referrer.names(change.interim), let new = change.new { gone.append(new) }
        return try self.step(for: referrer, removing: gone, adding: change.new.map { [$0] } ?? [])
    }

    /// Names go as the entry spells them, so that the way back leaves nothing else.
    private mutating func step(
        for referrer: Referrer, removing unwanted: [ReferenceName], adding wished: [ReferenceName]
    ) throws(SCIMError) -> Plan.Step? {
        let attribute = referrer.attribute
        let gone = unwanted.flatMap(referrer.values)
        let left = referrer.entry[attribute].without(gone)
        var added = wished.filter { name in !left.contains { ReferenceName($0, by: referrer.key) == name } }
            .map(\.value)
        if gone.isEmpty && added.isEmpty { return nil }
        if added.isEmpty, left.isEmpty, self.planner.demands(attribute, of: referrer.entry) {
            guard let placeholder = referrer.placeholder else {
                throw .leavesNobody(but: unwanted.first, in: referrer)
            }
            added = [placeholder]
        }
        func exchange(_ gone: [AttributeValue], for added: [AttributeValue]) -> Change {
            let less = gone.isEmpty ? [] : [Modification(.delete, attribute, gone)]
            return .modify(referrer.dn, less + (added.isEmpty ? [] : [Modification(.add, attribute, added)]))
        }
        let isFirst = self.changed.insert(referrer.dn).inserted
        let evidence = self.planner.evidence(of: referrer.entry)
        return Plan.Step(
            exchange(gone, for: added), inverse: exchange(added, for: gone),
            precondition: evidence.precondition(isInside: false, isVersioned: isFirst),
            recovery: evidence.recovery(isFirst: isFirst)
        )
    }
}
