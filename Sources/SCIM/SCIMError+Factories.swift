extension SCIMError {
    /// Status 400: the body is not the JSON that was expected.
    public static func invalidSyntax(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidSyntax, detail: detail)
    }

    /// Status 400: the filter cannot be read or names what cannot be filtered.
    public static func invalidFilter(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidFilter, detail: detail)
    }

    /// Status 400: the path cannot be read or names nothing known.
    public static func invalidPath(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidPath, detail: detail)
    }

    /// Status 400: a value is missing or does not fit its attribute.
    public static func invalidValue(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidValue, detail: detail)
    }

    /// Status 400: the path selects no value.
    public static func noTarget(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .noTarget, detail: detail)
    }

    /// Status 400: the attribute may not be changed in this way.
    public static func mutability(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .mutability, detail: detail)
    }

    /// Status 400: the answer would hold more resources than the server returns.
    public static func tooMany(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .tooMany, detail: detail)
    }

    /// Status 400: the cursor of a page is none of this service, or belongs to another query.
    public static func invalidCursor(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidCursor, detail: detail)
    }

    /// Status 400: the cursor of a page is too old.
    public static func expiredCursor(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .expiredCursor, detail: detail)
    }

    /// Status 400: a page by cursor cannot hold so many resources.
    public static func invalidCount(_ detail: String) -> SCIMError {
        SCIMError(status: 400, type: .invalidCount, detail: detail)
    }

    /// Status 401: the request carries no valid credentials.
    public static func unauthorized(_ detail: String) -> SCIMError {
        SCIMError(status: 401, detail: detail)
    }

    /// Status 403: the operation is not permitted.
    public static func forbidden(_ detail: String) -> SCIMError {
        SCIMError(status: 403, detail: detail)
    }

    /// Status 403: the client lacks a scope.
    public static func lackingScope(_ scope: String, _ detail: String) -> SCIMError {
        var error = SCIMError(status: 403, detail: detail)
        error.missingScope = scope
        return error
    }

    /// Status 404: there is no such resource or endpoint.
    public static func notFound(_ detail: String) -> SCIMError {
        SCIMError(status: 404, detail: detail)
    }

    /// Status 409: a value is in use by another resource.
    public static func uniqueness(_ detail: String) -> SCIMError {
        SCIMError(status: 409, type: .uniqueness, detail: detail)
    }

    /// Status 412: the resource is no longer the version that the client named.
    public static func preconditionFailed(_ detail: String) -> SCIMError {
        SCIMError(status: 412, detail: detail)
    }

    /// Status 500: the server is at fault.
    public static func internalError(_ detail: String) -> SCIMError {
        SCIMError(status: 500, detail: detail)
    }

    /// Status 503: the request may succeed later.
    public static func unavailable(_ detail: String, retryAfter: Int? = nil) -> SCIMError {
        SCIMError(status: 503, detail: detail, retryAfter: retryAfter)
    }
}
