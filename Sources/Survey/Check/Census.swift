import Bridge
import Encodings
import LDAP
import SCIM
import Translator

/// The entries that a mapping shows, with what the checks need of them, read once.
struct Census: Sendable {
    /// One attribute by which a client may look for an entry.
    struct Key: Sendable {
        var path: AttributePath
        var attribute: AttributeDescription
        var choice: Mapping.Rule.Choice
    }

    /// The mapping whose entries they are.
    let bound: BoundMapping
    /// Those that the server gives.
    let entries: [Entry]
    /// Why the list ends early; nil where it does not.
    let stop: LDAPError?

    /// Reads all entries of a mapping.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    init(of bound: BoundMapping, in directory: any Directory) async throws(LDAPError) {
        let mapping = bound.mapping
        let attributes = [.objectClass] + Self.keys(of: mapping).map(\.attribute)
        let request = SearchRequest(
            base: mapping.base, scope: mapping.scope, filter: mapping.filter, attributes: attributes.uniqued())
        let list = try await WholeList(request).gathered(into: [Entry](), in: directory) { $0.append($1) }
        (self.bound, self.entries, self.stop) = (bound, list.result, list.obstacle)
    }

    /// The attributes by which clients look for entries: those that are unique, and `externalId`.
    static func keys(of mapping: Mapping) -> [Key] {
        mapping.rules.filter { $0.isUnique || $0.path == .externalId }.map {
            Key(path: $0.path, attribute: $0.attribute, choice: $0.choice)
        }
    }
}

extension Census.Key {
    /// The values of an entry by which it is found.
    func values(of entry: Entry) -> [AttributeValue] {
        entry[self.attribute].filter { $0.text.map(self.choice.admits) ?? true }
    }
}
