import SCIM

/// What the path of an operation names.
struct BulkTarget {
    let endpoint: ResourceEndpoint
    let id: String?

    /// The URL of the resource, if it has one yet.
    var location: String? { self.id.map { self.endpoint.location(ofID: $0) } }

    /// Does what an operation says and returns what the same request alone would be answered with.
    func perform(
        _ call: BulkRequest.Call, resolving ids: [String: String], _ context: RequestContext
    ) async throws(SCIMError) -> (status: Int, resource: RenderedResource?) {
        var context = context
        context.ifMatch = call.version
        let body = Value.object(call.data(resolving: ids))
        switch (call.method, self.id) {
        case (.post, nil): return (201, try await self.endpoint.create(body, context))
        case (.put, let id?): return (200, try await self.endpoint.replace(id, with: body, context))
        case (.patch, let id?):
            let patched = try await self.endpoint.patch(id, with: body, context)
            return (self.endpoint.hidesPatched ? 204 : 200, patched)
        case (.delete, let id?):
            try await self.endpoint.delete(id, context)
            return (204, nil)
        default:
            let allowed = self.id == nil ? "POST" : "PUT, PATCH and DELETE"
            throw SCIMError(status: 405, detail: "\(call.method.rawValue) is not possible here, only \(allowed).")
        }
    }
}
