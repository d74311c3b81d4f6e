import LDAP
import SCIM
import Translator
import Yams

/// Reads the lines of `attributes:`.
struct RuleReader {
    /// The section with the lines.
    let parent: ConfigurationSection
    let type: ResourceType
    /// The tables that templates may name.
    var tables: [String: ValueTable] = [:]

    /// Reads one line: the name of an LDAP attribute, or a mapping with more to say.
    ///
    /// What may be one of many, such as a member, is another entry and is never read without need.
    func rule(_ key: String, _ node: Node, _ mark: Mark?) -> Mapping.Rule? {
        guard let (path, definition) = self.target(key, mark), var rule = self.rule(at: path, key, node) else {
            return nil
        }
        if definition.isRequired, path.schema != nil { rule.isRequired = true }
        if path.isName(of: self.type) { (rule.isRequired, rule.isUnique) = (true, true) }
        if definition.subAttribute(named: "$ref") != nil { rule.isReference = true }
        if path.attribute == "members" { rule.isLoaded = false }
        if !rule.isReference, rule.referenceKey != nil {
            self.parent.report(
                "\(self.parent.name).\(key).by: only what names other entries, such as members, has it", at: mark)
        }
        return rule
    }

    /// The rule for a second attribute with the same members; nil where the line names none.
    func copy(of rule: Mapping.Rule, _ key: String, _ node: Node) -> Mapping.Rule? {
        guard node.mapping != nil else { return nil }
        let section = self.parent.member(node, key, as: .rule)
        guard let attribute = section.parsed("copy", ConfiguredValue.attribute) else { return nil }
        guard rule.path.attribute == "members", rule.referenceKey == nil, !rule.isReadOnly else {
            section.report(
                "\(section.name).copy: only members that are written by their names are copied",
                at: section.mark(of: "copy"))
            return nil
        }
        return .copyOfMembers(in: attribute, by: "uid")
    }

    /// The SCIM attribute that the line is about.
    private func target(_ key: String, _ mark: Mark?) -> (AttributePath, SCIM.Schema.Attribute)? {
        let path: AttributePath
        do {
            path = try AttributePath(parsing: key, extensions: self.type.extensionURNs)
        } catch {
            self.parent.report("\(self.parent.name): \(key): \(error.detail)", at: mark)
            return nil
        }
        // In a PATCH a value may come without quotes; a configuration that means something else would be read so too.
        guard path.description.count(where: { $0 == "\"" }) <= key.count(where: { $0 == "\"" }) else {
            self.parent.report("\(self.parent.name): \(key): put the value in quotes, as in \(path)", at: mark)
            return nil
        }
        guard let definition = self.type.attribute(at: path) else {
            self.parent.report("\(self.parent.name): SCIM \(self.type.plural) have no attribute \(key)", at: mark)
            return nil
        }
        guard definition.mutability != .readOnly, path != AttributePath(attribute: "active") else {
            self.parent.report("\(self.parent.name): \(key) cannot be mapped; Starbridge gives it its value", at: mark)
            return nil
        }
        return (path, definition)
    }

    private func rule(at path: AttributePath, _ key: String, _ node: Node) -> Mapping.Rule? {
        guard let scalar = node.scalar else { return self.rule(at: path, self.parent.member(node, key, as: .rule)) }
        guard let attribute = self.attribute(scalar.string, node.mark),
            Self.keepsSecret(path, attribute, self.parent, node.mark)
        else { return nil }
        return Mapping.Rule(path: path, attribute: attribute)
    }

    private func rule(at path: AttributePath, _ section: ConfigurationSection) -> Mapping.Rule? {
        defer { section.refuseUnknownKeys() }
        let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
        let defaultValue = section.parsed("default") { text throws(TemplateError) in
            try Template(parsing: text, for: self.type, tables: self.tables)
        }
        let form = section.parsed("value") { text throws(TemplateError) in
            try ValueForm(parsing: text, at: path, for: self.type, tables: self.tables)
        }
        let choice = section.section("choose").flatMap(Self.choice)
        let (isRequired, isUnique) = (section.flag("required"), section.flag("unique"))
        let key = section.parsed("by", ConfiguredValue.attribute)
        let isDynamic = section.flag("dynamic")
        if isDynamic, path.attribute != "members" {
            section.report(
                "\(section.name).dynamic: only members may be computed by the directory",
                at: section.mark(of: "dynamic"))
        }
        let (isReference, isBase64) = (section.flag("reference"), section.flag("base64"))
        let access = RuleAccess(section)
        let recipe = section.section("generate").map(Self.recipe)
        guard let attribute, Self.keepsSecret(path, attribute, section, section.mark) else { return nil }
        if recipe != nil, path != AttributePath(attribute: "password") {
            section.report("\(section.name).generate: only a password is generated", at: section.mark(of: "generate"))
        }
        var rule = Mapping.Rule(
            path: path, attribute: attribute, defaultValue: defaultValue, choice: choice ?? .first,
            isRequired: isRequired, isUnique: isUnique, isReference: isReference, isReadOnly: isDynamic,
            isBase64: isBase64, form: form, referenceKey: key
        )
        rule.initialPassword = recipe
        access.apply(to: &rule, isName: path.isName(of: self.type), definition: self.type.attribute(at: path.whole))
        return rule
    }

    private static func recipe(_ section: ConfigurationSection) -> PasswordRecipe {
        defer { section.refuseUnknownKeys() }
        var recipe = PasswordRecipe()
        if let length = section.number("length") { recipe.length = length }
        if let classes = section.texts("classes") {
            recipe.classes = classes.compactMap { text, mark in
                if let known = PasswordRecipe.CharacterClass(rawValue: text) { return known }
                section.report("\(section.name).classes: \(text) must be lower, upper, digits or signs", at: mark)
                return nil
            }
        }
        return recipe
    }

    private static func choice(_ section: ConfigurationSection) -> Mapping.Rule.Choice? {
        defer { section.refuseUnknownKeys() }
        let pattern = section.requiredParsed("matching") { text throws(SCIMError) in try Pattern(parsing: text) }
        return pattern.map { .matching($0) }
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

    private func attribute(_ text: String, _ mark: Mark?) -> AttributeDescription? {
        do {
            return try AttributeDescription(parsing: text)
        } catch {
            self.parent.report("\(self.parent.name): \(text) is not the name of an LDAP attribute", at: mark)
            return nil
        }
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
