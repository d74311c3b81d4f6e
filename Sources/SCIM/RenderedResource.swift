/// A resource in its wire form, made for one answer.
public struct RenderedResource: Hashable, Sendable {
    /// The identifier that the service gave it.
    public var id: String?
    /// The entity tag, such as `W/"3694e05e9dff591"`; nil where nobody asked for it, or the resource has none.
    public var version: String?
    /// What the client is shown, as JSON; empty where nothing was to be shown.
    public var bytes: [UInt8]
    /// What decides its place in a list of several types; nil where the query does not ask for it, or the resource has no value.
    public var place: Value?

    /// Creates a resource of its parts.
    public init(id: String?, version: String? = nil, bytes: [UInt8] = [], place: Value? = nil) {
        self.id = id
        self.version = version
        self.bytes = bytes
        self.place = place
    }
}
