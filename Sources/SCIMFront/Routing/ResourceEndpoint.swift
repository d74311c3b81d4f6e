import Encodings
import NIOCore
import NIOHTTP1
import SCIM

/// The resources of one type (RFC 7644 3.3 to 3.6).
struct ResourceEndpoint: Endpoint {
    let provider: any ResourceProvider
    let type: ResourceType
    private let extensions: [SchemaURN]
    private let baseURL: BaseURL

    init(provider: any ResourceProvider, baseURL: BaseURL) {
        self.provider = provider
        self.type = provider.resourceType
        self.extensions = self.type.extensionURNs
        self.baseURL = baseURL
    }

    var path: String {
        self.type.endpoint
    }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        switch id {
        case nil: try await self.answerCollection(call)
        case SearchEndpoint.name?: try await self.search(call)
        case let id?: try await self.answerMember(call, id: id)
        }
    }

    private func answerCollection(_ call: Call) async throws(SCIMError) -> Answer {
        switch call.method {
        case .GET, .HEAD: try await self.list(call)
        case .POST: try await self.create(call)
        default: .methodNotAllowed(call.method, allowed: "GET, HEAD, POST")
        }
    }

    private func answerMember(_ call: Call, id: String) async throws(SCIMError) -> Answer {
        switch call.method {
        case .GET, .HEAD: try await self.read(call, id: id)
        case .PUT: try await self.replace(call, id: id)
        case .PATCH: try await self.patch(call, id: id)
        case .DELETE: try await self.delete(call, id: id)
        default: .methodNotAllowed(call.method, allowed: "GET, HEAD, PUT, PATCH, DELETE")
        }
    }
}

extension ResourceEndpoint {
    private func list(_ call: Call) async throws(SCIMError) -> Answer {
        try await self.answer(try call.parameters().query(extensions: self.extensions), call)
    }

    /// A list whose query stands in the body (RFC 7644 section 3.4.3).
    private func search(_ call: Call) async throws(SCIMError) -> Answer {
        guard call.method == .POST else { return .methodNotAllowed(call.method, allowed: "POST") }
        return try await self.answer(try Query(decoding: try await call.body(), extensions: self.extensions), call)
    }

    private func answer(_ query: consuming Query, _ call: Call) async throws(SCIMError) -> Answer {
        if query.projection != .all { query.projection = query.projection.qualified(in: self.type) }
        return Answer(.ok, try await self.provider.resources(query, context: call.context))
    }

    private func create(_ call: Call) async throws(SCIMError) -> Answer {
        var context = call.context
        context.shown = try self.projection(call)
        let created = try await self.create(try await call.body(), context)
        var answer = self.answer(.created, showing: created)
        if let id = created.id { answer.headers.add(name: "Location", value: self.location(ofID: id)) }
        return answer
    }

    private func read(_ call: Call, id: String) async throws(SCIMError) -> Answer {
        if !call.query.isEmpty, let filter = try call.parameters().filter(extensions: self.extensions) {
            return try await self.read(call, id: id, where: filter)
        }
        let projection = try self.projection(call)
        let context = try call.conditionalContext()
        let resource = try await self.provider.resource(id: id, projection: projection, context: context)
        let version = resource.version
        if let demanded = context.ifMatch, !demanded.holds(for: version) { throw .otherVersion(version) }
        if let known = context.ifNoneMatch, known.holds(for: version) { return self.answer(.notModified, resource) }
        return self.answer(.ok, showing: resource)
    }

    /// Entra: a filter beside the id asks whether a reference is there, as in `/Groups/2f4c?filter=members eq "7a1e"`.
    private func read(_ call: Call, id: String, where filter: Filter) async throws(SCIMError) -> Answer {
        let isWanted = Filter.compare(AttributePath(attribute: "id"), .eq, .string(id))
        let query = Query(filter: .and([isWanted, filter]), projection: try self.projection(call))
        guard let resource = try await self.provider.resources(query, context: call.context).resources.first else {
            throw .notFound("No \(self.type.name) with the id '\(id)' matches the filter.")
        }
        return self.answer(.ok, showing: resource)
    }

    private func replace(_ call: Call, id: String) async throws(SCIMError) -> Answer {
        let projection = try self.projection(call)
        let body = try await call.body()
        var context = try call.conditionalContext()
        context.shown = projection
        return self.answer(.ok, showing: try await self.replace(id, with: body, context))
    }

