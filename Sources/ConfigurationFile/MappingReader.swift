import Directories
import LDAP
import SCIM
import Translator
import Yams

/// Reads how users or groups are kept.
struct MappingReader {
    private let section: ConfigurationSection
    /// The kind of server; nil where that is to be found out.
    private let kind: Dialect?
    /// The tables that expressions may name.
    private let tables: [String: ValueTable]
    /// The extensions of one's own.
    private let extensions: [SCIM.Schema]

    /// Reads `users:` or `groups:`.
    init(
        _ section: ConfigurationSection, kind: Dialect?, tables: [String: ValueTable] = [:],
        extensions: [SCIM.Schema] = []
    ) {
        self.section = section
        self.kind = kind
        self.tables = tables
        self.extensions = extensions
    }

    /// The preset of what is not said: that of OpenLDAP until the server has said what it is.
    private var preset: Dialect.Preset { self.kind?.preset ?? .inetOrgPerson }

    /// Reads `users:`; what it does not say is as the preset for the kind of server has it.
    ///
    /// Where groups are served, users show theirs: to clients that ask for them, unless `groups` says otherwise.
    func users(besideGroups: Bool, of groups: [Mapping] = []) -> Mapping? {
        var (mapping, isComplete) = self.common { Mapping.users(self.preset, base: $0) }
        if let node = self.section.node("active") { mapping.activation = self.activation(node) }
        mapping.revival = mapping.maps(AttributePath(attribute: "externalId")) ? .externalId : .never
        if self.section.node("revive") == nil { mapping.leftOpen.insert(.revival) }
        if let revival = self.section.word("revive", Self.revival) { mapping.revival = revival }
        let shown = self.section.word("groups", Self.showing)
        if besideGroups, shown != .never { mapping.showGroups(shown ?? .request, of: groups) }
        if !besideGroups, shown != nil {
            self.section.report("users.groups: there is no section groups", at: self.section.mark(of: "groups"))
        }
        if !besideGroups, mapping.endsMemberships {
            self.section.report(
                "users.on_delete.memberships: there is no section groups", at: self.section.mark(of: "on_delete"))
        }
        self.section.refuseUnknownKeys()
        guard isComplete else { return nil }
        self.check(mapping, names: "userName")
        if mapping.revival == .externalId, !mapping.maps(AttributePath(attribute: "externalId")) {
            self.section.report("users.revive: externalId is not mapped", at: self.section.mark(of: "revive"))
        }
        return mapping
    }

    /// Reads `groups:`; what it does not say is as the preset for the kind of server has it.
    func groups() -> Mapping? {
        var (mapping, isComplete) = self.common { Mapping.groups(self.preset, base: $0) }
        let placeholder = self.section.parsed("empty_member") { text throws(ConfigurationReason) in
            AttributeValue(try ConfiguredValue.name(text).description)
        }
        for index in mapping.rules.indices
        where !mapping.rules[index].isLoaded && !mapping.rules[index].isReadOnly
            && mapping.rules[index].referenceKey == nil
        {
            mapping.rules[index].placeholder = placeholder ?? ""
        }
        self.section.refuseUnknownKeys()
        guard isComplete else { return nil }
        self.check(mapping, names: "displayName")
        return mapping
    }

