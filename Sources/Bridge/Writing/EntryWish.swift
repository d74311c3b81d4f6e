import Encodings
import LDAP
import SCIM
import Translator

/// What an entry is to become.
enum EntryWish: Sendable {
    /// What a resource says (RFC 7644 section 3.5.1), as far as the mapping owns it.
    case replacement(Resource)
    /// What some operations make of it (RFC 7644 section 3.5.2): all of them or none.
    case patch(Patch)
    /// The resource without its references to these entries.
    case removal(of: References)

    /// The attributes that an update leaves unread, but whose values this patch examines.
    func examined(_ book: Rulebook) -> [AttributePath] {
        if case .patch(let patch) = self { book.unloadedPaths.filter(patch.examines) } else { [] }
    }

    /// The attributes that it is on; nil where it may be on any.
    func attributes(_ book: Rulebook) -> [AttributePath]? {
        if case .patch(let patch) = self { book.planner.attributes(of: patch) } else { nil }
    }

    /// Whether it may rename the entry, so that an earlier rename must be finished first.
    func mayRename(_ book: Rulebook) -> Bool {
        switch self {
        case .replacement: true
        case .patch(let patch): book.namingPaths.contains(where: patch.names) || patch.names(.active)
        case .removal: false
        }
    }

    /// What is known of the entries that it mentions, before anything is looked up.
    var known: References {
        if case .removal(let lost) = self { lost } else { References() }
    }

    /// What the entry is to become, of which `current` shows what was read; `unloaded` was not.
    /// - Throws: why that is not possible.
    func revision(
        of current: Resource, _ entry: Entry, _ references: References, unloaded: [AttributePath], _ work: Work
    ) async throws(SCIMError) -> Revision {
        let planner = work.book.planner
        switch self {
        case .replacement(let resource):
            return Revision(replacing: try planner.places.placed(resource), unloaded: unloaded)
        case .patch(let patch):
            let placed = try planner.places.placed(patch)
            let rules = try await EqualityReferee(work).rules(for: placed, in: entry, references)
            return try current.applying(
                placed, of: work.book.mapping.resourceType, unloaded: unloaded, places: planner.places
            ) { rules.rule(at: $0, in: entry) }
        case .removal(let lost): return planner.revision(current, without: lost)
        }
    }
}

extension Revision {
    /// What a PUT means (RFC 7644 section 3.5.1): attributes that it does not name are cleared, except `active` and attributes
    /// that were not loaded, which stay as they are; an empty list clears these too.
    init(replacing resource: Resource, unloaded: [AttributePath]) {
        var wished = resource
        let edits = unloaded.compactMap { path -> Edit? in
            guard wished.names(path) else { return nil }
            let values = wished[path]
            wished.set([], at: path)
            return Edit(path: path, action: values.isEmpty ? .clear : .replace(values))
        }
        self.init(resource: wished, edits: edits, spoken: .everything)
    }

    /// Turns the change of an attribute that was read for once into edits: `[a, b] → [b, c]` is `remove a, add c`.
    mutating func unload(_ path: AttributePath, from current: inout Resource) {
        func ids(_ resource: Resource) -> [Value] { resource[path].compactMap { $0.object?["value"] ?? $0 } }
        let (before, after) = (ids(current), ids(self.resource))
        let (former, wished) = (Set(before), Set(after))
        let removed = before.filter { !wished.contains($0) }
        let added = after.filter { !former.contains($0) }
        if !removed.isEmpty { self.edits.append(Edit(path: path, action: .remove(removed))) }
        if !added.isEmpty { self.edits.append(Edit(path: path, action: .add(added))) }
        self.resource.set([], at: path)
        current.set([], at: path)
    }
}

extension Patch {
    /// Whether an operation is on an attribute.
    func names(_ attribute: AttributePath) -> Bool {
        self.operations.contains { operation in
            guard let path = operation.path else { return true }
            return path.attribute.equalsIgnoringASCIICase(attribute.attribute)
                && AttributePath(attribute: path.attribute) == attribute
        }
    }
}

extension AttributePath {
    static let active = AttributePath(attribute: "active")
}
