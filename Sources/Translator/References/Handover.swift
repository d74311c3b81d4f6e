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
struct Handover {
    /// What is done while the entry has its old name.
    var before: [Plan.Step] = []
    /// What is done once it has its new one.
    var after: [Plan.Step] = []
}

/// The names of an entry that gets another one, or none.
public struct EntryNames: Hashable, Sendable {
    /// The one that it has.
    public var old: LDAP.DistinguishedName
    /// The one that it gets; nil if it is deleted.
    public var new: LDAP.DistinguishedName?
    /// The one that stands for it while references are under way; nil for an entry that shows no id.
    public var interim: LDAP.DistinguishedName?

    /// Creates the names of an entry.
    public init(old: LDAP.DistinguishedName, new: LDAP.DistinguishedName?, interim: LDAP.DistinguishedName?) {
        self.old = old
        self.new = new
        self.interim = interim
    }

    /// Whether the entry keeps its name, be it in another spelling.
    public var isSame: Bool { self.old == self.new }
}

extension Planner {
    /// Returns the names of an entry that gets another one, or none.
    public func names(of entry: LDAP.Entry, becoming new: LDAP.DistinguishedName?) -> EntryNames {
        let id = entry[self.dialect.idAttribute].first.flatMap(self.dialect.id).map(ResourceID.init)
        return EntryNames(old: entry.dn, new: new, interim: id.map(self.interims.name))
    }

    /// Plans how the referrers of an entry get its new name, and lose dangling references to that name.
    ///
    /// - Throws: `mutability` if references would be left behind: the mapping does not say who cares for them, or they are not
    ///   the bridge's to write; `uniqueness` if a dangling reference is not the bridge's to write.
    func handover(
        _ referrers: [Referrer], of entry: Entry, becoming new: DistinguishedName?
    ) throws(SCIMError) -> Handover {
        if referrers.isEmpty { return Handover() }
        var planner = HandoverPlanner(planner: self, names: self.names(of: entry, becoming: new))
        return try planner.handover(referrers)
    }

    /// Returns the steps that remove dangling references to a name, before an entry gets it.
    ///
    /// - Throws: `uniqueness` naming the entries that are not the bridge's to write.
    public func clearing(
        _ name: LDAP.DistinguishedName, from referrers: [Referrer]
    ) throws(SCIMError) -> [Plan.Step] {
        var planner = HandoverPlanner(planner: self, names: EntryNames(old: name, new: name, interim: nil))
        return try planner.clearing(referrers)
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

    mutating func handover(_ referrers: [Referrer]) throws(SCIMError) -> Handover {
        try self.checkOurs(referrers)
        var handover = Handover()
        for referrer in referrers {
            if self.isHandedOver(referrer), let new = self.names.new {
                if let step = try self.handing(referrer) { handover.before.append(step) }
                if let step = self.finishingLast(referrer, new) { handover.after.append(step) }
            } else if let step = try self.removing(self.unwanted, from: referrer) {
                handover.before.append(step)
            }
        }
        return handover
    }

    mutating func clearing(_ referrers: [Referrer]) throws(SCIMError) -> [Plan.Step] {
        try self.checkDead(referrers, self.names.old)
        var steps: [Plan.Step] = []
        for referrer in referrers {
            if let step = try self.removing([self.names.old], from: referrer) { steps.append(step) }
        }
        return steps
    }

    /// Whether the bridge rewrites the reference, and not the server.
    private func isHandedOver(_ referrer: Referrer) -> Bool {
        if self.planner.mapping.renaming == .server { return false }
        if referrer.names(self.names.interim) { return true }
        return !self.names.isSame && referrer.names(self.names.old)
    }

    /// The names whose references are removed: an entry's own on a deletion, else the new one, which dangles.
    private var unwanted: [DistinguishedName] {
        if self.names.isSame { return [] }
        if let new = self.names.new { return [new] }
        return self.planner.mapping.renaming == .server ? [] : [self.names.old, self.names.interim].compactMap(\.self)
    }
}

// MARK: - Who may be written

extension HandoverPlanner {
    private func checkOurs(_ referrers: [Referrer]) throws(SCIMError) {
        if self.names.isSame { return }
        let renaming = self.planner.mapping.renaming
        if renaming != .server {
            let left = referrers.filter { referrer in
                let isOurs = referrer.isShown && (renaming == .follow || referrer.isDeleted)
                return referrer.names(self.names.old) && !isOurs
            }
            if !left.isEmpty {
                throw .leavesReferences(
                    to: self.names.old, in: left, isRemoved: self.names.new == nil, isFollowed: renaming == .follow)
            }
        }
        if let new = self.names.new { try self.checkDead(referrers, new) }
    }

