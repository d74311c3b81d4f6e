import LDAP
import SCIM
import Translator

/// Serves the resources of one type that the directory keeps in several kinds of entries, such as groups of names beside groups of
/// RFC 2307.
///
/// Each kind has a mapping and a ``Provisioner`` of its own, and no entry is of two kinds. A list goes from kind to kind, a new resource is
/// made as one of the first, and every other call is for the kind of the entry that has the id.
public struct ResourceKinds: ResourceProvider {
    /// What all kinds together show.
    public let resourceType: ResourceType
    private let kinds: [Provisioner]

    /// Joins the provisioners of all kinds, of which there is at least one.
    init(_ kinds: [Provisioner]) {
        self.resourceType = kinds.map(\.mapping).advertisedType ?? kinds[0].resourceType
        self.kinds = kinds
    }
}

extension [Provisioner] {
    /// What serves each resource type: its provisioner, or all of them where it has several kinds.
    public var providers: [any ResourceProvider] {
        var providers: [any ResourceProvider] = []
        for provisioner in self
        where !providers.contains(where: { $0.resourceType.name == provisioner.resourceType.name }) {
            let kinds = self.filter { $0.resourceType.name == provisioner.resourceType.name }
            if kinds.count > 1 { providers.append(ResourceKinds(kinds)) } else { providers.append(provisioner) }
        }
        return providers
    }
}

// MARK: - The kind of an entry

extension ResourceKinds {
    /// The kind of the entry with an id, asked for in all kinds together; the first where none has it, which then says so.
    private func kind(of id: String, _ context: RequestContext) async throws(SCIMError) -> Provisioner {
        var asked: [(kind: Provisioner, request: SearchRequest)] = []
        var work: Work?
        for kind in self.kinds {
            let own = try await kind.work(for: context)
            guard let request = try? EntryReader(own).request(id, [.noAttributes]) else { continue }
            asked.append((kind, request))
            work = work ?? own
        }
        guard let results = try await work?.searchAll(asked.map(\.request)) else { return self.kinds[0] }
        return zip(asked, results).first { !$0.1.entries.isEmpty }?.0.kind ?? self.kinds[0]
    }
}

// MARK: - The calls

extension ResourceKinds {
    /// Adds an entry of the first kind.
    /// - Throws: 409 where an entry of another kind holds a unique value; else like ``Provisioner/create(_:context:)``.
    public func create(_ resource: Resource, context: RequestContext) async throws(SCIMError) -> RenderedResource {
        for kind in self.kinds.dropFirst() { try await kind.checkFree(resource, context: context) }
        return try await self.kinds[0].create(resource, context: context)
    }

    /// Reads the entry with an id.
    /// - Throws: like ``Provisioner/resource(id:projection:context:)``.
    public func resource(
        id: String, projection: Projection, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.kind(of: id, context).resource(id: id, projection: projection, context: context)
    }

    /// Finds the entries of all kinds that a query asks for; what only other kinds have, one lacks.
    /// - Throws: like ``Provisioner/resources(_:context:)``. Besides, 409 where a unique value is looked for and entries of several kinds
    ///   have it, and `tooMany` where a list of several kinds is too long to be sorted here.
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let list = JoinedList(
            self.kinds, usual: self.kinds[0].options.defaultPage, limit: self.kinds[0].options.maximumPage,
            advice: "Narrow the filter, or leave 'sortBy' out.")
        let page = try await list.page(query, context: context)
        guard let filter = query.filter,
            let path = self.kinds.lazy.compactMap({ $0.mapping.uniquePath(in: filter) }).first
        else { return page }
        try await self.checkSingle(path, filter, page, context)
        return page
    }

    /// - Throws: 409 naming the entries where a value that only one may have is found in several kinds.
    private func checkSingle(
        _ path: AttributePath, _ filter: SCIM.Filter, _ page: ListResponse, _ context: RequestContext
    ) async throws(SCIMError) {
        // A page by cursor is of one kind, and does not say how many there are.
        if let total = page.totalResults, total < 2 { return }
        var names: [DistinguishedName] = []
        for kind in self.kinds {
            names += try await ListReader(kind.work(for: context)).names(on: Query(filter: filter))
        }
        if names.count < 2 { return }
        throw .ambiguousMatch(path, names, of: names.count, self.kinds.map { "\($0.mapping.section).filter" })
    }

    /// Makes the entry what the resource says.
    /// - Throws: like ``Provisioner/replace(id:with:context:)``.
    public func replace(
        id: String, with resource: Resource, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.kind(of: id, context).replace(id: id, with: resource, context: context)
    }

    /// Applies the operations of a PATCH.
    /// - Throws: like ``Provisioner/patch(id:with:context:)``.
    public func patch(
        id: String, with patch: Patch, context: RequestContext
    ) async throws(SCIMError) -> RenderedResource {
        try await self.kind(of: id, context).patch(id: id, with: patch, context: context)
    }

    /// Removes the entry as its kind says.
    /// - Throws: like ``Provisioner/delete(id:context:)``.
    public func delete(id: String, context: RequestContext) async throws(SCIMError) {
        try await self.kind(of: id, context).delete(id: id, context: context)
    }
}

extension Provisioner {
    /// - Throws: 409 naming an entry that holds one of a new resource's unique values.
    fileprivate func checkFree(_ resource: Resource, context: RequestContext) async throws(SCIMError) {
        let work = try await self.work(for: context)
        let (planner, conflicts) = (work.book.planner, ConflictExplainer(work))
        let complete = planner.completed(try planner.places.placed(resource))
        guard let request = conflicts.request(for: complete) else { return }
        let holders = try await work.search(request).entries
        if !holders.isEmpty { throw conflicts.conflict(of: complete, with: holders, isNew: true) }
    }
}
