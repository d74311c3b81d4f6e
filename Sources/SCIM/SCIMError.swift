/// A refusal or failure as SCIM reports it (RFC 7644 3.12).
public struct SCIMError: Error, Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The `scimType`, for those failures that have one.
    public var type: Kind?
    /// What happened and what to do about it; an administrator reads it in the client's log.
    public var detail: String
    /// After how many seconds the client may try again.
    public var retryAfter: Int?
    /// The store's own word for the failure, such as `entryAlreadyExists`; it is logged and not sent.
    public var cause: String?
    /// The scope that the client lacks, where that is why it is refused (RFC 6750 section 3.1).
    public var missingScope: String?

    /// The words of `scimType` (RFC 7644 table 9).
    public enum Kind: String, Sendable {
        /// The filter cannot be read or names what cannot be filtered.
        case invalidFilter
        /// The answer would hold more resources than the server returns.
        case tooMany
        /// A value is in use by another resource.
        case uniqueness
        /// The attribute may not be changed in this way.
        case mutability
        /// The body is not the JSON that was expected.
        case invalidSyntax
        /// The path of a PATCH operation cannot be read or names nothing known.
        case invalidPath
        /// The path of a PATCH operation selects no value.
        case noTarget
        /// A value is missing or does not fit its attribute.
        case invalidValue
        /// The protocol version is not supported.
        case invalidVers
        /// The cursor of a page is none of this service, or belongs to another query (RFC 9865 section 2.1).
        case invalidCursor
        /// The cursor of a page is too old (RFC 9865 section 2.1).
        case expiredCursor
        /// The number of resources for a page by cursor is not positive (RFC 9865 section 2.1).
        case invalidCount
        /// The request carries confidential data where it may be recorded.
        case sensitive
    }

    /// The most bytes of a detail, which may quote what a client sent.
    private static let maximumDetail = 4000

    /// Makes an error from its parts; a detail that is too long loses its end.
    public init(status: Int, type: Kind? = nil, detail: String, retryAfter: Int? = nil) {
        self.status = status
        self.type = type
        let isShort = detail.utf8.count <= Self.maximumDetail
        self.detail = isShort ? detail : "\(String(detail.unicodeScalars.prefix(Self.maximumDetail / 4)))…"
        self.retryAfter = retryAfter
    }
}

extension SCIMError {
    /// The error message that goes over the wire.
    public var body: Value {
        var object: Object = ["schemas": [.string(SchemaURN.error.rawValue)], "status": .string(String(self.status))]
        object["scimType"] = self.type.map { .string($0.rawValue) }
        object["detail"] = .string(self.detail)
        return .object(object)
    }
}