    private func checkDead(_ referrers: [Referrer], _ name: DistinguishedName) throws(SCIMError) {
        let foreign = referrers.filter { !$0.isShown && $0.names(name) }
        if !foreign.isEmpty { throw .namesTheDead(name, in: foreign) }
    }
}

// MARK: - The steps

extension HandoverPlanner {
    /// The interim name in the place of the old one.
    private mutating func handing(_ referrer: Referrer) throws(SCIMError) -> Plan.Step? {
        if self.names.isSame { return nil }
        guard let interim = self.names.interim else { throw .withoutID(self.names.old, self.planner.dialect) }
        return try self.step(for: referrer, removing: [self.names.old], adding: [interim])
    }

    /// The new name in the place of the interim one, provided that this is still there.
    ///
    /// A new name that is there already is written once more: what a server derives from it (`memberOf`) it could not while no
    /// entry had it.
    private func finishingLast(_ referrer: Referrer, _ new: DistinguishedName) -> Plan.Step? {
        guard let interim = self.names.interim else { return nil }
        let (mark, name) = (AttributeValue(interim.description), AttributeValue(new.description))
        let gone = (referrer.names(interim) ? referrer.values(of: interim) : [mark]) + referrer.values(of: new)
        let attribute = referrer.attribute
        let exchange = [Modification(.delete, attribute, gone), Modification(.add, attribute, [name])]
        let back = [Modification(.delete, attribute, [name]), Modification(.add, attribute, gone)]
        let dn = referrer.dn == self.names.old ? new : referrer.dn
        let evidence = self.planner.evidence(of: referrer.entry)
        return Plan.Step(
            .modify(dn, exchange), inverse: .modify(dn, back),
            precondition: evidence.identity?.and([.equal(attribute, mark)]),
            recovery: evidence.recovery(isFirst: false), role: .finishing
        )
    }

    /// The step that finishes one referrer after the rename.
    mutating func finishing(_ referrer: Referrer) throws(SCIMError) -> Plan.Step? {
        var gone = [self.names.old, self.names.interim].compactMap(\.self).filter { $0 != self.names.new }
        if referrer.names(self.names.interim), let new = self.names.new { gone.append(new) }
        return try self.step(for: referrer, removing: gone, adding: self.names.new.map { [$0] } ?? [])
    }

    private mutating func removing(
        _ names: [DistinguishedName], from referrer: Referrer
    ) throws(SCIMError) -> Plan.Step? {
        try self.step(for: referrer, removing: names, adding: [])
    }

    /// Names go as the entry spells them, so that the way back leaves nothing else.
    private mutating func step(
        for referrer: Referrer, removing unwanted: [DistinguishedName], adding wished: [DistinguishedName]
    ) throws(SCIMError) -> Plan.Step? {
        let attribute = referrer.attribute
        let gone = unwanted.flatMap(referrer.values)
        let left = referrer.entry[attribute].without(gone)
        var added = wished.filter { name in !left.contains { $0.names(name) } }
            .map { AttributeValue($0.description) }
        if gone.isEmpty && added.isEmpty { return nil }
        if added.isEmpty, left.isEmpty, self.planner.demands(attribute, of: referrer.entry) {
            guard let placeholder = referrer.placeholder else { throw .leavesNobody(but: unwanted, in: referrer) }
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
