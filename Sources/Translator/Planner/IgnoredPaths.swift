import Encodings
import LDAP
import SCIM

/// Finds the paths that were sent with another value than the current one and that no rule stores, or no schema knows.
///
/// With rules for `userName` and `emails[type eq "work"].value`:
/// `{"userName": "ada", "nickName": "A", "emails": [{"type": "home", …}]} → nickName, emails[type eq "home"].value`
struct IgnoredPaths: Sendable {
    private let bindings: [Binding]
    /// The attributes of the bindings; not `active`, which no rule stores.
    private let stored: [StoredAttribute]
    /// The bindings that store one of several values, by their attribute.
    private let choosing: [(attribute: SCIM.AttributePath, bindings: [Binding])]
    /// Whether `active` is stored, in whatever attribute.
    private let storesActive: Bool
    /// The paths that are stored as what is computed of them.
    private let inputs: [SCIM.AttributePath]

    /// Creates the finder for the bindings of a mapping.
    init(_ bindings: [Binding], storesActive: Bool, computing inputs: [SCIM.AttributePath] = []) {
        self.inputs = inputs
        self.bindings = bindings
        self.stored = bindings.map(\.whole).uniqued().filter { $0 != .active }.map { attribute in
            StoredAttribute(attribute, by: bindings.filter { $0.whole.sharesAttribute(with: attribute) })
        }
        let choosing = bindings.filter { !$0.isMultiValued && $0.path.filter != nil }
        self.choosing = choosing.map(\.whole).uniqued().map { whole in
            (whole, choosing.filter { $0.whole == whole })
        }
        self.storesActive = storesActive
    }

    /// Returns the paths in a revision that are not stored, each once.
    func paths(in revision: SCIM.Revision, over current: SCIM.Resource) -> [SCIM.AttributePath] {
        var ignored = IgnoredValues()
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
                    ignored.collect(
                        SCIM.AttributePath(schema: schema, attribute: attribute), value,
                        over: present?.object?[attribute], stored)
                }
            } else if !self.storesActive || SCIM.AttributePath(attribute: name) != .active {
                ignored.collect(
                    stored?.attribute ?? SCIM.AttributePath(attribute: name), value, over: present, stored)
            }
        }
        var paths = ignored.paths
        paths += revision.resource.foreign
        paths += self.surplus(in: revision, over: current)
        for edit in revision.edits where !self.bindings.contains(where: { $0.rule.path == edit.path }) {
            paths.append(edit.path)
        }
        if !self.inputs.isEmpty { paths.removeAll { path in self.inputs.contains { $0.reads(path) } } }
        return paths.uniqued()
    }

    /// What is stored of an attribute; nil where nothing is.
    private func stored(_ name: String, of schema: SchemaURN?) -> StoredAttribute? {
        self.stored.first { $0.attribute.attribute.equalsIgnoringASCIICase(name) && $0.attribute.schema == schema }
    }

    /// The paths for one value that were sent several, of which the first is stored.
    private func surplus(in revision: SCIM.Revision, over current: SCIM.Resource) -> [SCIM.AttributePath] {
        self.choosing.flatMap { attribute, bindings -> [SCIM.AttributePath] in
            if revision.resource[attribute].count < 2 { return [] }
            return bindings.compactMap { binding in
                let sent = revision.resource[binding.path]
                let known = revision.isWhole ? [] : current[binding.path]
                return Set(sent.filter { !$0.isBlank && !known.contains($0) }).count > 1 ? binding.rule.path : nil
            }
        }
    }
}

/// An attribute with what the rules store of it.
///
/// A class, because every attribute that is sent is looked for among them and none should be copied.
private final class StoredAttribute: Sendable {
    /// The values of one type, such as the addresses at work.
    struct Selection: Sendable {
        let type: String
        let filter: SCIM.Filter
        let parts: StoredParts
    }

