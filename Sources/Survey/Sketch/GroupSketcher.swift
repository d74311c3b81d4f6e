import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// Makes the section `groups` of what was seen.
struct GroupSketcher {
    let sketch: DirectorySketch
    let kind: DirectorySketch.GroupKind
    /// Whether the ids that clients have for groups are kept: in all kinds of them or in none.
    let keepsIDs: Bool

    private var type: EntryRole.GroupClass { self.kind.type }
    private var members: MemberSample { self.kind.members }
    private var schema: LDAP.Schema { self.sketch.schema }
    private var population: Population { self.kind.observation.population }
    private var usage: Usage { self.kind.observation.usage }
    private var dialect: Dialect { self.sketch.dialect ?? .standard }
    private var isActiveDirectory: Bool { self.dialect.preset != .inetOrgPerson }

    private static let displayName = AttributePath(attribute: "displayName")
    private static let membersPath = AttributePath(attribute: "members")

    /// The section, with its notes.
    var section: SketchedMapping {
        var classes = ClassChooser(schema: self.schema, kinds: self.population.kinds).classes
        if self.isActiveDirectory {
            classes =
                Mapping.groups(self.dialect.preset, base: self.population.base).objectClasses + classes.dropFirst()
        }
        let demands = Demands(schema: self.schema)
        var notes: [String] = []
        if self.type.isPosix, !classes.contains("posixGroup") { classes.append("posixGroup") }
        classes.removeAll { name in
            let missing = demands.unfilled(by: [name]).filter { !self.isKept($0) && self.supply(of: $0) == nil }
            guard !missing.isEmpty, self.schema.objectClass(name)?.kind == .auxiliary else { return false }
            notes.append(
                "\(name) is left out, although groups have it: it demands \(missing.map(\.description).joined(separator: ", "))."
            )
            return true
        }
        var chooser = RuleChooser(
            schema: self.schema, classes: classes, usage: self.usage, noun: "groups")
        let rdn = self.usage.rdn ?? "cn"
        chooser.map(Self.displayName, rdn, isRequired: true)
        if self.keepsIDs { self.keepExternalID(&chooser, &classes) }
        var mapping = Mapping(
            resourceType: .group, base: self.population.base, filter: self.population.filter, objectClasses: classes,
            rdn: rdn, rules: chooser.rules)
        mapping.rules += self.memberRules
        mapping.preset = self.dialect.preset
        for attribute in demands.attributes(of: classes)
        where !self.isKept(attribute) && chooser.rule(for: attribute) == nil {
            if let supply = self.supply(of: attribute) { mapping.supply(attribute, supply) }
        }
        var sketched = SketchedMapping(mapping: mapping, count: self.population.count, ruleNotes: chooser.notes)
        for note in notes { sketched.note("object_classes", note) }
        let problems = mapping.problems(in: self.schema, dialect: self.dialect)
        sketched.dropRules(that: problems.filter { $0.key != .rule(Self.membersPath) })
        sketched.obstacle = problems.first { [.objectClasses, .rule(Self.membersPath)].contains($0.key) }?.reason
        self.tell(&sketched)
        return sketched
    }

    /// How the groups keep their members.
    private var memberRules: [Mapping.Rule] {
        var rule = Mapping.Rule(
            path: Self.membersPath, attribute: self.type.member, isReference: true, isLoaded: false)
        if self.type.isDynamic {
            rule.attribute = self.members.computed ?? self.type.member
            rule.isReadOnly = true
            return [rule]
        }
        guard self.type.namesMembers else {
            rule.referenceKey = "uid"
            return [rule]
        }
        rule.placeholder = AttributeValue(self.members.placeholder?.description ?? "")
        let hasCopies = self.type.isPosix && self.members.hasCopies
        return [rule] + (hasCopies ? [.copyOfMembers(in: "memberUid", by: "uid")] : [])
    }

    /// What new groups can be given of an attribute that nobody sends: each one number that is its own, else what most have.
    private func supply(of attribute: AttributeDescription) -> Supply? {
        if self.schema.areSame(attribute, "gidNumber") { return .numbers(above: self.usage[attribute].largest) }
        return Supply(of: attribute, as: self.usage[attribute], in: self.schema, uidPath: nil)
    }

    /// Whether groups get an attribute without a rule of its own.
    private func isKept(_ attribute: AttributeDescription) -> Bool {
        self.schema.areSame(attribute, self.type.member)
            || self.dialect.givenAttributes.contains { self.schema.areSame($0, attribute) }
    }

    /// Keeps the client's id in an attribute that groups have no other use for, by a class of its own if need be.
    private func keepExternalID(_ chooser: inout RuleChooser, _ classes: inout [String]) {
        let own = "labeledURIObject"
        if self.isActiveDirectory { return }
        if self.schema.objectClass(own)?.kind == .auxiliary, !chooser.isAllowed("labeledURI") {
            if chooser.keepExternalID(beside: ["labeledURI"]) { classes.append(own) }
        } else {
            _ = chooser.keepExternalID()
        }
    }

    private func tell(_ sketched: inout SketchedMapping) {
        var count = "\(self.population.count.grouped) groups were seen there"
        if self.population.strays > 0 {
            count += ", and \(self.population.strays.grouped) elsewhere, which are left out"
        }
        sketched.note("base", count + ".")
        for rule in sketched.mapping.allocations {
            sketched.note(
                "allocate",
                "The largest \(rule.attribute) that was seen is \(self.usage[rule.attribute].largest). Where other programs give "
                    + "numbers, too, name a range that is theirs to leave alone, or the counter that they use.")
        }
        if let name = self.members.placeholder {
            sketched.note(
                "empty_member", "Several groups have the name \(name), which is no entry's: it stands for no member.")
        } else if self.type.namesMembers,
            self.schema.required(by: sketched.mapping.objectClasses).contains(where: {
                self.schema.areSame($0, self.type.member)
            })
        {
            sketched.note(
                "empty_member",
                "The class demands a member, so a group without any holds this name: the empty one belongs to nobody.")
        }
        sketched.proposals["on_delete"] = "{ strategy: delete }"
        sketched.note(
            "on_delete", "For groups this is mostly what is meant: one in a trash would grant what it grants.")
    }
}
