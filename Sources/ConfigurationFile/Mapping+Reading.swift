import LDAP
import SCIM
import Translator
import Yams

extension Mapping {
    /// Reads `users:`; what it does not say is as the preset for `inetOrgPerson` has it.
    ///
    /// Where groups are served, users show theirs: to clients that ask for them, unless `groups` says otherwise.
    init?(users section: ConfigurationSection, besideGroups: Bool) {
        var (mapping, isComplete) = Self.common(section, over: Self.inetOrgPerson)
        if let node = section.node("active") { mapping.read(active: node, section) }
        mapping.revival = mapping.maps(AttributePath(attribute: "externalId")) ? .externalId : .never
        if let revival = section.word("revive", Self.revival) { mapping.revival = revival }
        let shown = section.word("groups", Self.showing)
        if besideGroups, shown != .never { mapping.showGroups(shown ?? .request) }
        if !besideGroups, shown != nil {
            section.report("users.groups: there is no section groups", at: section.mark(of: "groups"))
        }
        section.refuseUnknownKeys()
        guard isComplete else { return nil }
        mapping.check(section, names: "userName")
        if mapping.revival == .externalId, !mapping.maps(AttributePath(attribute: "externalId")) {
            section.report("users.revive: externalId is not mapped", at: section.mark(of: "revive"))
        }
        self = mapping
    }

    /// Reads `groups:`; what it does not say is as the preset for `groupOfNames` has it.
    init?(groups section: ConfigurationSection) {
        var (mapping, isComplete) = Self.common(section, over: Self.groupOfNames)
        let placeholder = section.parsed("empty_member") { text throws(ConfigurationReason) in
            AttributeValue(try DistinguishedName(configured: text).description)
        }
        for index in mapping.rules.indices where !mapping.rules[index].isLoaded {
            mapping.rules[index].placeholder = placeholder ?? ""
        }
        section.refuseUnknownKeys()
        guard isComplete else { return nil }
        mapping.check(section, names: "displayName")
        self = mapping
    }

    /// Reads what users and groups have in common, and tells whether a mapping can be made of it.
    private static func common(
        _ section: ConfigurationSection, over preset: (DistinguishedName) -> Mapping
    ) -> (mapping: Mapping, isComplete: Bool) {
        let base = section.requiredParsed("base") { text throws(ConfigurationReason) in
            try DistinguishedName(configured: text)
        }
        var mapping = preset(base ?? DistinguishedName([]))
        if let scope = section.word("scope", Self.scope) { mapping.scope = scope }
        section.read("filter", into: &mapping.filter) { text throws(LDAPError) in try LDAP.Filter(parsing: text) }
        mapping.objectClasses = section.texts("object_classes")?.map(\.text) ?? mapping.objectClasses
        section.read("rdn", into: &mapping.rdn) { text throws(LDAPError) in try AttributeDescription(parsing: text) }
        let attributes = section.section("attributes")
        let rules = attributes.map { Self.rules($0, of: mapping.resourceType) } ?? mapping.rules
        mapping.rules = rules ?? []
        mapping.deletion = section.section("on_delete").flatMap(Deletion.init(section:))
        if let renaming = section.word("on_rename", Self.renaming) { mapping.renaming = renaming }
        return (mapping, base != nil && rules != nil)
    }

    private func maps(_ path: AttributePath) -> Bool {
        self.rules.contains { $0.path == path }
    }

    /// Reports what reads well and cannot work; `name` is the attribute by which clients know an entry.
    private func check(_ section: ConfigurationSection, names name: String) {
        let place = section.mark(of: "attributes")
        if !self.maps(AttributePath(attribute: name)) {
            section.report("\(section.name).attributes must map \(name), by which clients know an entry", at: place)
        }
        if !self.rules.contains(where: { $0.attribute == self.rdn }) {
            section.report(
                "\(section.name).rdn: no attribute in \(section.name).attributes is mapped to \(self.rdn)",
                at: section.node("rdn")?.mark ?? place
            )
        }
        if case .trash(let trash)? = self.deletion, trash.isWithin(self.base) {
            section.report(
                "\(section.name).on_delete.base must not be below \(section.name).base, or deleted entries would still be "
                    + "found",
                at: section.mark(of: "on_delete")
            )
        }
    }

    /// Reports what groups and users cannot be together.
    func check(_ root: ConfigurationSection, beside users: Mapping) {
        let mark = root.mark(of: "groups")
        if self.base == users.base, self.filter == users.filter {
            root.report("groups.filter must tell groups from users, which have the same base", at: mark)
        }
        let placeholders = self.rules.compactMap { $0.placeholder?.text.map { DistinguishedName(server: $0) } }
        if placeholders.contains(where: { $0.isWithin(self.base) || $0.isWithin(users.base) }) {
            root.report(
                "groups.empty_member must not be below users.base or groups.base, or a member would look like none",
                at: mark
            )
        }
    }

    /// The rules in the order of the file; nil if one of them cannot be read.
    private static func rules(_ section: ConfigurationSection, of type: ResourceType) -> [Rule]? {
        var rules: [Rule] = []
        var areComplete = true
        for (key, node, mark) in section.pairs {
            guard let rule = Rule(key, node, mark, section, of: type) else {
                areComplete = false
                continue
            }
            if rules.contains(where: { $0.path == rule.path }) {
                section.report("\(key) is mapped twice", at: mark)
            }
            rules.append(rule)
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

    private static func scope(_ word: String) -> SearchRequest.Scope? {
        switch word {
        case "subtree": .subtree
        case "one": .oneLevel
        default: nil
        }
    }

    private static func revival(_ word: String) -> Revival? {
        switch word {
        case "externalId": .externalId
        case "userName": .userName
        case "never": .never
        default: nil
        }
    }

    private static func renaming(_ word: String) -> Renaming? {
        switch word {
        case "refuse": .refuse
        case "server": .server
        case "follow": .follow
        default: nil
        }
    }

    /// One strategy or a list of them.
    private mutating func read(active node: Node, _ section: ConfigurationSection) {
        let sections =
            node.sequence != nil ? section.sections("active", allowsNone: true) : [section.nested(node, "active")]
        self.activation = (sections ?? []).compactMap { Activation(section: $0) }
    }
}

extension Mapping.Deletion {
    fileprivate init?(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        switch section.required("strategy") {
        case "delete": self = .delete
        case "trash":
            let base = section.requiredParsed("base") { text throws(ConfigurationReason) in
                try DistinguishedName(configured: text)
            }
            guard let base else { return nil }
            self = .trash(base: base)
        case nil: return nil
        default:
            section.report("\(section.name).strategy must be delete or trash", at: section.mark(of: "strategy"))
            return nil
        }
    }
}

extension ConfigurationSection {
    /// Replaces `value` by what the file says, if it says anything.
    func read<Value>(_ key: String, into value: inout Value, _ parse: (String) throws -> Value) {
        if let parsed = self.parsed(key, parse) { value = parsed }
    }
}
