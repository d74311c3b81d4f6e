/// The verbs of RFC 7644 for one resource type, as the SCIM front calls them.
public protocol ResourceProvider: Sendable {
    /// The resource type as it is advertised: what is served and nothing else.
    var resourceType: ResourceType { get }

    /// Creates a resource and returns it as it is stored, as far as the context shows it.
    ///
    /// - Throws: `uniqueness` when another resource holds one of its unique values, `invalidValue` for what cannot be stored.
    func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource

    /// Reads the resource with an id, as far as the projection shows it; its version also where the call depends on that.
    ///
    /// - Throws: 404 when there is none.
    func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource

    /// Finds the resources that a query asks for.
    ///
    /// - Throws: `invalidFilter` for a filter that cannot be answered, `tooMany` for one that is too wide.
    func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse

    /// Replaces a resource and returns it as it is stored, as far as the context shows it.
    ///
    /// - Throws: 404 when there is none, 412 when it is not the version that the context demands, else as
    ///   ``create(_:context:)``.
    func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource

    /// Patches a resource and returns it as it is stored, as far as the context shows it; a patch with faults is refused for them.
    ///
    /// Entra: a provider may leave out of a patch that disables somebody what it would refuse, its faults included.
    ///
    /// - Throws: 404 when there is none, 412 when it is not the version that the context demands, `invalidPath`, `noTarget`
    ///   and `mutability` for operations that cannot be done.
    func patch(id: String, with patch: Patch, context: RequestContext) async throws(SCIMError) -> RenderedResource

    /// Deletes a resource.
    ///
    /// - Throws: 404 when there is none, 412 when it is not the version that the context demands.
    func delete(id: String, context: RequestContext) async throws(SCIMError)
}

/// What a provider may know about the call that it serves.
public struct RequestContext: Sendable {
    /// The authenticated client.
    public var principal: Principal
    /// The id that ties the log lines of one call together.
    public var requestID: String
    /// The other ids by which the client knows the call, such as that of the activity that it belongs to.
    public var clientIDs: [String] = []
    /// The call as the client made it; nil where it only reads.
    public var call: ClientCall?
    /// Which versions of the resource the call may change or delete; `nil` leaves it open.
    public var ifMatch: EntityTagCondition?
    /// Which versions of the resource the call must leave alone; `nil` leaves it open.
    public var ifNoneMatch: EntityTagCondition?
    /// What the answer to a write shows of the resource; nil shows nothing, and leaves its id and version.
    public var shown: Projection? = .all
    /// Where the provider writes down what the call does.
    public var record: CallRecord

    /// Creates the context of a call.
    public init(
        principal: Principal, requestID: String, ifMatch: EntityTagCondition? = nil,
        ifNoneMatch: EntityTagCondition? = nil, record: CallRecord = CallRecord()
    ) {
        self.principal = principal
        self.requestID = requestID
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.record = record
    }

    /// Whether it depends on the version of the resource what becomes of the call.
    public var isConditional: Bool { self.ifMatch != nil || self.ifNoneMatch != nil }
}
