import LDAP
import SCIM
import Translator

/// Reads single entries of those that the mapping shows, and renders them.
struct EntryReader {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// The resource with an id, and of it only what the projection shows.
    ///
    /// What the version is made of is read just for a client that sees or compares it.
    /// - Throws: 404 for an entry outside base and filter.
    func resource(_ id: String, _ projection: Projection) async throws(SCIMError) -> RenderedResource {
        let read = self.work.context.isConditional ? projection.including(.version) : projection
        return try await self.resource(id, reading: read, showing: projection)
    }

    /// The resource with an id after a write, with the attributes that writes do without.
    func whole(_ id: String) async throws(SCIMError) -> RenderedResource {
        try await self.resource(id, reading: .all, showing: self.work.context.shown)
    }

    private func resource(
        _ id: String, reading read: Projection, showing shown: Projection?
    ) async throws(SCIMError) -> RenderedResource {
        var entries = [try await self.entry(id, self.book.projector.attributes(for: read))]
        let references = try await MembershipReader(self.work).complete(&entries, for: read)
        return self.book.renderer.resource(
            from: entries[0], references: references, showing: shown, isVersioned: read.includes(.version))
    }

    /// The entry with this id inside base and filter; an entry outside them does not exist.
    /// - Throws: 404.
    func entry(_ id: String, _ attributes: [AttributeDescription]) async throws(SCIMError) -> Entry {
        let request = try self.request(id, attributes)
        guard let entry = try await self.work.search(request).entries.first else { throw .unknown(id) }
        return entry
    }

    /// The search for the entry with this id.
    /// - Throws: 404 where no entry can have it.
    func request(_ id: String, _ attributes: [AttributeDescription]) throws(SCIMError) -> SearchRequest {
        guard let filter = self.book.filter(id: id) else { throw .unknown(id) }
        return SearchRequest(
            base: self.book.mapping.base, scope: self.book.mapping.scope, filter: filter, attributes: attributes,
            sizeLimit: 1)
    }

    /// The entry with an id after a write: `written` as the server returned it with the write, else read again on the same server.
    func resource(
        _ id: String, written: Entry?, knowing known: References
    ) async throws(SCIMError) -> RenderedResource {
        if let written { return try await self.resource(of: written, knowing: known) }
        let entry = try await self.entry(id, self.book.planner.attributesToRead)
        return try await self.resource(of: entry, knowing: known)
    }

    /// The entry as the answer to a write shows it, the names that it refers to resolved into ids.
    func resource(
        of entry: Entry, knowing known: References = References()
    ) async throws(SCIMError) -> RenderedResource {
        let references = try await ReferenceResolver(self.work).references(in: [entry], knowing: known)
        return self.book.renderer.resource(from: entry, references: references, showing: self.work.context.shown)
    }

    /// Whether there is an entry with this name, of those with a key among what the mappings show.
    func exists(_ name: ReferenceName) async throws(SCIMError) -> Bool {
        switch name {
        case .entry(let name): try await self.exists(name)
        case .key: try await ReferenceResolver(self.work).resolve(names: [name]).id(of: name) != nil
        }
    }

    /// Whether there is an entry with this name.
    func exists(_ name: DistinguishedName) async throws(SCIMError) -> Bool {
        let request = SearchRequest(
            base: name, scope: .base, filter: .present(.objectClass), attributes: [.noAttributes])
        do {
            return try await self.work.directory.search(request).entries.isEmpty == false
        } catch  where error.code == .noSuchObject {
            return false
        } catch {
            throw self.work.refusal(error, of: name)
        }
    }
}

extension SCIMError {
    /// There is no such resource, or none that the mapping shows.
    static func unknown(_ id: String) -> SCIMError {
        .notFound(
            "No entry with the id \(id) exists below the configured base and filter. If it was moved or deleted in the "
                + "directory, restart provisioning so that the client matches it anew."
        )
    }
}
