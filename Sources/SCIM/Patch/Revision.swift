/// What a client wants a resource to become.
public struct Revision: Hashable, Sendable {
    /// The resource with the wished-for values of all attributes that were loaded.
    public var resource: Resource
    /// The changes to attributes that were not loaded, in the order of the call.
    public var edits: [Edit]
    /// Which attributes the client spoke of.
    public var spoken: Spoken

    /// Creates a revision.
    public init(resource: Resource, edits: [Edit] = [], spoken: Spoken) {
        self.resource = resource
        self.edits = edits
        self.spoken = spoken
    }

    /// Which attributes a client spoke of.
    public enum Spoken: Hashable, Sendable {
        /// Of all, by sending the whole resource (POST, PUT): what that lacks is to go, unless the entry needs it.
        case everything
        /// Of these, by operations on them (PATCH): what the resource lacks of them was taken away, also where nothing was shown. The
        /// others stay as they are.
        case only([AttributePath])
        /// Of none: the service itself takes references away.
        case nothing
    }

    /// Whether the whole resource was sent.
    public var isWhole: Bool { self.spoken == .everything }

    /// Returns whether the client spoke of an attribute.
    public func speaks(of attribute: AttributePath) -> Bool {
        switch self.spoken {
        case .everything: true
        case .only(let attributes): attributes.contains(attribute)
        case .nothing: false
        }
    }
}
