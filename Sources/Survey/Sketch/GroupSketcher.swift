import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// Makes the section `groups` of what was seen.
struct GroupSketcher {
    let sketch: DirectorySketch
    let type: EntryRole.GroupClass
    let observation: DirectorySketch.Observation

    private var schema: LDAP.Schema { self.sketch.schema }
    private var population: Population { self.observation.population }
    private var usage: Usage { self.observation.usage }
    private var dialect: Dialect { self.sketch.dialect ?? .standard }
    private var isActiveDirectory: Bool { self.dialect.preset != .inetOrgPerson }

    private static let displayName = AttributePath(attribute: "displayName")
    private static let members = AttributePath(attribute: "members")

    /// The section, with its notes.
    var section: SketchedMapping {
        var classes = ClassChooser(schema: self.schema, kinds: self.population.kinds).classes
        if self.isActiveDirectory {
            classes =
                Mapping.groups(self.dialect.preset, base: self.population.base).objectClasses + classes.dropFirst()
        }
        let demands = Demands(schema: self.schema)
        var notes: [String] = []
        classes.removeAll { name in
            let missing = demands.unfilled(by: [name]).filter { !self.isKept($0) }
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
        self.keepExternalID(&chooser, &classes)
        var mapping = Mapping(
            resourceType: .group, base: self.population.base, filter: self.population.filter, objectClasses: classes,
            rdn: rdn, rules: chooser.rules)
        mapping.rules.append(
            Mapping.Rule(
                path: Self.members, attribute: self.type.member, isReference: true, isLoaded: false, placeholder: ""))
        mapping.preset = self.dialect.preset
        var sketched = SketchedMapping(mapping: mapping, count: self.population.count, ruleNotes: chooser.notes)
        for note in notes { sketched.note("object_classes", note) }
        if self.type.namesMembers {
            let problems = mapping.problems(in: self.schema, dialect: self.dialect)
            sketched.dropRules(that: problems.filter { $0.key != .rule(Self.members) })
            sketched.obstacle = problems.first { $0.key == .objectClasses }?.reason
        } else {
            sketched.obstacle = "members of \(self.type.name) are names of accounts, not of entries."
        }
        self.tell(&sketched)
        return sketched
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
        if self.schema.required(by: sketched.mapping.objectClasses).contains(where: {
            self.schema.areSame($0, self.type.member)
        }) {
            sketched.note(
                "empty_member",
                "The class demands a member, so a group without any holds this name: the empty one belongs to nobody.")
        }
        sketched.proposals["on_delete"] = "{ strategy: delete }"
        sketched.note(
            "on_delete", "For groups this is mostly what is meant: one in a trash would grant what it grants.")
    }
}