    /// Reads what users and groups have in common, and tells whether a mapping can be made of it.
    private func common(over preset: (DistinguishedName) -> Mapping) -> (mapping: Mapping, isComplete: Bool) {
        let base = self.section.requiredParsed("base", ConfiguredValue.name)
        var mapping = preset(base ?? DistinguishedName([]))
        mapping.resourceType.extensions += self.extensions.map { ResourceType.Extension(schema: $0) }
        if let scope = self.section.word("scope", Self.scope) { mapping.scope = scope }
        self.section.read("filter", into: &mapping.filter) { text throws(LDAPError) in try LDAP.Filter(parsing: text) }
        mapping.objectClasses = self.section.texts("object_classes")?.map(\.text) ?? mapping.objectClasses
        let chosen = ChoiceReader(self.section, base: base, type: mapping.resourceType, tables: self.tables)
        if let (rdn, naming) = chosen.naming() { (mapping.rdn, mapping.naming) = (rdn, naming) }
        mapping.placement = chosen.placement()
        mapping.allocations = chosen.allocations()
        let attributes = self.section.section("attributes")
        let type = mapping.resourceType
        let rules =
            attributes.map { Self.rules(RuleReader(parent: $0, type: type, tables: self.tables)) } ?? mapping.rules
        mapping.rules = rules ?? []
        mapping.computed =
            self.section.section("computed").map { section in
                ComputedReader(parent: section, type: type, tables: self.tables).rules()
            } ?? []
        // What only new entries get, whatever a client sends.
        mapping.computed += mapping.rules.filter(\.isReadOnly).compactMap { rule in
            rule.defaultValue.map { Mapping.Computed(attribute: rule.attribute, templates: [$0], isInitial: true) }
        }
        if let deletion = self.section.section("on_delete") {
            mapping.endsMemberships = self.endsMemberships(deletion)
            mapping.deletion = Self.deletion(deletion)
        }
        if let renaming = self.section.word("on_rename", Mapping.Renaming.init(rawValue:)) {
            mapping.renaming = renaming
        }
        mapping.leftOpen = Mapping.Parts(Self.keys.filter { self.section.node($0.key) == nil }.map(\.part))
        mapping.freeName()
        return (mapping, base != nil && rules != nil)
    }

    /// The keys of what a preset has.
    private static let keys: [(key: String, part: Mapping.Parts)] = [
        ("filter", .filter), ("object_classes", .objectClasses), ("rdn", .rdn), ("attributes", .rules),
        ("on_rename", .renaming),
    ]

    /// Reports what reads well and cannot work; `name` is the attribute by which clients know an entry.
    private func check(_ mapping: Mapping, names name: String) {
        let place = self.section.mark(of: "attributes")
        if !mapping.maps(AttributePath(attribute: name)) {
            self.section.report(
                "\(self.section.name).attributes must map \(name), by which clients know an entry", at: place)
        }
        // Which one names entries may be known only once the kind of server is.
        let isNameOpen = self.kind == nil && mapping.leftOpen.contains(.rdn)
        let isNamed =
            mapping.rules.contains { $0.attribute == mapping.rdn }
            || mapping.computed.contains { $0.attribute == mapping.rdn } || mapping.naming != nil
            || mapping.allocations.contains { $0.attribute == mapping.rdn }
        if !isNameOpen, !isNamed {
            self.section.report(
                "\(self.section.name).rdn: no attribute in \(self.section.name).attributes is mapped to \(mapping.rdn)",
                at: self.section.node("rdn")?.mark ?? place
            )
        }
        if case .trash(let trash)? = mapping.deletion, trash.isWithin(mapping.base) {
            self.section.report(
                "\(self.section.name).on_delete.base must not be below \(self.section.name).base, or deleted entries would still be "
                    + "found",
                at: self.section.mark(of: "on_delete")
            )
        }
    }

    /// Reports what groups and users cannot be together.
    static func check(_ groups: Mapping, beside users: Mapping, _ root: ConfigurationSection) {
        let mark = root.mark(of: "groups")
        if groups.base == users.base, groups.filter == users.filter {
            root.report("groups.filter must tell groups from users, which have the same base", at: mark)
        }
        for rule in groups.rules {
            guard let key = rule.referenceKey else { continue }
            if !users.rules.contains(where: { $0.attribute == key && $0.isUnique }) {
                root.report(
                    "groups.attributes: \(rule.path) is `by: \(key)`, but users.attributes maps nothing unique to \(key): map userName to it, or "
                        + "say `unique: true` there", at: mark)
            }
        }
        let placeholders = groups.rules.compactMap { $0.placeholder?.text.map { DistinguishedName(server: $0) } }
        if placeholders.contains(where: { $0.isWithin(groups.base) || $0.isWithin(users.base) }) {
            root.report(
                "groups.empty_member must not be below users.base or groups.base, or a member would look like none",
                at: mark
            )
        }
    }

