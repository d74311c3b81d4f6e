import LDAP
import SCIM
import Translator
import Yams

/// Reads the lines of `computed:`.
struct ComputedReader {
    /// The section with the lines.
    let parent: ConfigurationSection
    let type: ResourceType
    /// The tables that templates may name.
    let tables: [String: ValueTable]

    /// Reads all lines; those that cannot be read are reported and left out.
    func rules() -> [Mapping.Computed] {
        self.parent.pairs.compactMap { self.rule($0.key, $0.value, $0.mark) }
    }

    /// Reads one line: a value, a list of them, or a mapping with more to say.
    private func rule(_ key: String, _ node: Node, _ mark: Mark?) -> Mapping.Computed? {
        guard let attribute = try? AttributeDescription(parsing: key) else {
            self.parent.report("\(self.parent.name): \(key) is not the name of an LDAP attribute", at: mark)
            return nil
        }
        if Change.secretAttributes.contains(attribute.withoutOptions) {
            self.parent.report("\(self.parent.name): \(key) holds passwords, which are not computed", at: mark)
            return nil
        }
        guard node.mapping != nil else {
            return self.templates(node, self.parent.path(key)).map {
                Mapping.Computed(attribute: attribute, templates: $0)
            }
        }
        let section = self.parent.member(node, key, as: .computation)
        defer { section.refuseUnknownKeys() }
        let isInitial = section.word("write") { $0 == "create" } ?? false
        guard let value = section.node("value") else {
            section.report("\(section.name).value is missing", at: section.mark)
            return nil
        }
        let formerPrefix = section.text("keep")
        guard let templates = self.templates(value, section.path("value")) else { return nil }
        if formerPrefix != nil, isInitial || templates.count > 1 || templates[0].prefix == nil {
            section.report(
                "\(section.name).keep: only a value that follows what clients send and begins with a text, such as "
                    + #""SMTP:{userName}", tells former values from others"#,
                at: section.mark(of: "keep"))
            return nil
        }
        return Mapping.Computed(
            attribute: attribute, templates: templates, isInitial: isInitial, formerPrefix: formerPrefix)
    }

    private func templates(_ node: Node, _ name: String) -> [Template]? {
        let nodes = node.sequence.map { Array($0) } ?? [node]
        let templates = nodes.compactMap { self.template($0, name) }
        return templates.count == nodes.count && !nodes.isEmpty ? templates : nil
    }

    private func template(_ node: Node, _ name: String) -> Template? {
        guard let text = node.scalar?.string, node.null == nil, !text.isEmpty else {
            self.parent.report("\(name) must be a text in quotes, or a list of them", at: node.mark)
            return nil
        }
        do {
            return try Template(parsing: text, for: self.type, tables: self.tables)
        } catch {
            self.parent.report(error, name, in: node)
            return nil
        }
    }
}
