import Encodings

/// The places that a service has for the values of one multi-valued attribute, such as that for the e-mail address of the type
/// `work`.
public struct PlaceList: Sendable {
    /// The attribute, as the schema spells it.
    let attribute: String
    /// What the values in each place have: `"type": "work"`; empty for a place that takes any value.
    private let labels: [Object]
    /// The parts of a value that are stored, or told by its place.
    private let parts: Set<String>

    /// Creates the places for the values of an attribute.
    ///
    /// - Parameters:
    ///   - attribute: The attribute, as the schema spells it.
    ///   - labels: What the values in each place have: `"type": "work"`; empty for a place that takes any value.
    ///   - parts: The parts of a value that are stored.
    public init(of attribute: String, labels: [Object], storing parts: Set<String>) {
        self.attribute = attribute
        self.labels = labels
        self.parts = parts.union(labels.flatMap { $0.map(\.name) })
    }

    /// What the values have in each place that takes one with these parts.
    private func labels(for parts: Object) -> [Object] {
        self.labels.filter { label in label.allSatisfy { $0.value.isSame(as: parts[$0.name] ?? $0.value) } }
    }

    /// Whether any place takes any value.
    private var isOpen: Bool { self.labels.contains(where: \.isEmpty) }

    /// The paths of the places, for a message.
    private var paths: String {
        self.labels.map { AttributePath(attribute: self.attribute, filter: $0.filter).description }.joined(
            separator: ", ")
    }
}

// MARK: - Values

extension PlaceList {
    /// Returns the values in their places, the one that counts first.
    ///
    /// Okta: the one e-mail address of a user may come without a type; so it does from OneLogin.
    /// - Throws: `invalidValue` for a value that may belong in several places.
    func placed(_ values: [Value]) throws(SCIMError) -> [Value] {
        if values.contains(where: self.isDoubtful) {
            throw .invalidValue("A value of '\(self.attribute)' does not say which it is. Mapped are \(self.paths).")
        }
        return self.preferredFirst(self.housed(values))
    }

    /// The values with the primary ones before others of their place, which has room for the first.
    ///
    /// Entra: of two addresses of a type the primary one counts, wherever it stands in the list.
    private func preferredFirst(_ values: [Value]) -> [Value] {
        var values = values
        for label in self.labels where !label.isEmpty {
            let own = values.indices.filter { Self.has(values[$0].object, label) }
            guard let first = own.first, let preferred = own.first(where: { Self.isPrimary(values[$0].object) }) else {
                continue
            }
            values.insert(values.remove(at: preferred), at: first)
        }
        return values
    }

    private static func has(_ parts: Object?, _ label: Object) -> Bool {
        label.allSatisfy { part in parts?[part.name].map(part.value.isSame) ?? false }
    }

    private static func isPrimary(_ parts: Object?) -> Bool {
        parts?["primary"]?.truth ?? false
    }

    /// The values; one without a label gets that of the only place, if it is free: `{v} → {v, type: work}`.
    private func housed(_ values: [Value]) -> [Value] {
        guard self.labels.count == 1, let label = self.labels.first, !label.isEmpty else { return values }
        let objects = values.map { $0.string.map { ["value": .string($0)] } ?? $0.object }
        let isTaken = objects.contains { Self.has($0, label) }
        let homeless = objects.indices.filter { objects[$0].map { !self.labels(for: $0).isEmpty } ?? false }
        let preferred = homeless.first { Self.isPrimary(objects[$0]) }
        guard !isTaken, let index = preferred ?? homeless.first, let parts = objects[index] else { return values }
        var values = values
        values[index] = .object(parts.with(label))
        return values
    }

    /// Whether a value does not say in which of several places it belongs.
    private func isDoubtful(_ value: Value) -> Bool {
        guard let parts = value.string.map({ ["value": .string($0)] }) ?? value.object else { return false }
        return self.labels.count > 1 && !self.isOpen
            && self.labels.allSatisfy { label in label.allSatisfy { parts[$0.name] == nil } }
    }
}

// MARK: - Operations

extension PlaceList {
    /// Returns the operation with what it leaves open about the place of its values.
    ///
    /// - Throws: `invalidPath` for a filter that looks at what is not stored, `invalidValue` for a value that may belong in
    ///   several places.
    func placed(_ operation: Patch.Operation) throws(SCIMError) -> Patch.Operation {
        guard var path = operation.path else { return operation }
        var operation = operation
        if let filter = path.filter {
            path.filter = try self.placed(filter, in: path)
        } else if path.subAttribute != nil {
            path.filter = self.labels.count == 1 ? self.labels[0].filter : nil
        } else if operation.kind != .remove, let value = operation.value {
            let values = try self.placed(value.array ?? [value])
            operation.value = value.array == nil && values.count == 1 ? values[0] : .array(values)
        }
        operation.path = path
        return operation
    }

    /// The filter without what no value stores.
    ///
    /// Entra: `primary eq true`, with or without the type, means the one value that there is.
    private func placed(_ filter: Filter, in path: AttributePath) throws(SCIMError) -> Filter {
        guard let terms = filter.equalities, !terms.allSatisfy({ self.stores($0.name) }) else { return filter }
        var parts = Object()
        var isOfPrimary = true
        for term in terms {
            if self.stores(term.name) {
                parts[term.name] = term.value
            } else {
                isOfPrimary =
                    isOfPrimary && term.name.equalsIgnoringASCIICase("primary")
                    && term.value.truth == true
            }
        }
        let fitting = self.labels(for: parts)
        if isOfPrimary, fitting.count == 1, let placed = parts.with(fitting[0]).filter { return placed }
        guard self.isOpen || isOfPrimary && fitting.count > 1 else { return filter }
        throw .invalidPath(
            "'\(path)' looks at what is not stored of '\(self.attribute)'. Mapped are \(self.paths): let the client name one of "
                + "these, or map this path in the configuration."
        )
    }

    private func stores(_ name: String) -> Bool {
        self.parts.contains { $0.equalsIgnoringASCIICase(name) }
    }
}

extension Object {
    /// The object with the members of a label that it lacks.
    fileprivate func with(_ label: Object) -> Object {
        var object = self
        for (name, value) in label where object[name] == nil { object.append(name, value) }
        return object
    }

    /// The filter that selects what has these parts; nil for none.
    fileprivate var filter: Filter? {
        let terms = self.map { Filter.compare(AttributePath(attribute: $0.name), .eq, $0.value) }
        return terms.count > 1 ? .and(terms) : terms.first
    }
}

extension Value {
    /// Whether both are the same label: texts compare without case, and a truth value may come as text.
    fileprivate func isSame(as other: Value) -> Bool {
        if let truth = self.boolean { return other.truth == truth }
        guard let text = self.string, let other = other.string else { return self == other }
        return text.equalsIgnoringASCIICase(other)
    }
}

extension Filter {
    /// The parts that a filter compares with `eq`, all of them; nil for a filter of another form.
    fileprivate var equalities: [(name: String, value: Value)]? {
        switch self {
        case .compare(let path, .eq, let value): return [(path.attribute, value)]
        case .and(let terms):
            let parts = terms.map(\.equalities)
            return parts.contains { $0 == nil } ? nil : parts.compactMap(\.self).flatMap(\.self)
        default: return nil
        }
    }
}
