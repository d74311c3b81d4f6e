import SCIM
import Synchronization

/// A provider that notes what it is asked and answers what the test wants.
final class RecordingProvider: ResourceProvider {
    enum Seen: Equatable {
        case create(Resource)
        case read(String, Projection)
        case list(filter: Filter?, startIndex: Int, count: Int?, Projection)
        case replace(String, Resource)
        case patch(String, Patch)
        case delete(String)
    }

    let resourceType: ResourceType
    private let stored: Resource
    private let failure: SCIMError?
    private let length: Int
    private let deed: CallRecord.Deed?
    private let storeTime: (operations: Int, nanoseconds: Int64)?
    private let notes = Mutex<(seen: [Seen], queries: [Query], contexts: [RequestContext])>(([], [], []))

    init(
        _ resourceType: ResourceType = .user,
        stored: Resource = Resource(id: "1", attributes: ["userName": "ada"]),
        length: Int = 1,
        failure: SCIMError? = nil,
        deed: CallRecord.Deed? = nil,
        storeTime: (operations: Int, nanoseconds: Int64)? = nil
    ) {
        self.storeTime = storeTime
        self.deed = deed
        self.length = length
        self.resourceType = resourceType
        self.stored = stored
        self.failure = failure
    }

    var seen: [Seen] {
        self.notes.withLock { $0.seen }
    }

    /// The queries among what was asked.
    var queries: [Query] {
        self.notes.withLock { $0.queries }
    }

    var contexts: [RequestContext] {
        self.notes.withLock { $0.contexts }
    }

    /// What is stored, as far as it is shown, without looking into attributes.
    private func note(
        _ seen: Seen, _ context: RequestContext, showing projection: Projection? = .all
    ) throws(SCIMError) -> RenderedResource {
        self.notes.withLock {
            $0.seen.append(seen)
            $0.contexts.append(context)
        }
        if let deed { context.record.note(deed) }
        if let storeTime {
            context.record.note(operations: storeTime.operations, nanoseconds: storeTime.nanoseconds)
        }
        if let failure { throw failure }
        return self.rendered(projection)
    }

    private func rendered(_ projection: Projection?) -> RenderedResource {
        var rendered = RenderedResource(id: self.stored.id, version: self.stored.meta?.version)
        guard let projection else { return rendered }
        var shown: Object = ["schemas": [.string(self.resourceType.schema.id.rawValue)]]
        shown["id"] = self.stored.id.map { .string($0) }
        for (name, value) in self.stored.attributes where projection.includes(AttributePath(attribute: name)) {
            shown.append(name, value)
        }
        rendered.bytes = JSONWriter.bytes(.object(shown))
        return rendered
    }
}

extension RecordingProvider {
    func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try self.note(.create(resource), context, showing: context.shown)
    }

    func resource(
        id: String,
        projection: Projection,
        context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try self.note(.read(id, projection), context, showing: projection)
    }

    func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let seen = Seen.list(
            filter: query.filter,
            startIndex: query.startIndex,
            count: query.count,
            query.projection
        )
        self.notes.withLock { $0.queries.append(query) }
        var resource = try self.note(seen, context, showing: query.projection)
        resource.place = query.ranking?.place(of: self.stored, in: self.resourceType)
        let count = max(0, min(query.count ?? 1, self.length - query.startIndex + 1))
        return ListResponse(
            totalResults: self.length, startIndex: query.cursor == nil ? query.startIndex : nil,
            nextCursor: query.cursor == "" ? "more" : nil, resources: Array(repeating: resource, count: count)
        )
    }

    func replace(
        id: String,
        with resource: Resource,
        context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try self.note(.replace(id, resource), context, showing: context.shown)
    }

    func patch(id: String, with patch: Patch, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try self.note(.patch(id, patch), context, showing: context.shown)
    }

    func delete(id: String, context: RequestContext) async throws(SCIMError) {
        _ = try self.note(.delete(id), context)
    }
}
