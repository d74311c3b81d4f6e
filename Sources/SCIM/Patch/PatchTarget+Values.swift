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
        switch try self.wish(kind, value) {
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

    /// What an operation wants of its target.
    enum Wish {
        /// Nothing at all.
        case nothing
        /// The values that are equal to one of these to go, or all.
        case remove([Value]?)
        /// These values, at least one, to be there.
        case assign([Value])
    }

    /// Reads the value of an operation.
    ///
    /// Entra: `remove` with a value takes away what is equal to it only, also from a single-valued attribute; an empty text
    /// or null clears any attribute.
    func wish(_ kind: Patch.Operation.Kind, _ value: Value?) throws(SCIMError) -> Wish {
        guard let value, !Optional(value).isUnassigned else {
            return kind == .add && self.isWholeList ? .nothing : .remove(nil)
        }
        let values = try self.decoded(value, keepingNulls: kind != .remove)
        switch kind {
        case .remove: return values.isEmpty ? .nothing : .remove(values)
        case .add where values.isEmpty: return self.isWholeList ? .nothing : .remove(nil)
        case .replace where values.isEmpty: return .remove(nil)
        case .add, .replace: return .assign(values)
        }
    }

    private var isWholeList: Bool {
        self.attribute.isMultiValued && self.subAttribute == nil && self.path.filter == nil
    }

    /// The values in the form of the attribute; those of a list of objects carry no nulls.
    private func decoded(_ value: Value, keepingNulls: Bool) throws(SCIMError) -> [Value] {
        let decoder = ValueDecoder(source: .operation)
        if let subAttribute {
            return try decoder.attribute(value, as: subAttribute, in: self.attribute.name).map { [$0] } ?? []
        }
        if self.isWholeList { return try decoder.elements(value, as: self.attribute) }
        let single =
            keepingNulls
            ? try decoder.single(value, as: self.attribute) : try decoder.element(value, as: self.attribute)
        return single.map { [$0] } ?? []
    }
}
