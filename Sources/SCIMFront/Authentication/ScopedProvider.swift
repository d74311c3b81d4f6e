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

    func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try context.demand(self.change, self.resourceType)
        return try await self.provider.create(resource, context: context)
    }

    func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try context.demand(.read, self.resourceType)
        return try await self.provider.resource(id: id, projection: projection, context: context)
    }

    func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        try context.demand(.read, self.resourceType)
        return try await self.provider.resources(query, context: context)
    }

    func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try context.demand(self.change, self.resourceType)
        return try await self.provider.replace(id: id, with: resource, context: context)
    }

    func patch(id: String, with patch: Patch, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try context.demand(self.change, self.resourceType)
        return try await self.provider.patch(id: id, with: patch, context: context)
    }

    func delete(id: String, context: RequestContext) async throws(SCIMError) {
        try context.demand(self.change, self.resourceType)
        try await self.provider.delete(id: id, context: context)
    }
}

extension RequestContext {
    /// Lets a call go on whose client has a scope for resources of a type.
    /// - Throws: 403 for a client that lacks it.
    func demand(_ scope: Scopes, _ type: ResourceType) throws(SCIMError) {
        if self.principal.scopes.contains(scope) { return }
        let name = scope.names.joined(separator: " ")
        throw .lackingScope(
            name,
            "'\(self.principal.name)' may not \(scope == .read ? "read" : "change") \(type.endpoint), because it lacks the scope "
                + "'\(name)': give the client a token with that scope.")
    }
}

extension Principal {
    /// The error of whoever has none of the scopes of this service, such as a token for the console.
    var hasNoBusinessHere: SCIMError {
        .lackingScope(
            Scopes.service.names.joined(separator: " "),
            "'\(self.name)' has no scope of the SCIM service: give the client a token with 'read', 'users' or 'groups'."
        )
    }
}
