import SCIM

/// A provider that serves each client within its scopes alone, whichever message brings the call.
struct ScopedProvider: ResourceProvider {
    let provider: any ResourceProvider
    let resourceType: ResourceType
    /// What a client needs to change resources of the type.
    private let change: Scopes

    init(_ provider: any ResourceProvider) {
        self.provider = provider
        self.resourceType = provider.resourceType
        self.change = self.resourceType.schema.id == .group ? .groups : .users
    }

    /// - Throws: 403 for a client that lacks the scope.
    private func demand(_ scope: Scopes, _ act: String, _ context: RequestContext) throws(SCIMError) {
        if context.principal.scopes.contains(scope) { return }
        throw .forbidden(
            "'\(context.principal.name)' may not \(act) \(self.resourceType.endpoint): give the client that scope, or let it use "
                + "other credentials.")
    }

    func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> Resource {
        try self.demand(self.change, "change", context)
        return try await self.provider.create(resource, context: context)
    }

    func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> Resource {
        try self.demand(.read, "read", context)
        return try await self.provider.resource(id: id, projection: projection, context: context)
    }

    func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        try self.demand(.read, "read", context)
        return try await self.provider.resources(query, context: context)
    }

    func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> Resource {
        try self.demand(self.change, "change", context)
        return try await self.provider.replace(id: id, with: resource, context: context)
    }

    func patch(id: String, with patch: Patch, context: RequestContext) async throws(SCIMError) -> Resource {
        try self.demand(self.change, "change", context)
        return try await self.provider.patch(id: id, with: patch, context: context)
    }

    func delete(id: String, context: RequestContext) async throws(SCIMError) {
        try self.demand(self.change, "change", context)
        try await self.provider.delete(id: id, context: context)
    }
}
