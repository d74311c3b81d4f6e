import Encodings

/// The attribute that an operation is on, with the definitions that its path leads to.
///
/// A class, so that handing it on costs one reference and not one for each part of the definitions.
final class PatchTarget {
    let path: AttributePath
    let schema: SchemaURN?
    let attribute: Schema.Attribute
    let subAttribute: Schema.Attribute?
    /// Whether a value is made where the filter selects none.
    private(set) var makesValues = true

    /// Finds what a path names; `places` are filters for which a value is made where there is none.
    ///
    /// - Throws: `invalidPath` when the type has no such attribute.
    init(_ path: AttributePath, in type: ResourceType, places: [AttributePath] = []) throws(SCIMError) {
        self.path = path
        guard let found = type.attribute(meantBy: path) else { throw Self.unknown(path, type) }
        (self.schema, self.attribute) = found
        self.subAttribute = path.subAttribute.flatMap { found.attribute.subAttribute(named: $0) }
        guard path.subAttribute == nil || self.subAttribute != nil, self.knowsFilter else {
            throw Self.unknown(path, type)
        }
        if self.attribute.isMultiValued, let filter = path.filter {
            self.makesValues = filter.isLabel || places.contains { self.isSelected(by: $0, filter) }
        }
    }

    /// Whether a place is the one that a filter of this attribute means.
    private func isSelected(by place: AttributePath, _ filter: Filter) -> Bool {
        guard place.schema == self.schema, place.attribute.equalsIgnoringASCIICase(self.attribute.name),
            let wanted = filter.template(of: self.attribute)
        else { return false }
        return place.filter?.template(of: self.attribute) == wanted
    }

    /// Whether the attribute has every part that the filter looks at.
    private var knowsFilter: Bool {
        guard let filter = self.path.filter else { return true }
        return filter.selectors.allSatisfy { self.attribute.subAttribute(named: $0.name) != nil }
    }

    /// Refuses what only the service may change.
    ///
    /// - Throws: `mutability`.
    func checkMutability() throws(SCIMError) {
        guard self.attribute.mutability == .readOnly || self.subAttribute?.mutability == .readOnly else { return }
        throw .mutability("'\(self.path)' is read-only; remove it from the client's attribute mapping.")
    }

    /// Whether it is all values of a multi-valued attribute.
    var isWholeList: Bool {
        self.attribute.isMultiValued && self.subAttribute == nil && self.path.filter == nil
    }

    private static func unknown(_ path: AttributePath, _ type: ResourceType) -> SCIMError {
        .invalidPath(
            "'\(path)' is not an attribute of a \(type.name) or its extensions; "
                + "correct its name in the client's attribute mapping, or remove it there."
        )
    }
}

extension PatchTarget {
    /// Returns what the attribute holds after an operation (RFC 7644 sections 3.5.2.1 to 3.5.2.3).
    ///
    /// - Throws: `invalidValue` for a value of the wrong type, `noTarget` when the filter selects nothing and is none
    ///   for which a value is made (RFC 7644 section 3.5.2.3), `mutability` where a password is to go.
    func result(
        _ kind: Patch.Operation.Kind, _ value: Value?, on current: Value?,
        comparing rules: @escaping (AttributePath) -> TextRule?
    ) throws(SCIMError) -> Value? {
        let whole = AttributePath(schema: self.schema, attribute: self.attribute.name)
        var values = ValueList(
            current?.elements ?? [], of: self.attribute, selectedBy: self.path.filter, makesValues: self.makesValues
        ) { part in rules(part.map(whole.part) ?? whole) }
        switch try PatchWish(kind, value, for: self) {
        case .nothing: return current
        case .remove(let wanted):
            guard self.attribute.mutability != .writeOnly else {
                throw .mutability(
                    "'\(self.path)' cannot be taken away, only be given another value. To lock somebody out, set 'active' to false."
                )
            }
            values.remove(wanted, part: self.subAttribute)
        case .assign(let wanted):
            if let subAttribute {
                try values.assign(wanted[0], to: subAttribute)
            } else if self.path.filter != nil {
                try values.put(wanted[0], isReplacing: kind == .replace)
            } else if !self.attribute.isMultiValued {
                values.merge(wanted[0])
            } else if kind == .add {
                try values.append(wanted)
            } else {
                try values.replaceAll(wanted)
            }
        }
        guard self.attribute.isMultiValued else { return values.elements.first }
        return values.elements.isEmpty ? nil : .array(values.elements)
    }
}

extension Filter {
    /// Whether the filter names values by nothing but their type, or as the primary one.
    ///
    /// Entra: a path such as `emails[type eq "work"].value` or `roles[primary eq "True"].value` means the value even where there
    /// is none yet.
    fileprivate var isLabel: Bool {
        self.selectors.allSatisfy { selector in
            selector.value != nil && ["type", "primary"].contains { $0.equalsIgnoringASCIICase(selector.name) }
        }
    }
}
