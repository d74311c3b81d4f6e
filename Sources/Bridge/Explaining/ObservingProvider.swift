import Logging
import SCIM

/// Serves the reads of a provider, and makes no write: each is explained, told to the log as the LDIF that it would have been, and
/// answered 503.
///
/// It is for the first day on a live directory. What a write would do is found out by an ``Explainer`` of its own, as `starbridge
/// explain` does it.
public struct ObservingProvider: ResourceProvider {
    /// The resource type of the provider.
    public var resourceType: ResourceType { self.live.resourceType }

    private let live: any ResourceProvider
    private let explainer: @Sendable () -> Explainer
    private let metrics = BridgeMetrics()
    private let logger: Logger

    /// Observes the writes to a provider; `explainer` makes what explains one call.
    public init(_ live: any ResourceProvider, logger: Logger, explainer: @escaping @Sendable () -> Explainer) {
        self.live = live
        self.explainer = explainer
        self.logger = logger
    }

    /// Reads as the provider does.
    public func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.live.resource(id: id, projection: projection, context: context)
    }

    /// Lists as the provider does.
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        try await self.live.resources(query, context: context)
    }

    /// Tells what would be created.
    /// - Throws: 503 in any case.
    public func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try await self.observe(context) { provider, context throws(SCIMError) in
            _ = try await provider.create(resource, context: context)
        }
    }

    /// Tells what would be replaced.
    /// - Throws: 503 in any case.
    public func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.observe(context) { provider, context throws(SCIMError) in
            _ = try await provider.replace(id: id, with: resource, context: context)
        }
    }

    /// Tells what would be patched.
    /// - Throws: 503 in any case.
    public func patch(
        id: String, with patch: Patch, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.observe(context) { provider, context throws(SCIMError) in
            _ = try await provider.patch(id: id, with: patch, context: context)
        }
    }

    /// Tells what would be deleted.
    /// - Throws: 503 in any case.
    public func delete(id: String, context: RequestContext) async throws(SCIMError) {
        _ = try await self.observe(context) { provider, context throws(SCIMError) in
            try await provider.delete(id: id, context: context)
        }
    }

    private func observe(
        _ context: RequestContext,
        _ call: (any ResourceProvider, RequestContext) async throws(SCIMError) -> Void
    ) async throws(SCIMError) -> RenderedResource {
        let explainer = self.explainer()
        guard
            let provider = explainer.provisioners.providers.first(where: {
                $0.resourceType.name == self.resourceType.name
            })
        else { throw .observed }
        // What is only explained is not done: the record of the call stays empty of it.
        var own = context
        own.record = CallRecord()
        var refusal: SCIMError?
        do throws(SCIMError) { try await call(provider, own) } catch { refusal = error }
        let (operations, nanoseconds) = own.record.storeTime
        context.record.note(operations: operations, nanoseconds: nanoseconds)
        self.tell(explainer.changes, refusal, context)
        throw .observed
    }

    private func tell(_ changes: String, _ refusal: SCIMError?, _ context: RequestContext) {
        self.metrics.observed()
        var metadata: Logger.Metadata = [
            "request_id": "\(context.requestID)", "token": "\(context.principal.name)",
            "ldif": "\(changes.isEmpty ? "# nothing would be written" : changes)",
        ]
        if let refusal {
            metadata["would_fail"] = "\(refusal.status)"
            metadata["error"] = "\(refusal.detail)"
        }
        self.logger.notice("A write was observed and not made.", metadata: metadata)
    }
}

extension SCIMError {
    /// A write came, and the service only looks on.
    fileprivate static let observed = SCIMError.unavailable(
        "Nothing is written, because this service only observes (mode: observe). Its log shows what this call would have done. "
            + "Set mode: serve when that is right.",
        retryAfter: 600)
}
