import SCIM

/// Where the values that a path names come from.
enum ValueSource {
    /// The values of a binding, in an element that must meet the condition.
    case binding(Int, where: Narrowing)
    /// A value that an element has wherever it is shown, and the part of the attribute where it is.
    case label(Value, at: AttributePath, shown: Narrowing)
    /// A part that the service makes of the referent, such as `display`: the directory tells only whether there is one.
    case derived(shown: Narrowing)

    /// The one binding that has all the values, whatever else the entry holds; nil where it is not alone or nothing is certain.
    static func onlyBinding(of sources: [ValueSource]) -> Int? {
        guard sources.count == 1, case .binding(let index, .always) = sources[0] else { return nil }
        return index
    }

    /// Whether there is at most one value among the sources, and the same element wherever it is looked for, so that `ne` is the
    /// opposite of `eq`.
    static func areSingle(_ sources: [ValueSource], _ bindings: [Binding]) -> Bool {
        guard sources.count == 1 else { return sources.isEmpty }
        switch sources[0] {
        case .binding(let index, let condition): return condition == .always && !bindings[index].isMultiValued
        case .label(_, _, let shown): return shown == .always
        case .derived: return false
        }
    }
}
