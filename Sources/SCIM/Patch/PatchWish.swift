/// What one operation wants of the attribute that its path names.
enum PatchWish {
    /// Nothing at all.
    case nothing
    /// The values that are equal to one of these to go, or all.
    case remove([Value]?)
    /// These values, at least one, to be there.
    case assign([Value])

    /// Reads the value of an operation.
    ///
    /// Entra: `remove` with a value takes away what is equal to it only, also from a single-valued attribute; an empty text
    /// or null clears any attribute.
    /// - Throws: `invalidValue` for a value of the wrong type.
    init(_ kind: Patch.Operation.Kind, _ value: Value?, for target: PatchTarget) throws(SCIMError) {
        guard let value, !Optional(value).isUnassigned else {
            self = kind == .add && target.isWholeList ? .nothing : .remove(nil)
            return
        }
        let values = try Self.decoded(value, for: target, keepingNulls: kind != .remove)
        self =
            switch kind {
            case .remove: values.isEmpty ? .nothing : .remove(values)
            case .add where values.isEmpty: target.isWholeList ? .nothing : .remove(nil)
            case .replace where values.isEmpty: .remove(nil)
            case .add, .replace: .assign(values)
            }
    }

    /// The values in the form of the attribute; those of a list of objects carry no nulls.
    private static func decoded(
        _ value: Value, for target: PatchTarget, keepingNulls: Bool
    ) throws(SCIMError) -> [Value] {
        let decoder = ValueDecoder(source: .operation)
        let attribute = target.attribute
        if let part = target.subAttribute {
            return try decoder.attribute(value, as: part, in: attribute.name).map { [$0] } ?? []
        }
        if target.isWholeList { return try decoder.elements(value, as: attribute) }
        let single =
            keepingNulls ? try decoder.single(value, as: attribute) : try decoder.element(value, as: attribute)
        return single.map { [$0] } ?? []
    }
}
