import Directories
import LDAP
import Logging
import SCIM
import Translator

/// The use cases of one resource type: the only place where the steps of a read and of a write appear in sequence.
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
        /// The URL below which resources are served, for the URLs of those that are referred to.
        public var baseURL = ""
        /// What is known of the directory that writes depend on; without it nothing is asked for.
        public var clearance: Clearance?
        /// Puts executors around the one that writes: the guard and the journal of every plan.
        public var safeguards: @Sendable (any PlanExecutor) -> any PlanExecutor = { $0 }

        /// Creates the default options.
        public init() {}
    }

    /// The resource type as the mapping shows it.
    public let resourceType: ResourceType
    let mapping: Mapping
    /// The attributes whose values are never read by a PATCH, such as the members of a group.
    let unloadedPaths: [AttributePath]
    /// The attributes by which entries are named, here or elsewhere.
    let namingPaths: [AttributePath]
    let options: Options
    let directory: any Directory
    let executor: any PlanExecutor
    /// Whether calls end where they would write.
    var isRehearsal = false
    let shelf: RulebookShelf
    let lists: ListShelf
    let claims: UniqueClaims
    let doubts: NamesInDoubt
    var logger: Logger
    /// What was sent in vain.
    public internal(set) var omissions = Omissions()
    let nameless = NamelessEntries()

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
        self.unloadedPaths = mapping.rules.filter { !$0.isLoaded }.map(\.path)
        self.namingPaths = mapping.rules.filter { [mapping.rdn, "uid", "cn"].contains($0.attribute) }.map(\.path)
        self.options = options
        self.directory = directory
        self.executor = executor
        let targets = options.referenceTargets.isEmpty ? [mapping] : options.referenceTargets
        self.shelf = RulebookShelf(mapping: mapping, targets: targets, dialect: dialect, directory: directory)
        self.lists = memory.lists
        self.claims = memory.claims
        self.doubts = memory.doubts
        self.logger = logger
    }

    /// Reads the entry with an id, and of it only what the projection shows.
    /// - Throws: 404 for an entry outside base and filter; what the directory refused, in SCIM's words.
    public func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> Resource {
        let book = try await self.shelf.rulebook()
        var entries = [try await self.read(id, attributes: book.projector.attributes(for: projection), book)]
        let references = try await self.complete(&entries, for: projection, book)
        return book.projector.resource(from: entries[0], references: references, projection: projection)
    }

    /// Makes the entry what the resource says (RFC 7644 section 3.5.1), as far as the mapping owns it.
    /// - Throws: 404, 412 if it is not the version that the context demands, or why the plan cannot be made or was refused.
    public func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> Resource {
        let replaced = try await self.update(id, context) { (present) throws(SCIMError) in
            Revision(replacing: try present.book.planner.places.placed(resource), unloaded: present.unloaded)
        }
        if self.unloadedPaths.isEmpty { return replaced }
        return try await self.resource(id: id, projection: .all, context: context)
    }

    /// Applies the operations of a PATCH (RFC 7644 section 3.5.2); a PATCH that changes nothing writes nothing.
    ///
    /// Entra: of a PATCH that disables somebody, what is refused is left out.
    /// - Throws: 404, 412 if it is not the version that the context demands, or why the plan cannot be made or was refused.
    public func patch(id: String, with patch: Patch, context: RequestContext) async throws(SCIMError) -> Resource {
        if let wish = DisablingPatch(patch, of: self.mapping.resourceType) {
            return try await self.disable(id, by: wish, context)
        }
        return try await self.apply(patch, to: id, context)
    }

    /// Applies all of the operations or none.
    func apply(_ patch: Patch, to id: String, _ context: RequestContext) async throws(SCIMError) -> Resource {
        let type = self.mapping.resourceType
        let examined = self.unloadedPaths.filter(patch.examines)
        let mayRename = self.namingPaths.contains(where: patch.names) || patch.names(.active)
        return try await self.update(
            id, context, loading: examined, mayRename: mayRename
        ) { (present) throws(SCIMError) in
            let (places, entry) = (present.book.planner.places, present.entry)
            let placed = try places.placed(patch)
            let rules = try await self.textRules(for: placed, in: entry, present.references, present.book)
            return try present.resource.applying(
                placed, of: type, unloaded: present.unloaded, places: places
            ) { rules.rule(at: $0, in: entry) }
        }
    }
}