    let attribute: SCIM.AttributePath
    /// Whether a rule stores what is at any path in the attribute.
    let isWhole: Bool
    /// Whether a rule takes values whatever their type.
    let takesAny: Bool
    /// What is stored of a value whatever its type.
    let parts: StoredParts
    /// What is stored of the values of each type that a rule names, that of any type included.
    let selections: [Selection]

    init(_ attribute: SCIM.AttributePath, by bindings: [Binding]) {
        let general = bindings.filter { $0.rule.path.filter == nil }
        self.attribute = attribute
        self.isWhole = general.contains { $0.rule.path.subAttribute == nil }
        self.takesAny = bindings.contains { $0.path.filter == nil }
        self.parts = StoredParts(general)
        self.selections = bindings.compactMap(\.path.filter).uniqued().compactMap { filter in
            guard let type = filter.type else { return nil }
            return Selection(
                type: type, filter: filter, parts: StoredParts(general + bindings.filter { $0.path.filter == filter }))
        }
    }
}

/// The parts of a value that rules store.
private struct StoredParts: Sendable {
    /// Whether one of them stores the value as a whole.
    let areAll: Bool
    private let names: [String]

    init(_ bindings: [Binding]) {
        self.areAll = bindings.contains { $0.rule.path.subAttribute == nil && $0.rule.path.filter != nil }
        self.names = bindings.flatMap { [$0.rule.path.subAttribute, $0.path.subAttribute].compactMap(\.self) }.uniqued()
    }

    func contains(_ name: String) -> Bool { self.names.contains { $0.equalsIgnoringASCIICase(name) } }
}

/// Collects the paths in the values of attributes that no rule stores.
///
/// Most parts are stored: a path is made only for one that is not.
private struct IgnoredValues {
    private(set) var paths: [SCIM.AttributePath] = []

    /// Looks at the value of one attribute, none of whose rules stores it as a whole.
    mutating func collect(
        _ path: SCIM.AttributePath, _ value: SCIM.Value, over present: SCIM.Value?, _ stored: StoredAttribute?
    ) {
        switch value {
        case .object(let parts): self.collect(parts, of: path, over: present?.object, stored?.parts)
        case .array(let elements):
            for element in elements where !(present?.array?.contains(element) ?? false) {
                self.collect(element, of: path, over: present?.array ?? [], stored)
            }
        default: if !value.isBlank { self.paths.append(path) }
        }
    }

    /// One value of a multi-valued attribute: told by its type where that is mapped, else as a whole.
    private mutating func collect(
        _ element: SCIM.Value, of path: SCIM.AttributePath, over present: [SCIM.Value], _ stored: StoredAttribute?
    ) {
        let takesAny = stored?.takesAny ?? false
        guard let type = element.object?["type"]?.string else {
            if !takesAny { self.paths.append(path) }
            return
        }
        let selection = stored?.selections.first { $0.type == type }
        var selected: SCIM.AttributePath {
            var selected = path
            selected.filter =
                selection?.filter ?? .compare(SCIM.AttributePath(attribute: "type"), .eq, .string(type))
            return selected
        }
        guard takesAny || selection != nil else {
            self.paths.append(selected)
            return
        }
        let former = present.first { $0.object?["type"]?.string == type }
        self.collect(
            element.object ?? [:], of: selected, over: former?.object, selection?.parts ?? stored?.parts, isTyped: true)
    }

    private mutating func collect(
        _ parts: SCIM.Object, of whole: @autoclosure () -> SCIM.AttributePath, over present: SCIM.Object?,
        _ stored: StoredParts?, isTyped: Bool = false
    ) {
        if stored?.areAll ?? false { return }
        for (name, value) in parts where value != present?[name] {
            if stored?.contains(name) ?? false || isTyped && name.equalsIgnoringASCIICase("type") { continue }
            var path = whole()
            path.subAttribute = name
            self.paths.append(path)
        }
    }
}

extension SCIM.Filter {
    /// The type that it selects: `type eq "work"`.
    fileprivate var type: String? {
        guard case .compare(SCIM.AttributePath(attribute: "type"), .eq, .string(let type)) = self else { return nil }
        return type
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
