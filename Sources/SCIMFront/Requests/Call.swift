import Hummingbird
import SCIM

/// An authenticated request on its way to an endpoint.
struct Call: Sendable {
    let request: Request
    let query: ArraySlice<UInt8>
    let context: SCIM.RequestContext
    let maximumBodySize: Int
    let connection: ClientConnection
    let caller: Caller
    let log: CallLog

    var method: HTTPRequest.Method {
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
        let body = RequestBody(
            request: self.request, maximumSize: self.maximumBodySize, connection: self.connection)
        return try await body.json()
    }

    /// Which versions of a resource a header names; nil if the client sent none.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    private func condition(_ name: HTTPField.Name) throws(SCIMError) -> EntityTagCondition? {
        guard let text = self.request.headers.list(of: name) else { return nil }
        do {
            return try EntityTagCondition(parsing: text)
        } catch {
            throw .invalidValue("\(name.rawName): \(error.detail)")
        }
    }

    /// The context of a call to one resource, which `If-Match` and `If-None-Match` may make depend on its version.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    func conditionalContext() throws(SCIMError) -> SCIM.RequestContext {
        var context = self.context
        context.ifMatch = try self.condition(.ifMatch)
        context.ifNoneMatch = try self.condition(.ifNoneMatch)
        return context
    }
}
