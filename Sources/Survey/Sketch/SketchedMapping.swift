import LDAP
import SCIM
import Translator

/// How people or groups are to be kept, and what is said of it to whoever reads the file.
struct SketchedMapping: Sendable {
    /// The mapping itself.
    var mapping: Mapping
    /// How many such entries were counted.
    var count = 0
    /// What is said of a key of the section, each a sentence or two.
    var notes: [String: [String]] = [:]
    /// What is said of a rule.
    var ruleNotes: [AttributePath: String] = [:]
    /// How people are disabled; nil for groups.
    var lock: SketchedLock?
    /// What could stand under a key, for whoever wants that.
    var proposals: [String: String] = [:]
    /// Why the section cannot be used as it is, where it is written as a comment.
    var obstacle: String?

    /// Says something of a key.
    mutating func note(_ key: String, _ text: String) {
        self.notes[key, default: []].append(text)
    }

    /// Whether the client's id is kept.
    var keepsIDs: Bool { self.mapping.rules.contains { $0.path == AttributePath(attribute: "externalId") } }

    /// Takes out the rules that the server could not keep, and says so.
    mutating func dropRules(that problems: [Mapping.Problem]) {
        for problem in problems {
            guard case .rule(let path) = problem.key else { continue }
            self.mapping.rules.removeAll { $0.path == path }
            self.ruleNotes[path] = nil
            self.note("attributes", "\(path) is left out: \(problem.reason)")
        }
    }
}
