import LDAP
import SCIM
import Translator

/// Reads single entries of those that the mapping shows, and makes resources of them.
struct EntryReader {
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// The resource with an id, and of it only what the projection shows.
    /// - Throws: 404 for an entry outside base and filter.
    func resource(_ id: String, _ projection: Projection) async throws(SCIMError) -> Resource {
        var entries = [try await self.entry(id, self.book.projector.attributes(for: projection))]
        let references = try await MembershipReader(self.work).complete(&entries, for: projection)
        return self.book.projector.resource(from: entries[0], references: references, projection: projection)
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
    ) async throws(SCIMError) -> Resource {
        if let written { return try await self.resource(of: written, knowing: known) }
        let entry = try await self.entry(id, self.book.planner.attributesToRead)
        return try await self.resource(of: entry, knowing: known)
    }

    /// The entry as a resource, the names that it refers to resolved into ids.
    func resource(of entry: Entry, knowing known: References = References()) async throws(SCIMError) -> Resource {
        let references = try await ReferenceResolver(self.work).references(in: [entry], knowing: known)
        return self.book.projector.resource(from: entry, references: references)
    }

    /// Whether there is an entry with this name.
    func exists(_ name: DistinguishedName) async throws(SCIMError) -> Bool {
        let request = SearchRequest(base: name, scope: .base, filter: .present("objectClass"), attributes: ["1.1"])
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
