import Encodings

/// The URI of a schema or message; it compares without ASCII case (RFC 7643 2.1, RFC 8141 3).
public struct SchemaURN: RawRepresentable, Sendable {
    /// The text in its own spelling.
    public var rawValue: String

    /// Takes the text as it is.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension SchemaURN {
    /// The core User schema.
    public static let user: SchemaURN = "urn:ietf:params:scim:schemas:core:2.0:User"
    /// The core Group schema.
    public static let group: SchemaURN = "urn:ietf:params:scim:schemas:core:2.0:Group"
    /// The enterprise extension of User.
    public static let enterpriseUser: SchemaURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    /// The schema of schemas.
    public static let schema: SchemaURN = "urn:ietf:params:scim:schemas:core:2.0:Schema"
    /// The schema of resource types.
    public static let resourceType: SchemaURN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
    /// The schema of the service provider's configuration.
    public static let serviceProviderConfig: SchemaURN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
    /// The error message.
    public static let error: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:Error"
    /// The answer to a query.
    public static let listResponse: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    /// The body of a PATCH.
    public static let patchOp: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    /// The body of a query by POST.
    public static let searchRequest: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
    /// The body of a bulk request.
    public static let bulkRequest: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    /// The answer to a bulk request.
    public static let bulkResponse: SchemaURN = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
}

extension SchemaURN: Hashable {
    /// Compares without ASCII case.
    public static func == (lhs: SchemaURN, rhs: SchemaURN) -> Bool {
        lhs.rawValue.equalsIgnoringASCIICase(rhs.rawValue)
    }

    /// Hashes without ASCII case.
    public func hash(into hasher: inout Hasher) {
        self.rawValue.hashIgnoringASCIICase(into: &hasher)
    }
}

extension SchemaURN: CustomStringConvertible {
    /// The text in its own spelling.
    public var description: String {
        self.rawValue
    }
}

extension SchemaURN: ExpressibleByStringLiteral {
    /// Takes the literal as it is.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }
}

extension SchemaURN {
    /// Whether this is the schema of a resource type, whose attributes need no prefix.
    var isCore: Bool {
        self == .user || self == .group
    }
}
