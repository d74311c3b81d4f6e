/// One page of the answer to a query (RFC 7644 section 3.4.2, RFC 9865).
public struct ListResponse: Sendable {
    /// The number of resources that match, on this page and on all others; `nil` where a page by cursor does not tell.
    public var totalResults: Int?
    /// The position of the first resource of this page, counted from 1; `nil` for a page by cursor.
    public var startIndex: Int?
    /// Where the next page by cursor begins; `nil` after the last one, and for pages that are counted.
    public var nextCursor: String?
    /// The resources of this page.
    public var resources: [Resource]

    /// Creates a page.
    public init(totalResults: Int?, startIndex: Int? = 1, nextCursor: String? = nil, resources: [Resource]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.nextCursor = nextCursor
        self.resources = resources
    }

    /// Returns the message in its wire form around resources that are already in theirs, such as schemas.
    public static func value(totalResults: Int, startIndex: Int = 1, values: [Value]) -> Value {
        ListResponse(totalResults: totalResults, startIndex: startIndex, resources: []).value(values)
    }

    /// Returns the message in its wire form around resources that are already in theirs; `Resources` is present even when it
    /// is empty.
    public func value(_ values: [Value]) -> Value {
        var message = Object()
        message.append("schemas", .array([.string(SchemaURN.listResponse.rawValue)]))
        if let totalResults { message.append("totalResults", .integer(Int64(totalResults))) }
        if let startIndex { message.append("startIndex", .integer(Int64(startIndex))) }
        message.append("itemsPerPage", .integer(Int64(values.count)))
        if let nextCursor { message.append("nextCursor", .string(nextCursor)) }
        message.append("Resources", .array(values))
        return .object(message)
    }
}
