import Encodings
import LDAP
import SCIM

/// Finds the paths that were sent with another value than the current one and that no rule stores, or no schema knows.
///
/// With rules for `userName` and `emails[type eq "work"].value`:
/// `{"userName": "ada", "nickName": "A", "emails": [{"type": "home", …}]} → nickName, emails[type eq "home"].value`
struct IgnoredPaths: Sendable {
    /// An attribute with the bindings that store it or parts of it.
    ///
    /// A class, because every attribute that is sent is looked for among them and none should be copied.
    private final class Stored: Sendable {
        let attribute: SCIM.AttributePath
        let bindings: [Binding]
        /// Whether one of the bindings stores what is at any path in the attribute.
        let isWhole: Bool

        init(_ attribute: SCIM.AttributePath, among bindings: [Binding]) {
            self.attribute = attribute
            self.bindings = bindings.filter { $0.whole.sharesAttribute(with: attribute) }
            self.isWhole = self.bindings.contains(where: \.storesAll)
        }
    }

    private let bindings: [Binding]
    /// The attributes of the bindings; not `active`, which no rule stores.
    private let stored: [Stored]
    /// The bindings that store one of several values.
    private let choosing: [Binding]
    /// Whether `active` is stored, in whatever attribute.
    private let storesActive: Bool
    /// The paths that are stored as what is computed of them.
    private let inputs: [SCIM.AttributePath]

    /// Creates the finder for the bindings of a mapping.
    init(_ bindings: [Binding], storesActive: Bool, computing inputs: [SCIM.AttributePath] = []) {
        self.inputs = inputs
        self.bindings = bindings
        self.stored = bindings.map(\.whole).uniqued().filter { $0 != .active }.map { Stored($0, among: bindings) }
        self.choosing = bindings.filter { !$0.isMultiValued && $0.path.filter != nil }
        self.storesActive = storesActive
    }

    /// Returns the paths in a revision that are not stored, each once.
    func paths(in revision: SCIM.Revision, over current: SCIM.Resource) -> [SCIM.AttributePath] {
        var paths: [SCIM.AttributePath] = []
        for (name, value) in revision.resource.attributes {
            let stored = self.stored(name, of: nil)
            if stored?.isWhole ?? false { continue }
            let present = current.attributes[name]
            if value == present { continue }
            if stored == nil, name.utf8.contains(UInt8(ascii: ":")), let attributes = value.object {
                let schema = SchemaURN(rawValue: name)
                for (attribute, value) in attributes where value != present?.object?[attribute] {
                    let stored = self.stored(attribute, of: schema)
                    if stored?.isWhole ?? false { continue }
                    let path = SCIM.AttributePath(schema: schema, attribute: attribute)
                    paths += self.ignored(path, value, over: present?.object?[attribute], stored)
                }
            } else {
                paths += self.ignored(SCIM.AttributePath(attribute: name), value, over: present, stored)
            }
        }
        paths += revision.resource.foreign
        paths += self.surplus(in: revision, over: current)
        for edit in revision.edits where !self.bindings.contains(where: { $0.rule.path == edit.path }) {
            paths.append(edit.path)
        }
        if !self.inputs.isEmpty { paths.removeAll { path in self.inputs.contains { $0.reads(path) } } }
        return paths.uniqued()
    }

    /// What is stored of an attribute; nil where nothing is.
    private func stored(_ name: String, of schema: SchemaURN?) -> Stored? {
        self.stored.first { $0.attribute.attribute.equalsIgnoringASCIICase(name) && $0.attribute.schema == schema }
    }

    /// The paths in the value of one attribute.
    private func ignored(
        _ attribute: SCIM.AttributePath, _ value: SCIM.Value, over present: SCIM.Value?, _ stored: Stored?
    ) -> [SCIM.AttributePath] {
        var parts = IgnoredParts(
            bindings: stored?.bindings ?? [], isStored: self.storesActive && attribute == .active)
        parts.collect(attribute, value, over: present)
        return parts.paths
    }

