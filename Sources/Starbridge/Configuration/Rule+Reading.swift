import LDAP
import SCIM
import Translator
import Yams

extension Mapping.Rule {
    /// Reads one line of `attributes:`: the name of an LDAP attribute, or a mapping with more to say.
    init?(_ key: String, _ node: Node, _ mark: Mark?, _ parent: ConfigurationSection) {
        let path: AttributePath
        do {
            path = try AttributePath(parsing: key)
        } catch {
            parent.report("\(parent.name): \(key): \(error.detail)", at: mark)
            return nil
        }
        guard ResourceType.user.attribute(at: path) != nil else {
            parent.report("\(parent.name): SCIM users have no attribute \(key)", at: mark)
            return nil
        }
        if let scalar = node.scalar {
            guard let attribute = Self.attribute(scalar.string, parent, node.mark) else { return nil }
            self.init(path: path, attribute: attribute, isUnique: path.isUserName)
            self.isRequired = path.isUserName
        } else {
            self.init(path, parent.nested(node, key))
        }
    }

    private init?(_ path: AttributePath, _ section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        let attribute = section.requiredParsed("attribute") { text throws(LDAPError) in
            try AttributeDescription(parsing: text)
        }
        let defaultValue = section.parsed("default") { text throws(SCIMError) in try Template(parsing: text) }
        let choice = section.section("choose").flatMap(Choice.init(section:))
        let (isRequired, isUnique) = (section.flag("required"), section.flag("unique"))
        let isReference = section.flag("reference")
        guard let attribute else { return nil }
        self.init(
            path: path, attribute: attribute, defaultValue: defaultValue, choice: choice ?? .first,
            isRequired: isRequired || path.isUserName, isUnique: isUnique || path.isUserName, isReference: isReference
        )
    }

    private static func attribute(
        _ text: String, _ section: ConfigurationSection, _ mark: Mark?
    ) -> AttributeDescription? {
        do {
            return try AttributeDescription(parsing: text)
        } catch {
            section.report("\(section.name): \(text) is not the name of an LDAP attribute", at: mark)
            return nil
        }
    }
}

extension Mapping.Rule.Choice {
    fileprivate init?(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        guard let pattern = section.requiredParsed("matching", { text throws(SCIMError) in try Pattern(parsing: text) })
        else { return nil }
        self = .matching(pattern)
    }
}

extension AttributePath {
    fileprivate var isUserName: Bool {
        self == AttributePath(attribute: "userName")
    }
}
