import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// Makes the section `users` of what was seen.
struct PeopleSketcher {
    let sketch: DirectorySketch

    private var schema: LDAP.Schema { self.sketch.schema }
    private var population: Population { self.sketch.people.population }
    private var usage: Usage { self.sketch.people.usage }
    private var dialect: Dialect { self.sketch.dialect ?? .standard }
    private var demands: Demands { Demands(schema: self.schema) }
    private var isActiveDirectory: Bool { self.dialect.preset != .inetOrgPerson }

    private static let userName = AttributePath(attribute: "userName")
    private static let displayName = AttributePath(attribute: "displayName")
    private static let fullName = "{name.givenName} {name.familyName}"

    /// The section, with its notes.
    var section: SketchedMapping {
        let lock = LockChooser(sketch: self.sketch).lock
        var (classes, left) = self.classes(lock)
        var chooser = RuleChooser(
            schema: self.schema, classes: self.population.classes, usage: self.usage, noun: "people")
        self.choose(&chooser, lock)
        let rdn = self.usage.rdn.map(self.schema.firstName) ?? "cn"
        self.fillName(rdn, &chooser)
        var supplies: [(attribute: AttributeDescription, supply: Supply)] = []
        left += self.fillDemands(of: &classes, &chooser, &supplies, lock)
        var mapping = Mapping(
            base: self.population.base, filter: self.filter, objectClasses: classes, rdn: rdn, rules: chooser.rules,
            activation: lock.activation)
        mapping.preset = self.dialect.preset
        for (attribute, supply) in supplies { mapping.supply(attribute, supply) }
        mapping.revival = chooser.maps(AttributePath(attribute: "externalId")) ? .externalId : .never
        var sketched = SketchedMapping(
            mapping: mapping, count: self.population.count, ruleNotes: chooser.notes, lock: lock)
        sketched.dropRules(that: mapping.problems(in: self.schema, dialect: self.dialect))
        self.tell(&sketched, left)
        return sketched
    }

    /// Computers are users in Active Directory, also those that come tomorrow.
    private var filter: LDAP.Filter {
        guard self.isActiveDirectory else { return self.population.filter }
        return Mapping.users(self.dialect.preset, base: self.population.base).filter
    }

    /// Has every new entry get a value of the attribute that names it.
    private func fillName(_ rdn: AttributeDescription, _ chooser: inout RuleChooser) {
        let reason = "it names the entries"
        let nickName = AttributePath(attribute: "nickName")
        if chooser.fill(rdn, by: self.demands, because: reason) || chooser.maps(nickName) { return }
        chooser.map(nickName, rdn, isRequired: true, note: reason)
    }

    /// Has new entries get what their classes demand; the auxiliary ones with other demands are taken out and returned.
    private func fillDemands(
        of classes: inout [String], _ chooser: inout RuleChooser,
        _ supplies: inout [(attribute: AttributeDescription, supply: Supply)], _ lock: SketchedLock
    ) -> [(name: String, attributes: [AttributeDescription])] {
        var left: [(name: String, attributes: [AttributeDescription])] = []
        for attribute in self.demands.attributes(of: classes)
        where !self.isGiven(attribute) && attribute != lock.attribute {
            if !self.demands.isCertain(attribute), chooser.rule(for: attribute) == nil,
                let supply = self.supply(of: attribute, chooser)
            {
                supplies.append((attribute, supply))
                continue
            }
            if chooser.fill(attribute, by: self.demands, because: "the object classes demand it") { continue }
            classes.removeAll { name in
                guard self.schema.objectClass(name)?.kind == .auxiliary,
                    self.demands.attributes(of: [name]).contains(attribute)
                else { return false }
                left.append((name, [attribute]))
                return true
            }
        }
        return left
    }

    /// Whether the server gives new entries an attribute by itself.
    private func isGiven(_ attribute: AttributeDescription) -> Bool {
        self.dialect.givenAttributes.contains { self.schema.areSame($0, attribute) }
    }

