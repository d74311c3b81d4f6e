/// What a patch wants a resource to become.
public struct Revision: Hashable, Sendable {
    /// The resource with the wished-for values of all attributes that were loaded.
    public var resource: Resource
    /// The changes to attributes that were not loaded, in the order of the patch.
    public var edits: [Edit]
    /// The loaded attributes that the patch speaks of: what it takes away may be something that the resource does not show.
    public var named: [AttributePath] = []
    /// Whether what the resource lacks was not spoken of, as in a PUT; else it was taken away.
    public var isSilent = false

    /// Creates a revision.
    public init(resource: Resource, edits: [Edit] = [], named: [AttributePath] = []) {
        self.resource = resource
        self.edits = edits
        self.named = named
    }
}

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
