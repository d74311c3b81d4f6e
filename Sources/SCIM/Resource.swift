/// A SCIM resource (RFC 7643 section 3).
///
/// `schemas` is not kept: it follows from the resource type and the extensions that are present.
public struct Resource: Hashable, Sendable {
    /// The identifier that the service gave it.
    public var id: String?
    /// Its metadata.
    public var meta: Meta?
    /// `externalId` and the core attributes by name, and the attributes of each extension as an object under its URN.
    public var attributes: Object
    /// What a client said that its schemas have no place for: attributes that nobody knows, which are
    /// ignored; the first hundred of them.
    public var foreign: [AttributePath] = []

    /// Creates a resource.
    public init(id: String? = nil, meta: Meta? = nil, attributes: Object = [:]) {
        self.id = id
        self.meta = meta
        self.attributes = attributes
    }
}
