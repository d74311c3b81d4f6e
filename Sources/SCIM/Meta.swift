/// The metadata of a resource (RFC 7643 section 3.1).
public struct Meta: Hashable, Sendable {
    /// The name of the resource type, such as `User`.
    public var resourceType: String
    /// The time of creation as an RFC 3339 text.
    public var created: String?
    /// The time of the last change as an RFC 3339 text.
    public var lastModified: String?
    /// The entity tag, such as `W/"3694e05e9dff591"`.
    public var version: String?

    /// Creates metadata from its parts.
    public init(
        resourceType: String,
        created: String? = nil,
        lastModified: String? = nil,
        version: String? = nil
    ) {
        self.resourceType = resourceType
        self.created = created
        self.lastModified = lastModified
        self.version = version
    }

    /// The members of the `meta` attribute in wire order.
    func object(location: String? = nil) -> Object {
        var object = Object()
        object.reserveCapacity(5)
        object.append("resourceType", .string(self.resourceType))
        if let created { object.append("created", .string(created)) }
        if let lastModified { object.append("lastModified", .string(lastModified)) }
        if let location { object.append("location", .string(location)) }
        if let version { object.append("version", .string(version)) }
        return object
    }
}