    /// The classes of new entries, and those left out with what they demand that nothing fills.
    private func classes(_ lock: SketchedLock) -> ([String], [(name: String, attributes: [AttributeDescription])]) {
        var classes = ClassChooser(schema: self.schema, kinds: self.population.kinds).classes
        if self.isActiveDirectory {
            let preset = Mapping.users(self.dialect.preset, base: self.population.base).objectClasses
            classes = preset + classes.dropFirst()
        } else if let extra = lock.objectClass, !classes.contains(extra) {
            classes.append(extra)
        }
        var left: [(name: String, attributes: [AttributeDescription])] = []
        classes.removeAll { name in
            let missing = self.demands.unfilled(by: [name]).filter {
                !self.isGiven($0) && self.supply(of: $0, nil) == nil
            }
            guard !missing.isEmpty, self.schema.objectClass(name)?.kind == .auxiliary else { return false }
            left.append((name, missing))
            return true
        }
        return (classes, left)
    }

    /// What new entries can be given of an attribute that nobody sends; without rules it is only found out whether anything can.
    private func supply(of attribute: AttributeDescription, _ chooser: RuleChooser?) -> Supply? {
        let uidPath = chooser == nil ? Self.userName : chooser?.rule(for: "uid")?.path
        return Supply(of: attribute, as: self.usage[attribute], in: self.schema, uidPath: uidPath)
    }

    private func choose(_ chooser: inout RuleChooser, _ lock: SketchedLock) {
        chooser.map(Self.userName, self.nameOfPeople(chooser), isRequired: true)
        _ = chooser.keepExternalID()
        for line in AttributeCandidates.lines where line.path == AttributePath(known: "name.givenName") {
            chooser.choose(line.path, line.attributes, isUsual: line.isUsual)
        }
        chooser.choose(.init(attribute: "name", subAttribute: "familyName"), ["sn"], isUsual: true)
        self.chooseShownName(&chooser)
        for line in AttributeCandidates.lines {
            let attributes = line.attributes.filter { $0 != lock.attribute }
            chooser.choose(line.path, attributes, isUsual: line.isUsual)
        }
    }

    /// The attribute by which clients are to know people: one that nearly everybody has and no two share.
    private func nameOfPeople(_ chooser: RuleChooser) -> AttributeDescription {
        let usual: [AttributeDescription] =
            self.isActiveDirectory
            ? ["userPrincipalName", "sAMAccountName", "mail"]
            : ["uid", "userPrincipalName", "sAMAccountName", "mail", "employeeNumber", "cn"]
        let known = usual.filter { chooser.isAllowed($0) }
        if let best = known.first(where: self.usage.identifies) { return best }
        let some = known.filter { self.usage[$0].holders > 0 }.max { self.usage[$0].holders < self.usage[$1].holders }
        return some ?? self.usage.rdn ?? known.first ?? "uid"
    }

    /// What is shown of people: `displayName` where most have it, else `cn`.
    private func chooseShownName(_ chooser: inout RuleChooser) {
        let own = self.usage["displayName"].holders * 2 >= self.usage.count
        if chooser.isFree("displayName"), own || !chooser.isFree("cn") {
            chooser.map(Self.displayName, "displayName")
        } else if chooser.isFree("cn") {
            let isCertain = ["givenName", "familyName"].allSatisfy {
                chooser.maps(.init(attribute: "name", subAttribute: $0))
            }
            chooser.map(Self.displayName, "cn", defaultValue: isCertain ? Self.fullName : "{userName}")
        }
    }
}

// MARK: - What is said of it

extension PeopleSketcher {
    private func tell(
        _ sketched: inout SketchedMapping, _ left: [(name: String, attributes: [AttributeDescription])]
    ) {
        let population = self.population
        var count = "\(population.count.grouped) people were seen there"
        if population.strays > 0 { count += ", and \(population.strays.grouped) elsewhere, who are left out" }
        sketched.note("base", count + ".")
        if self.sketch.tally.units.contains(where: { $0.isOfLeavers && $0.isWithin(population.base) }) {
            sketched.note("base", "A unit below it looks as if it had people who have left: they are shown as well.")
        }
        if !self.usage.isWhole {
            sketched.note(
                "attributes", "The counts are of the \(self.usage.count.grouped) people who were looked at, not of all."
            )
        }
        for (name, attributes) in left {
            sketched.note(
                "object_classes",
                "\(name) is left out, although people have it: it demands "
                    + "\(attributes.map(\.description).joined(separator: ", ")), which no SCIM attribute of Entra's fills. "
                    + "Those who are there are read and changed; new ones come without it.")
        }
        for rule in sketched.mapping.computed {
            let count = self.usage[rule.attribute].commonest?.count ?? 0
            sketched.note(
                "computed",
                "\(rule.attribute) is demanded, and so it is with \(count.grouped) of \(self.usage.count.grouped) people."
            )
        }
        for rule in sketched.mapping.allocations {
            sketched.note(
                "allocate",
                "The largest \(rule.attribute) that was seen is \(self.usage[rule.attribute].largest). Where other programs give "
                    + "numbers, too, name a range that is theirs to leave alone, or the counter that they use.")
        }
        sketched.note("rdn", self.names)
        if sketched.mapping.revival == .never {
            sketched.note(
                "attributes",
                "externalId is not kept: no attribute was found that nobody uses for something else.")
        }
        sketched.note("attributes", self.matching(sketched.mapping))
        if let unmapped = self.unmapped(sketched) { sketched.note("attributes", unmapped) }
        self.proposeDeletion(&sketched)
    }

