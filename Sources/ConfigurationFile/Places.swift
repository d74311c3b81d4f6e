import LDAP
import SCIM
import Translator
import Yams

/// Where a configuration file says what its mappings are made of, for what only the live directory can tell of them.
struct Places: Sendable {
    private struct Place {
        var line: Int
        var column: Int

        init?(_ mark: Mark?) {
            guard let mark else { return nil }
            (self.line, self.column) = (mark.line, mark.column)
        }
    }

    private var sections: [String: Place] = [:]
    private var keys: [String: [Mapping.Key: Place]] = [:]

    /// The places of nothing.
    init() {}

    /// The places in a whole file, whose paths may be of these extensions.
    init(_ file: Node, _ extensions: [SchemaURN] = []) {
        let kinds = file.mapping?["groups"]?.sequence?.enumerated().map { ("groups[\($0)]", $1) }
        let groups = kinds ?? file.mapping?["groups"].map { [("groups", $0)] } ?? []
        for (section, node) in (file.mapping?["users"].map { [("users", $0)] } ?? []) + groups {
            guard let members = node.mapping else { continue }
            self.sections[section] = Place(node.mark)
            for (key, value) in members {
                guard let name = key.scalar?.string else { continue }
                if name == "attributes" {
                    self.note(value, in: section, [.enterpriseUser] + extensions)
                } else if name == "computed" {
                    self.note(computed: value, in: section)
                } else if let known = Self.names[name] {
                    self.keys[section, default: [:]][known] = Place(value.mark)
                }
            }
            self.keys[section, default: [:]][.kind] = Place(file.mapping?["directory"]?.mapping?["kind"]?.mark)
        }
    }

    /// What is wrong with a section, where the file says it; where it leaves that to a preset, at the section.
    func problem(
        _ problem: Mapping.Problem, in section: String, of file: String
    ) -> ConfigurationError.Problem {
        let place = self.keys[section]?[problem.key] ?? self.sections[section]
        return ConfigurationError.Problem(
            file: file, line: place?.line, column: place?.column,
            reason: "\(problem.key.path(in: section)): \(problem.reason)"
        )
    }

    private mutating func note(_ attributes: Node, in section: String, _ extensions: [SchemaURN]) {
        for (key, _) in attributes.mapping ?? [:] {
            guard let text = key.scalar?.string, let path = try? AttributePath(parsing: text, extensions: extensions)
            else { continue }
            self.keys[section, default: [:]][.rule(path)] = Place(key.mark)
        }
    }

    private mutating func note(computed: Node, in section: String) {
        for (key, _) in computed.mapping ?? [:] {
            guard let text = key.scalar?.string, let attribute = try? AttributeDescription(parsing: text) else {
                continue
            }
            self.keys[section, default: [:]][.computed(attribute)] = Place(key.mark)
        }
    }

    private static let names: [String: Mapping.Key] = [
        "base": .base, "place": .placement, "allocate": .allocation, "filter": .filter,
        "object_classes": .objectClasses, "rdn": .rdn, "active": .active,
        "on_delete": .deletion, "on_rename": .renaming, "revive": .revival,
    ]
}