    /// Reports a password that Active Directory takes over encrypted connections alone.
    static func check(_ users: Mapping, in directory: Settings.Directory, _ root: ConfigurationSection) {
        let attribute: AttributeDescription = "unicodePwd"
        guard !directory.isEncrypted, users.rules.contains(where: { $0.attribute == attribute }) else { return }
        root.report(
            "users.attributes: \(attribute) is set over encrypted connections only; use ldaps:// in directory.servers, or set "
                + "directory.tls.start_tls: true", at: root.mark(of: "users"))
    }

    /// The rules in the order of the file; nil if one of them cannot be read.
    private static func rules(_ reader: RuleReader) -> [Mapping.Rule]? {
        var rules: [Mapping.Rule] = []
        var areComplete = true
        for (key, node, mark) in reader.parent.pairs {
            guard let rule = reader.rule(key, node, mark) else {
                areComplete = false
                continue
            }
            if rules.contains(where: { $0.path == rule.path }) {
                reader.parent.report("\(key) is mapped twice", at: mark)
            }
            rules.append(rule)
            if let copy = reader.copy(of: rule, key, node) { rules.append(copy) }
        }
        return areComplete ? rules : nil
    }

    private static func showing(_ word: String) -> SCIM.Schema.Attribute.Returned? {
        switch word {
        case "on_request": .request
        case "always": .default
        case "never": .never
        default: nil
        }
    }

    /// What a word says of how far below a base something is looked for.
    static func scope(_ word: String) -> SearchRequest.Scope? {
        switch word {
        case "subtree": .subtree
        case "one": .oneLevel
        default: nil
        }
    }

    private static func revival(_ word: String) -> Mapping.Revival? {
        switch word {
        case "externalId": .externalId
        case "userName": .userName
        case "never": .never
        default: nil
        }
    }

    /// One strategy or a list of them.
    private func activation(_ node: Node) -> [Mapping.Activation] {
        let isList = node.sequence != nil
        let sections =
            isList ? self.section.sections("active", allowsNone: true) : [self.section.nested(node, "active")]
        return (sections ?? []).compactMap(ActivationReader.activation)
    }

    private static func deletion(_ section: ConfigurationSection) -> Mapping.Deletion? {
        defer { section.refuseUnknownKeys() }
        switch section.required("strategy") {
        case "delete": return .delete
        case "trash":
            return section.requiredParsed("base", ConfiguredValue.name).map { .trash(base: $0) }
        case "mark": return Self.mark(section).map { .mark($0) }
        case nil: return nil
        default:
            section.report("\(section.name).strategy must be delete, trash or mark", at: section.mark(of: "strategy"))
            return nil
        }
    }

    /// Whether entries that are marked as deleted leave their groups; what is removed or put away is another name's matter.
    private func endsMemberships(_ section: ConfigurationSection) -> Bool {
        let ends = section.word("memberships") { ["keep": false, "end": true][$0] }
        if ends != nil, section.text("strategy") != "mark" {
            section.report(
                "\(section.name).memberships goes with `strategy: mark` alone: remove it",
                at: section.mark(of: "memberships"))
        }
        return ends ?? false
    }

    /// A value of an attribute, or an object class.
    private static func mark(_ section: ConfigurationSection) -> Mapping.Mark? {
        let name = section.text("object_class")
        guard section.node("attribute") == nil, section.node("value") == nil else {
            if name != nil {
                section.report(
                    "\(section.name) has a mark of two kinds: remove `object_class`, or `attribute` and `value`",
                    at: section.mark)
            }
            let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
            let value = section.required("value")
            return attribute.flatMap { attribute in value.map { Mapping.Mark(attribute, AttributeValue($0)) } }
        }
        if name == nil, section.node("object_class") == nil {
            section.report(
                "\(section.name) must say how deleted entries are marked: by `attribute` and `value`, or by `object_class`",
                at: section.mark)
        }
        return name.map { Mapping.Mark(.objectClass, AttributeValue($0)) }
    }
}

extension Mapping {
    func maps(_ path: AttributePath) -> Bool {
        self.rules.contains { $0.path == path }
    }
}

extension ConfigurationSection {
    /// Replaces `value` by what the file says, if it says anything.
    fileprivate func read<Value>(_ key: String, into value: inout Value, _ parse: (String) throws -> Value) {
        if let parsed = self.parsed(key, parse) { value = parsed }
    }
}
