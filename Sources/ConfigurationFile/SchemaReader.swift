import SCIM
import Yams

/// Reads `schemas:`, the extensions of one's own.
struct SchemaReader {
    /// The section with the extensions.
    let parent: ConfigurationSection

    /// An extension, and whether groups have it.
    struct Extension {
        var schema: SCIM.Schema
        var isOfGroups: Bool
    }

    /// Reads all extensions; those that cannot be read are reported and left out.
    func extensions() -> [Extension] {
        var extensions: [Extension] = []
        for (urn, node, mark) in self.parent.pairs {
            guard let id = self.id(urn, mark) else { continue }
            if extensions.contains(where: { $0.schema.id == id }) {
                self.parent.report("\(self.parent.path(urn)) stands there twice", at: mark)
            }
            extensions.append(self.one(id, self.parent.member(node, urn, as: .schema)))
        }
        return extensions
    }

    /// The URN of an extension that is new to SCIM.
    private func id(_ urn: String, _ mark: Mark?) -> SchemaURN? {
        let id = SchemaURN(rawValue: urn)
        let parts = urn.split(separator: ":", omittingEmptySubsequences: false)
        let isURN = parts.count > 2 && parts[0].lowercased() == "urn" && !parts.contains("")
        guard isURN,
            urn.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && !"[]\"".unicodeScalars.contains($0) })
        else {
            self.parent.report(
                "\(self.parent.name): \(urn) is no URN such as urn:ietf:params:scim:schemas:extension:acme:2.0:User",
                at: mark)
            return nil
        }
        guard ![SchemaURN.user, .group, .enterpriseUser].contains(id) else {
            self.parent.report(
                "\(self.parent.name): \(urn) is a schema of SCIM, which has its attributes already", at: mark)
            return nil
        }
        return id
    }

    private func one(_ id: SchemaURN, _ section: ConfigurationSection) -> Extension {
        defer { section.refuseUnknownKeys() }
        let isOfGroups = section.word("of") { $0 == "groups" } ?? false
        let attributes = section.requiredSection("attributes").map(self.attributes) ?? []
        let parts = id.rawValue.split(separator: ":")
        let schema = SCIM.Schema(
            id: id,
            name: section.text("name")
                ?? String(parts.dropLast().last { !$0.allSatisfy { $0.isNumber || $0 == "." } } ?? parts[1]),
            description: section.text("description") ?? "", attributes: attributes)
        return Extension(schema: schema, isOfGroups: isOfGroups)
    }

    private func attributes(_ section: ConfigurationSection) -> [SCIM.Schema.Attribute] {
        var attributes: [SCIM.Schema.Attribute] = []
        for (name, node, mark) in section.pairs {
            guard let path = try? AttributePath(parsing: name), path == AttributePath(attribute: name) else {
                section.report(
                    "\(section.path(name)): the name of an attribute holds letters, digits, - and _ only", at: mark)
                continue
            }
            if attributes.contains(where: { AttributePath(attribute: $0.name) == path }) {
                section.report("\(section.path(name)) stands there twice", at: mark)
            }
            attributes.append(self.attribute(name, node, in: section))
        }
        return attributes
    }

    /// Reads one attribute: its type, or a mapping with more to say.
    private func attribute(_ name: String, _ node: Node, in parent: ConfigurationSection) -> SCIM.Schema.Attribute {
        var attribute = SCIM.Schema.Attribute(name: name)
        if node.mapping != nil {
            let section = parent.member(node, name, as: .schemaAttribute)
            attribute.type = section.word("type", SCIM.Schema.Attribute.DataType.init(rawValue:)) ?? .string
            attribute.isMultiValued = section.flag("multi_valued")
            attribute.isRequired = section.flag("required")
            attribute.isCaseExact = section.flag("case_exact")
            attribute.description = section.text("description") ?? ""
            section.refuseUnknownKeys()
        } else if let type = node.scalar.flatMap({ SCIM.Schema.Attribute.DataType(rawValue: $0.string) }),
            type != .complex
        {
            attribute.type = type
        } else {
            let types = SchemaKeys.types.joined(separator: ", ")
            parent.report("\(parent.path(name)) must be one of \(types), or a mapping with `type`", at: node.mark)
        }
        // As in SCIM's own schemas (RFC 7643 sections 2.3.6 and 2.3.7).
        if attribute.type == .binary || attribute.type == .reference { attribute.isCaseExact = true }
        if attribute.type == .reference { attribute.referenceTypes = ["external"] }
        return attribute
    }
}
