/// What this service can do (RFC 7643 section 5).
public struct ServiceProviderConfig: Hashable, Sendable {
    /// The largest number of operations in one bulk request; 0 where `/Bulk` is not served.
    public var maximumBulkOperations: Int
    /// The largest bulk request in bytes.
    public var maximumBulkPayload: Int
    /// The largest number of resources in one list response.
    public var maximumResults: Int
    /// The number of resources in a list response where a client asks for none.
    public var defaultResults: Int
    /// How long a cursor is good for in seconds (RFC 9865); nil where lists have no cursors.
    public var cursorTimeout: Int?
    /// Whether `sortBy` is honoured.
    public var supportsSort: Bool
    /// Whether a password can be changed.
    public var supportsPasswordChange: Bool
    /// The URL of the documentation for people.
    public var documentation: String?

    /// Creates a configuration; PATCH, filters and entity tags are always supported.
    public init(
        maximumBulkOperations: Int = 0,
        maximumBulkPayload: Int = 0,
        maximumResults: Int = 1000,
        defaultResults: Int = 100,
        cursorTimeout: Int? = nil,
        supportsSort: Bool = false,
        supportsPasswordChange: Bool = false,
        documentation: String? = nil
    ) {
        self.maximumBulkOperations = maximumBulkOperations
        self.maximumBulkPayload = maximumBulkPayload
        self.maximumResults = maximumResults
        self.defaultResults = defaultResults
        self.cursorTimeout = cursorTimeout
        self.supportsSort = supportsSort
        self.supportsPasswordChange = supportsPasswordChange
        self.documentation = documentation
    }

    /// Returns the wire form.
    public func value(location: String? = nil) -> Value {
        var object: Object = [
            "schemas": .array([.string(SchemaURN.serviceProviderConfig.rawValue)]),
            "patch": ["supported": true],
            "bulk": [
                "supported": .boolean(self.maximumBulkOperations > 0),
                "maxOperations": .integer(Int64(self.maximumBulkOperations)),
                "maxPayloadSize": .integer(Int64(self.maximumBulkPayload)),
            ],
            "filter": ["supported": true, "maxResults": .integer(Int64(self.maximumResults))],
            "changePassword": ["supported": .boolean(self.supportsPasswordChange)],
            "sort": ["supported": .boolean(self.supportsSort)],
            "etag": ["supported": true],
            "pagination": .object(self.pagination),
            "authenticationSchemes": [Self.bearerToken],
            "meta": .object(Meta(resourceType: "ServiceProviderConfig").object(location: location)),
        ]
        if let documentation { object["documentationUri"] = .string(documentation) }
        return .object(object)
    }

    /// How lists are cut into pages (RFC 9865 section 4).
    private var pagination: Object {
        var object: Object = [
            "cursor": .boolean(self.cursorTimeout != nil),
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": .integer(Int64(self.defaultResults)),
            "maxPageSize": .integer(Int64(self.maximumResults)),
        ]
        if let cursorTimeout { object.append("cursorTimeout", .integer(Int64(cursorTimeout))) }
        return object
    }

    private static let bearerToken: Value = [
        "type": "oauthbearertoken",
        "name": "OAuth Bearer Token",
        "description": "A bearer token in the Authorization header.",
        "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
        "primary": true,
    ]
}
