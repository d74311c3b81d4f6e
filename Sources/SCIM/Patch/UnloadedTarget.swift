import Encodings

/// An attribute that an operation is on and whose values are not known, such as the members of a group.
struct UnloadedTarget {
    private let target: PatchTarget
    /// The attribute, as the caller named it among the unloaded ones.
    private let path: AttributePath

    init(_ target: PatchTarget, path: AttributePath) {
        self.target = target
        self.path = path
    }

    /// Returns the edits that an operation makes.
    ///
    /// - Throws: `invalidPath` for a path that cannot be followed without knowing the values.
    func edits(_ operation: Patch.Operation) throws(SCIMError) -> [Edit] {
        try self.actions(operation).map { Edit(path: self.path, action: $0.reduced(to: self.path.subAttribute)) }
    }

    private var attribute: Schema.Attribute { self.target.attribute }

    private func actions(_ operation: Patch.Operation) throws(SCIMError) -> [Edit.Action] {
        let (part, filter) = (self.target.subAttribute, self.target.path.filter)
        guard part == nil || (part?.name == "value" && filter == nil) else {
            throw .invalidPath(
                "Only whole values of '\(self.attribute.name)' can be added or removed, not parts of them.")
        }
        let wish = try PatchWish(operation.kind, operation.value, for: self.target)
        if let filter { return try self.actions(wish, operation.kind, on: filter) }
        try self.checkComplete(wish, operation)
        switch wish {
        case .nothing: return []
        case .remove(nil): return [.clear]
        case .remove(let values?): return [.remove(try self.members(values))]
        case .assign(let values):
            let isAdded = operation.kind == .add && self.attribute.isMultiValued
            return [isAdded ? .add(try self.members(values)) : .replace(try self.members(values))]
        }
    }

    /// Refuses a list in which some values lack their `value`, so that a list of nulls does not clear all members.
    private func checkComplete(_ wish: PatchWish, _ operation: Patch.Operation) throws(SCIMError) {
        guard let value = operation.value else { return }
        let isComplete =
            switch (wish, operation.kind) {
            case (.remove(nil), .remove): false
            case (_, .remove): true
            case (.assign(let values), _): values.count == value.elements.count
            case (_, .add), (_, .replace): Optional(value).isUnassigned || value == .array([])
            }
        if isComplete { return }
        throw .invalidValue(
            "Not every value of '\(self.attribute.name)' says which one it is, by its 'value'. To clear the attribute, remove it "
                + "without any value."
        )
    }

    /// The edits on a path such as `members[value eq "2819c223"]`.
    private func actions(
        _ wish: PatchWish, _ kind: Patch.Operation.Kind, on filter: Filter
    ) throws(SCIMError) -> [Edit.Action] {
        guard let selected = filter.selectedValues else {
            throw .invalidPath("The values of '\(self.attribute.name)' can be selected by 'value eq' only.")
        }
        let held = selected.map { Value.object(["value": $0]) }
        switch wish {
        case .nothing: return []
        case .remove(nil): return [.remove(held)]
        case .remove(let values?):
            let meant = held.filter { element in values.contains { self.attribute.identifies($0, element) } }
            return meant.isEmpty ? [] : [.remove(meant)]
        case .assign(let values):
            let wished = values[0].object?.withoutNulls ?? Object()
            let added = held.map { Value.object(($0.object ?? Object()).merging(wished)) }
            let isMoved = kind == .replace && added != held && wished["value"] != nil
            return (isMoved ? [.remove(held)] : []) + [.add(try self.members(added))]
        }
    }

    /// The values as objects that have a `value`, each once.
    private func members(_ values: [Value]) throws(SCIMError) -> [Value] {
        var seen: Set<Value> = []
        var members: [Value] = []
        for value in values {
            let object = value.object ?? ["value": value]
            guard let key = object["value"] else {
                throw .invalidValue("Each value of '\(self.attribute.name)' needs a 'value'.")
            }
            if seen.insert(key).inserted { members.append(.object(object.withoutNulls)) }
        }
        return members
    }
}

extension Patch {
    /// Whether an operation looks at more of the values than their `value`, so that they must be read:
    /// `members[display eq "Ada"]`.
    public func examines(_ attribute: AttributePath) -> Bool {
        self.operations.contains { operation in
            guard let path = operation.path, let filter = path.filter,
                AttributePath(schema: path.schema, attribute: path.attribute) == attribute
            else { return false }
            return path.subAttribute != nil || filter.selectedValues == nil
        }
    }
}

extension Filter {
    /// The values that a filter of the form `value eq "a" or value eq "b"` selects, `nil` for other forms.
    fileprivate var selectedValues: [Value]? {
        switch self {
        case .compare(let path, .eq, let value) where path.attribute.equalsIgnoringASCIICase("value"):
            return [.string(value.text ?? "")]
        case .or(let terms):
            let values = terms.map(\.selectedValues)
            return values.contains(nil) ? nil : values.compactMap(\.self).flatMap(\.self)
        default: return nil
        }
    }
}
