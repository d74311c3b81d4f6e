import Directories
import LDAP
import Logging
import SCIM
import Translator

/// Serves one resource type: it says which use case answers a call, and the use case does it.
public struct Provisioner: ResourceProvider {
    /// How a provisioner treats its directory.
    public struct Options: Sendable {
        /// The most resources that one page holds.
        public var maximumPage = 200
        /// The page size where a client asks for none.
        public var defaultPage = 100
        /// Who vouches for the cursors of lists; without it there are none.
        public var cursors: (any CursorSigner)?
        /// How often a write that lost a race is planned anew.
        public var maximumAttempts = 10
        /// How long a call waits for others that write the same values, and for a list whose connection was lost.
        public var timeout = Duration.seconds(10)
        /// The mappings whose entries may be referred to; none stands for the provisioner's own.
        public var referenceTargets: [Mapping] = []
        /// The URL below which resources are served, as clients know it.
        public var baseURL = ""
        /// Which servers are asked, and as whom: a list that was kept from another viewpoint is not gone on with.
        public var viewpoint = ""
        /// What is known of the directory that writes depend on; without it nothing is asked for.
        public var clearance: Clearance?
        /// Whether plans are recorded to be taken back: then each says what it changes, and not only what was asked for.
        public var isRecorded = false
        /// Puts executors around the one that writes, such as a guard or a journal; explained calls pass none of them.
        public var safeguards: @Sendable (any PlanExecutor) -> any PlanExecutor = { $0 }
        /// Told of each look-up by a value that has found one entry, with the section of its mapping.
        public var matched: @Sendable (String) -> Void = { _ in }

        /// Creates the default options.
        public init() {}
    }

    /// How long a cursor is good for in seconds.
    public static let cursorTimeout = ListCursor.timeout

    /// The resource type as the mapping shows it.
    public let resourceType: ResourceType
    /// What is served, as it is configured.
    public let mapping: Mapping
    private let dialect: Dialect?
    private let directory: any Directory
    private let shelf: RulebookShelf
    private let shared: SharedState

    /// Creates the provisioner of one mapping.
    ///
    /// `dialect` overrides what the server's root DSE suggests. `observer` is told of every change that the directory has
    /// committed. `memory` is that of a former provisioner whose place it takes.
    public init(
        mapping: Mapping,
        dialect: Dialect? = nil,
        directory: any Directory,
        options: Options = Options(),
        memory: Memory = Memory(),
        logger: Logger,
        observer: @escaping @Sendable (AppliedChange) -> Void = { _ in }
    ) {
        self.init(
            mapping: mapping, dialect: dialect, directory: directory,
            executor: options.safeguards(ChangeObserver(next: DirectoryExecutor(), observe: observer)),
            options: options, memory: memory, logger: logger
        )
    }

    init(
        mapping: Mapping, dialect: Dialect?, directory: any Directory, executor: any PlanExecutor, options: Options,
        memory: Memory = Memory(), logger: Logger
    ) {
        self.resourceType = mapping.advertisedType
        self.mapping = mapping
        self.dialect = dialect
        self.directory = directory
        let targets = options.referenceTargets.isEmpty ? [mapping] : options.referenceTargets
        self.shelf = RulebookShelf(
            mapping: mapping, targets: targets, baseURL: options.baseURL, dialect: dialect, directory: directory)
        self.shared = SharedState(options: options, executor: executor, memory: memory, logger: logger)
    }

    /// The attributes that clients sent and that went nowhere, counted.
    public var omissions: Omissions { self.shared.omissions }

    /// How it treats its directory.
    var options: Options { self.shared.options }

    /// Applies a plan that was made by what ``work(for:)`` returned, by the same executors as the plans of calls.
    /// - Throws: ``PlanFailure``.
    public func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        try await self.shared.executor.execute(plan, work)
    }

    /// The same where entries can be deleted also without `on_delete`: for good, then.
    public var deleting: Provisioner {
        if self.mapping.deletion != nil { return self }
        var mapping = self.mapping
        mapping.deletion = .delete
        return Provisioner(
            mapping: mapping, dialect: self.dialect, directory: self.directory, executor: self.shared.executor,
            options: self.options, memory: self.shared.memory, logger: self.shared.logger)
    }

    /// Deletes an entry as ``delete(id:context:)`` does, and returns the plan that did it.
    /// - Throws: like ``delete(id:context:)``.
    public func deletion(of id: String, context: RequestContext) async throws(SCIMError) -> Plan {
        try await EntryDeletion(of: id, self.work(for: context)).run()
    }

    /// Begins a call.
    /// - Throws: 503 where the server cannot be reached, whose schema the mapping is read against.
    public func work(for context: RequestContext) async throws(SCIMError) -> Work {
        let directory = MeasuredDirectory(self.directory, context, self.shared.logger)
        return Work(try await self.shelf.rulebook(), context, directory, self.shared)
    }
}

// MARK: - The calls

extension Provisioner {
    /// Adds an entry, or brings the trashed one back that was the same person.
    /// - Throws: 409 naming the entry that already holds a unique value; why the plan cannot be made or was refused.
    public func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        try await EntryCreation(of: resource, self.work(for: context)).run()
    }

    /// Reads the entry with an id, and of it only what the projection shows.
    /// - Throws: 404 for an entry outside base and filter; what the directory refused, in SCIM's words.
    public func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await EntryReader(self.work(for: context)).resource(id, projection)
    }

    /// Finds the entries that a query asks for, and cuts out its page.
    /// - Throws: `invalidFilter` for an attribute that is not mapped; `invalidPath` for one by which no list can be sorted; what
    ///   is wrong with a cursor; `tooMany` where the directory stops before the end.
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        try await ListReader(self.work(for: context)).response(to: query)
    }

    /// Makes the entry what the resource says (RFC 7644 section 3.5.1), as far as the mapping owns it.
    /// - Throws: 404, 412 if it is not the version that the context demands, or why the plan cannot be made or was refused.
    public func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await EntryUpdate(.replacement(resource), of: id, self.work(for: context)).run()
    }

    /// Applies the operations of a PATCH (RFC 7644 section 3.5.2); a PATCH that changes nothing writes nothing.
    ///
    /// Entra: of a PATCH that disables somebody, what is refused is left out.
    /// - Throws: 404, 412 if it is not the version that the context demands, or why the plan cannot be made or was refused.
    public func patch(
        id: String, with patch: Patch, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        let work = try await self.work(for: context)
        if let wish = DisablingPatch(patch, of: work.book.mapping.resourceType) {
            return try await EntryDisabling(wish, of: id, work).run()
        }
        return try await EntryUpdate(.patch(patch), of: id, work).run()
    }

    /// Removes the entry, or moves it to the trash, as `on_delete` says.
    /// - Throws: 404; 412 if it is not the version that the context demands; 501 where the configuration says nothing of deletion.
    public func delete(id: String, context: RequestContext) async throws(SCIMError) {
        try await EntryDeletion(of: id, self.work(for: context)).run()
    }
}
