/// A change to an attribute whose present values are not known.
public struct Edit: Hashable, Sendable {
    /// What is done to the values.
    public enum Action: Hashable, Sendable {
        /// Adds the values that are not there yet.
        case add([Value])
        /// Takes away those of the values that are there.
        case remove([Value])
        /// Takes away all values.
        case clear
        /// Puts the values in the place of all others.
        case replace([Value])
    }

    /// The attribute, as the caller named it among the unloaded ones.
    public var path: AttributePath
    /// What is done to its values.
    public var action: Action

    /// Creates an edit.
    public init(path: AttributePath, action: Action) {
        self.path = path
        self.action = action
    }
}

extension Edit.Action {
    /// Returns the action on one part of each value, if the attribute was named by that part.
    func reduced(to part: String?) -> Self {
        guard let part else { return self }
        return switch self {
        case .add(let values): .add(values.flatMap { $0.part(part) })
        case .remove(let values): .remove(values.flatMap { $0.part(part) })
        case .replace(let values): .replace(values.flatMap { $0.part(part) })
        case .clear: .clear
        }
    }
}

extension [Edit] {
    /// Adds an edit; one that sets all values makes the earlier ones of its attribute pointless.
    mutating func record(_ edit: Edit) {
        switch edit.action {
        case .clear, .replace: self.removeAll { $0.path == edit.path }
        case .add, .remove: break
        }
        self.append(edit)
    }
}
