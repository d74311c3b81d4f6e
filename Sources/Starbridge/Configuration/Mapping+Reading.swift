import LDAP
import SCIM
import Translator
import Yams

extension Mapping {
    /// Reads `users:`; what it does not say is as the preset for `inetOrgPerson` has it.
    init?(users section: ConfigurationSection) {
        let base = section.requiredParsed("base") { text throws(ConfigurationReason) in
            try DistinguishedName(configured: text)
        }
        var mapping = Mapping.inetOrgPerson(base: base ?? DistinguishedName([]))
        section.read("scope", into: &mapping.scope, Self.scope)
        section.read("filter", into: &mapping.filter) { text throws(LDAPError) in try LDAP.Filter(parsing: text) }
        mapping.objectClasses = section.texts("object_classes")?.map(\.text) ?? mapping.objectClasses
        section.read("rdn", into: &mapping.rdn) { text throws(LDAPError) in try AttributeDescription(parsing: text) }
        let attributes = section.section("attributes")
        let rules = attributes.map(Self.rules) ?? mapping.rules
        mapping.rules = rules ?? []
        if let node = section.node("active") { mapping.activation = Self.activation(node, section) }
        mapping.deletion = section.section("on_delete").flatMap(Deletion.init(section:))
        mapping.revival = mapping.maps(AttributePath(attribute: "externalId")) ? .externalId : .never
        section.read("revive", into: &mapping.revival, Self.revival)
        section.read("on_rename", into: &mapping.renaming, Self.renaming)
        section.refuseUnknownKeys()
        guard base != nil, rules != nil else { return nil }
        mapping.check(section)
        self = mapping
    }

    private func maps(_ path: AttributePath) -> Bool {
        self.rules.contains { $0.path == path }
    }

    /// Reports what reads well and cannot work.
    private func check(_ section: ConfigurationSection) {
        let place = section.mark(of: "attributes")
        if !self.maps(AttributePath(attribute: "userName")) {
            section.report("users.attributes must map userName, by which clients know an entry", at: place)
        }
        if !self.rules.contains(where: { $0.attribute == self.rdn }) {
            section.report(
                "users.rdn: no attribute in users.attributes is mapped to \(self.rdn)",
                at: section.node("rdn")?.mark ?? place
            )
        }
        if self.revival == .externalId, !self.maps(AttributePath(attribute: "externalId")) {
            section.report("users.revive: externalId is not mapped", at: section.mark(of: "revive"))
        }
        if case .trash(let trash)? = self.deletion, trash.isWithin(self.base) {
            section.report(
                "users.on_delete.base must not be below users.base, or deleted entries would still be found",
                at: section.mark(of: "on_delete")
            )
        }
    }

    /// The rules in the order of the file; nil if one of them cannot be read.
    private static func rules(_ section: ConfigurationSection) -> [Rule]? {
        var rules: [Rule] = []
        var areComplete = true
        for (key, node, mark) in section.pairs {
            _ = section.node(key)
            guard let rule = Rule(key, node, mark, section) else {
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

    private static func scope(_ text: String) throws(ConfigurationReason) -> SearchRequest.Scope {
        switch text {
        case "subtree": return .subtree
        case "one": return .oneLevel
        default: throw ConfigurationReason("must be subtree or one")
        }
    }

    private static func revival(_ text: String) throws(ConfigurationReason) -> Revival {
        switch text {
        case "externalId": return .externalId
        case "userName": return .userName
        case "never": return .never
        default: throw ConfigurationReason("must be externalId, userName or never")
        }
    }

    private static func renaming(_ text: String) throws(ConfigurationReason) -> Renaming {
        switch text {
        case "refuse": return .refuse
        case "server": return .server
        case "follow": return .follow
        default: throw ConfigurationReason("must be refuse, server or follow")
        }
    }

    /// One strategy or a list of them.
    private static func activation(_ node: Node, _ section: ConfigurationSection) -> [Activation] {
        let sections =
            section.node("active")?.sequence != nil
            ? section.sections("active", allowsNone: true) : [section.nested(node, "active")]
        return (sections ?? []).compactMap(Activation.init(section:))
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

extension Mapping.Activation {
    fileprivate init?(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        switch section.required("strategy") {
        case "ppolicy-lock": self = .passwordPolicyLock
        case "attribute":
            let attribute = section.requiredParsed("attribute") { text throws(LDAPError) in
                try AttributeDescription(parsing: text)
            }
            let (active, inactive) = (section.text("active"), section.text("inactive"))
            if active == inactive {
                section.report("\(section.name) must tell active from inactive by a value", at: section.mark)
            }
            guard let attribute else { return nil }
            self = .attribute(attribute, active: active, inactive: inactive)
        case nil: return nil
        default:
            section.report(
                "\(section.name).strategy must be ppolicy-lock or attribute", at: section.mark(of: "strategy"))
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
