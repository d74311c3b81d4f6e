import LDAP
import SCIM
import Translator
import Yams

extension Mapping.Rule {
    /// Reads one line of `attributes:`: the name of an LDAP attribute, or a mapping with more to say.
    ///
    /// What may be one of many, such as a member, is another entry and is never read without need.
    init?(
        _ key: String, _ node: Node, _ mark: Mark?, _ parent: ConfigurationSection, of type: ResourceType
    ) {
        let path: AttributePath
        do {
            path = try AttributePath(parsing: key)
        } catch {
            parent.report("\(parent.name): \(key): \(error.detail)", at: mark)
            return nil
        }
        // In a PATCH a value may come without quotes; a configuration that means something else would be read so too.
        guard path.description.count(where: { $0 == "\"" }) <= key.count(where: { $0 == "\"" }) else {
            parent.report("\(parent.name): \(key): put the value in quotes, as in \(path)", at: mark)
            return nil
        }
        guard let definition = type.attribute(at: path) else {
            parent.report("\(parent.name): SCIM \(type.plural) have no attribute \(key)", at: mark)
            return nil
        }
        guard definition.mutability != .readOnly, path != AttributePath(attribute: "active") else {
            parent.report("\(parent.name): \(key) cannot be mapped; Starbridge gives it its value", at: mark)
            return nil
        }
        if let scalar = node.scalar {
            guard let attribute = Self.attribute(scalar.string, parent, node.mark),
                Self.keepsSecret(path, attribute, parent, node.mark)
            else { return nil }
            self.init(path: path, attribute: attribute)
        } else {
            self.init(path, parent.rule(node, key), of: type)
        }
        if path.isName(of: type) { (self.isRequired, self.isUnique) = (true, true) }
        if definition.subAttribute(named: "$ref") != nil { self.isReference = true }
        if path.attribute == "members" { self.isLoaded = false }
    }

    private init?(_ path: AttributePath, _ section: ConfigurationSection, of type: ResourceType) {
        defer { section.refuseUnknownKeys() }
        let attribute = section.requiredParsed("attribute") { text throws(LDAPError) in
            try AttributeDescription(parsing: text)
        }
        let defaultValue = section.parsed("default") { try Self.template($0, of: type) }
        let choice = section.section("choose").flatMap(Choice.init(section:))
        let (isRequired, isUnique) = (section.flag("required"), section.flag("unique"))
        let (isReference, isBase64) = (section.flag("reference"), section.flag("base64"))
        guard let attribute, Self.keepsSecret(path, attribute, section, section.mark) else { return nil }
        self.init(
            path: path, attribute: attribute, defaultValue: defaultValue, choice: choice ?? .first,
            isRequired: isRequired, isUnique: isUnique, isReference: isReference, isBase64: isBase64
        )
    }

    /// Whether a password goes where it is never shown or printed; reports it if not.
    private static func keepsSecret(
        _ path: AttributePath, _ attribute: AttributeDescription, _ section: ConfigurationSection, _ mark: Mark?
    ) -> Bool {
        guard path == AttributePath(attribute: "password") else { return true }
        if Change.secretAttributes.contains(attribute.withoutOptions) { return true }
        let names = Change.secretAttributes.map(\.name).sorted().joined(separator: ", ")
        section.report("\(section.name): a password cannot be kept in \(attribute), only in one of \(names)", at: mark)
        return false
    }

    private static func template(_ text: String, of type: ResourceType) throws -> Template {
        let template = try Template(parsing: text)
        if let path = template.paths.first(where: { type.attribute(at: $0) == nil }) {
            throw ConfigurationReason("SCIM \(type.plural) have no attribute \(path)")
        }
        return template
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
    /// Whether clients know a resource of a type by this attribute.
    fileprivate func isName(of type: ResourceType) -> Bool {
        self == AttributePath(attribute: type.schema.id == .group ? "displayName" : "userName")
    }
}

extension ResourceType {
    /// The resources of the type in a sentence.
    fileprivate var plural: String { self.name.lowercased() + "s" }
}