    private var names: String {
        let names = self.usage.names.sorted { ($0.value, $1.key.description) > ($1.value, $0.key.description) }
        return names.map { "\($0.value.grouped) people are named by \($0.key)" }.joined(separator: ", ") + "."
    }

    /// What the client must send as userName to find those who are there.
    private func matching(_ mapping: Mapping) -> String {
        let attribute = mapping.rules.first { $0.path == Self.userName }?.attribute ?? ""
        let use = self.usage[attribute]
        let addresses = use.forms[.address] ?? 0
        if use.repeated > 0 {
            return
                "Several people have the same \(attribute): clean that up, or map userName to something that tells them apart."
        }
        return addresses * 2 >= max(use.holders, 1)
            ? "userName looks like an address here: in Entra, map userPrincipalName (or mail) to it and match by it."
            : "userName is no address here: in Entra, map to it what people have in \(attribute), such as mailNickname or "
                + "onPremisesSamAccountName, and match by that; userPrincipalName would find nobody and create everybody anew."
    }

    /// What Active Directory keeps of everybody by itself.
    private static let ownAttributes: Set<AttributeDescription> = [
        "instanceType", "whenCreated", "whenChanged", "uSNCreated", "uSNChanged", "objectCategory", "codePage",
        "countryCode", "badPasswordTime", "lastLogoff", "lastLogon", "lastLogonTimestamp", "primaryGroupID",
        "accountExpires", "logonCount", "sAMAccountType", "isCriticalSystemObject", "userAccountControl",
        "distinguishedName", "name", "dSCorePropagationData", "adminCount", "showInAdvancedViewOnly",
    ]

    /// Which attributes people have that nothing shows.
    private func unmapped(_ sketched: SketchedMapping) -> String? {
        let mapped =
            sketched.mapping.rules.map(\.attribute) + sketched.mapping.computed.map(\.attribute)
            + sketched.mapping.allocations.map(\.attribute) + [sketched.lock?.attribute].compactMap(\.self)
        let others = self.usage.attributes.filter { name in
            !Self.ownAttributes.contains(name) && !mapped.contains { self.schema.areSame($0, name) }
        }
        if others.isEmpty { return nil }
        let texts = others.map { "\($0) (\(self.usage[$0].holders.grouped))" }
        return "In use and not mapped, so never touched: \(texts.joined(separator: ", "))."
    }

    private func proposeDeletion(_ sketched: inout SketchedMapping) {
        let base = self.population.base
        let trash = self.sketch.tally.units.first { $0.isOfLeavers && !$0.isWithin(base) }
        if let trash {
            sketched.proposals["on_delete"] = "{ strategy: trash, base: \(YAMLText.quoted("\(trash)")) }"
            sketched.note("on_delete", "\(trash) looks like the place for those who have left.")
        } else if let parent = base.parent, self.sketch.roots.contains(where: parent.isWithin) {
            let name = parent.appending(RelativeDistinguishedName("ou", "leavers"))
            sketched.proposals["on_delete"] = "{ strategy: trash, base: \(YAMLText.quoted("\(name)")) }"
            sketched.note("on_delete", "There is no unit for those who have left: make one before you use this line.")
        } else {
            sketched.proposals["on_delete"] = "{ strategy: delete }"
            sketched.note("on_delete", "Everything lies below the base, so there is no place outside it for a trash.")
        }
    }
}