    /// The paths for one value that were sent several, of which the first is stored.
    private func surplus(in revision: SCIM.Revision, over current: SCIM.Resource) -> [SCIM.AttributePath] {
        self.choosing.compactMap { binding in
            if revision.resource[binding.whole].count < 2 { return nil }
            let sent = revision.resource[binding.path]
            let known = revision.isWhole ? [] : current[binding.path]
            return Set(sent.filter { !$0.isBlank && !known.contains($0) }).count > 1 ? binding.rule.path : nil
        }
    }
}

/// Collects the paths in the value of one attribute that no rule stores.
private struct IgnoredParts {
    /// The bindings of the attribute.
    let bindings: [Binding]
    /// Whether the attribute is stored without a rule.
    let isStored: Bool
    private(set) var paths: [SCIM.AttributePath] = []

    mutating func collect(_ path: SCIM.AttributePath, _ value: SCIM.Value, over present: SCIM.Value?) {
        switch value {
        case .object(let parts) where !self.stores(path):
            for (name, value) in parts where value != present?.object?[name] {
                var path = path
                path.subAttribute = name
                if !self.stores(path) { self.paths.append(path) }
            }
        case .array(let elements) where !self.stores(path):
            for element in elements where !(present?.array?.contains(element) ?? false) {
                self.collect(element, of: path, over: present?.array ?? [])
            }
        default:
            if !value.isBlank, !self.stores(path) { self.paths.append(path) }
        }
    }

    /// One value of a multi-valued attribute: told by its type where that is mapped, else as a whole.
    private mutating func collect(_ element: SCIM.Value, of path: SCIM.AttributePath, over present: [SCIM.Value]) {
        let takesAny = self.bindings.contains { $0.path.filter == nil }
        guard let type = element.object?["type"]?.string else {
            if !takesAny { self.paths.append(path) }
            return
        }
        var path = path
        path.filter = .compare(SCIM.AttributePath(attribute: "type"), .eq, .string(type))
        guard takesAny || self.bindings.contains(where: { $0.path.filter == path.filter }) else {
            self.paths.append(path)
            return
        }
        let former = present.first { $0.object?["type"]?.string == type }
        var parts = element.object ?? [:]
        parts["type"] = nil
        self.collect(path, .object(parts), over: former)
    }

    private func stores(_ path: SCIM.AttributePath) -> Bool {
        self.isStored || self.bindings.contains { $0.stores(path) }
    }
}

extension Planner {
    /// What a plan tells of paths that are not stored.
    func ignored(in revision: SCIM.Revision, over current: SCIM.Resource) -> [SCIM.AttributePath] {
        self.ignoredPaths.paths(in: revision, over: current)
    }

    /// What a plan tells of values that the mapping leaves out; `current` is nil for a new entry.
    func leftOut(
        of revision: SCIM.Revision, over current: SCIM.Resource?, _ references: References
    ) -> [SCIM.AttributePath] {
        self.sparingBindings.filter { binding in
            let wished = revision.resource[binding.path]
            let added = revision.edits.filter { $0.path == binding.rule.path }.flatMap(\.action.values)
            if let current, wished == current[binding.path], added.isEmpty { return false }
            if current != nil, binding.rule.writing == .create, revision.speaks(of: binding.whole) { return true }
            return binding.fit(wished + added, references).count < wished.count + added.count
        }.map(\.rule.path)
    }
}

extension SCIM.AttributePath {
    /// Whether a template with this path looks at what is at another one.
    fileprivate func reads(_ path: SCIM.AttributePath) -> Bool {
        self.sharesAttribute(with: path)
            && (self.subAttribute == nil || path.subAttribute == nil || self == path || self == path.unfiltered)
    }
}

extension Binding {
    /// Whether the rule stores what is at any path in its attribute.
    fileprivate var storesAll: Bool { self.rule.path.filter == nil && self.rule.path.subAttribute == nil }

    /// Whether the rule stores what is at a path in its attribute: `emails` stores `emails[type eq "work"].value`, the reverse does
    /// not hold.
    fileprivate func stores(_ path: SCIM.AttributePath) -> Bool {
        let rule = self.rule.path
        if self.storesAll || rule == path || self.path == path { return true }
        return rule.filter == nil && path.filter != nil && rule == path.unfiltered
    }
}