    /// Entra: a group's members are not to be listed in the answer to a PATCH, a user's attributes are.
    ///
    /// Whoever names attributes gets them in any case (RFC 7644 section 3.5.2).
    private func patch(_ call: Call, id: String) async throws(SCIMError) -> Answer {
        var context = try call.conditionalContext()
        let body = try await call.body()
        let patch = try self.patch(body)
        let projection: Projection
        do {
            projection = try self.projection(call)
        } catch {
            // Entra: a disable is not lost for the form of its answer.
            guard DisablingPatch(patch, of: self.type) != nil else { throw error }
            projection = .all
        }
        // Nothing is written for whom the answer would be refused.
        if self.hidesPatched, !projection.attributes.isEmpty { try context.demand(.read, self.type) }
        context.shown = self.hidesPatched ? nil : projection
        context.call = ClientCall("PATCH", self.location(of: id), body: body)
        let patched = try await self.provider.patch(id: id, with: patch, context: context)
        guard self.hidesPatched else { return self.answer(.ok, showing: patched) }
        guard !projection.attributes.isEmpty else { return self.answer(.noContent, patched) }
        let shown = try await self.provider.resource(id: id, projection: projection, context: call.context)
        return self.answer(.ok, showing: shown)
    }

    private func delete(_ call: Call, id: String) async throws(SCIMError) -> Answer {
        try await self.delete(id, call.conditionalContext())
        var answer = Answer(.noContent)
        answer.resourceID = id
        return answer
    }
}

// MARK: - What a write does, whichever message brings it

extension ResourceEndpoint {
    /// Whether a PATCH is answered without a body, unless attributes are asked for.
    var hidesPatched: Bool { self.type.schema.id == .group }

    func create(_ body: Value, _ context: RequestContext) async throws(SCIMError) -> RenderedResource {
        var context = context
        context.call = ClientCall("POST", self.path, body: body)
        return try await self.provider.create(try self.resource(body), context: context)
    }

    func resource(_ body: Value) throws(SCIMError) -> Resource {
        try Resource(decoding: body, as: self.type)
    }

    func replace(
        _ id: String, with body: Value, _ context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        var context = context
        context.call = ClientCall("PUT", self.location(of: id), body: body)
        return try await self.provider.replace(id: id, with: try self.resource(body), context: context)
    }

    func patch(
        _ id: String, with body: Value, _ context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        var context = context
        context.call = ClientCall("PATCH", self.location(of: id), body: body)
        return try await self.provider.patch(id: id, with: try self.patch(body), context: context)
    }

    func patch(_ body: Value) throws(SCIMError) -> Patch {
        try Patch(decoding: body, extensions: self.extensions)
    }

    func delete(_ id: String, _ context: RequestContext) async throws(SCIMError) {
        var context = context
        context.shown = nil
        context.call = ClientCall("DELETE", self.location(of: id))
        try await self.provider.delete(id: id, context: context)
    }

    /// The path of the resource with an id, below the Tenant URL.
    private func location(of id: String) -> String { "\(self.path)/\(PercentEncoding.encode(segment: id))" }

    /// The URL of the resource with an id.
    func location(ofID id: String) -> String {
        self.baseURL.location(of: self.type.endpoint, id: id)
    }
}

extension ResourceEndpoint {
    private func projection(_ call: Call) throws(SCIMError) -> Projection {
        call.query.isEmpty
            ? .all : try call.parameters().projection(extensions: self.extensions).qualified(in: self.type)
    }

    private func answer(_ status: HTTPResponseStatus, showing resource: RenderedResource) -> Answer {
        var answer = self.answer(status, resource)
        answer.body = ByteBuffer(bytes: resource.bytes)
        return answer
    }

    /// The answer about a resource that is not shown.
    ///
    /// Where only a part of it was read nobody knows its version, which is made of all of it; there the tag is missing, unless
    /// `meta` was asked for.
    private func answer(_ status: HTTPResponseStatus, _ resource: RenderedResource) -> Answer {
        var answer = Answer(status)
        answer.resourceID = resource.id
        if let version = resource.version { answer.headers.add(name: "ETag", value: version) }
        return answer
    }
}

extension SCIMError {
    /// A resource that is only read is not the version that the client names.
    fileprivate static func otherVersion(_ version: String?) -> SCIMError {
        .preconditionFailed(
            "The resource has another version than those in If-Match\(version.map { ": \($0)" } ?? "")."
                + " Leave that header out to read it all the same."
        )
    }
}
