import NIOHTTP1
import SCIM

/// An authenticated request on its way to an endpoint.
struct Call: Sendable {
    let request: Request
    let query: ArraySlice<UInt8>
    let context: RequestContext
    let maximumBodySize: Int
    let caller: Caller
    let log: CallLog

    var method: HTTPMethod {
        self.request.method
    }

    /// The parameters of the URL.
    ///
    /// - Throws: `invalidValue` for bad percent-encoding.
    func parameters() throws(SCIMError) -> QueryParameters {
        try QueryParameters(self.query)
    }
}

extension Call {
    /// Reads the body as JSON.
    ///
    /// - Throws: 415 for another media type or a content coding, 413 for too large a body, `invalidSyntax` for what is not JSON.
    func body() async throws(SCIMError) -> Value {
        try await RequestBody(request: self.request, maximumSize: self.maximumBodySize).json()
    }

    /// Which versions of a resource a header names; nil if the client sent none.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    private func condition(_ name: String, _ lines: FieldLines) throws(SCIMError) -> EntityTagCondition? {
        guard let text = lines.list else { return nil }
        do {
            return try EntityTagCondition(parsing: text)
        } catch {
            throw .invalidValue("\(name): \(error.detail)")
        }
    }

    /// The context of a call to one resource, which `If-Match` and `If-None-Match` may make depend on its version.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    func conditionalContext() throws(SCIMError) -> RequestContext {
        var context = self.context
        context.ifMatch = try self.condition("If-Match", self.request.head.fields.ifMatch)
        context.ifNoneMatch = try self.condition("If-None-Match", self.request.head.fields.ifNoneMatch)
        return context
    }
}
