/// One page of the answer to a query (RFC 7644 section 3.4.2).
public struct ListResponse: Sendable {
    /// The number of resources that match, on this page and on all others.
    public var totalResults: Int
    /// The position of the first resource of this page, counted from 1.
    public var startIndex: Int
    /// The resources of this page.
    public var resources: [Resource]

    /// Creates a page.
    public init(totalResults: Int, startIndex: Int = 1, resources: [Resource]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.resources = resources
    }

    /// Returns the message in its wire form; `Resources` is present even when it is empty.
    public func value(
        of type: ResourceType,
        projection: Projection = .all,
        location: (Resource) -> String? = { _ in nil }
    ) -> Value {
        Self.value(
            totalResults: self.totalResults,
            startIndex: self.startIndex,
            values: self.resources.map { resource in
                resource.value(projection: projection, of: type, location: location(resource))
            }
        )
    }

    /// Returns the message in its wire form around resources that are already in theirs, such as schemas.
    public static func value(totalResults: Int, startIndex: Int = 1, values: [Value]) -> Value {
        var message = Object()
        message.append("schemas", .array([.string(SchemaURN.listResponse.rawValue)]))
        message.append("totalResults", .integer(Int64(totalResults)))
        message.append("startIndex", .integer(Int64(startIndex)))
        message.append("itemsPerPage", .integer(Int64(values.count)))
        message.append("Resources", .array(values))
        return .object(message)
    }
}
