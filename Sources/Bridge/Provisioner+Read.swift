import LDAP
import SCIM
import Translator

extension Provisioner {
    /// The entry with this id inside base and filter; an entry outside them does not exist.
    func read(
        _ id: String, attributes: [AttributeDescription], _ book: Rulebook
    ) async throws(SCIMError) -> Entry {
        let request = try self.request(id, attributes: attributes, book)
        guard let entry = try await self.search(request, book).entries.first else { throw .unknown(id) }
        return entry
    }

    /// The search for the entry with this id.
    /// - Throws: 404 where no entry can have it.
    func request(
        _ id: String, attributes: [AttributeDescription], _ book: Rulebook
    ) throws(SCIMError) -> SearchRequest {
        guard let filter = book.filter(id: id) else { throw .unknown(id) }
        return SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: filter, attributes: attributes, sizeLimit: 1
        )
    }

    /// The entry after a write: as the server returned it with the write, else read again on the same server.
    func answer(
        _ changed: Entry?, id: String, _ known: References, _ book: Rulebook
    ) async throws(SCIMError) -> Resource {
        if let changed { return try await self.project(changed, book, known: known) }
        let entry = try await self.read(id, attributes: book.planner.attributesToRead, book)
        return try await self.project(entry, book, known: known)
    }

    /// The entry as a resource, the names that it refers to resolved into ids.
    func project(
        _ entry: Entry, _ book: Rulebook, known: References = References()
    ) async throws(SCIMError) -> Resource {
        let references = try await self.references(in: [entry], book, known: known)
        return book.projector.resource(from: entry, references: references)
    }

    /// What is known of all that an answer shows the entries to refer to, found out together as far as it is not known
    /// already.
    func references(
        in entries: [Entry], for projection: Projection = .all, _ book: Rulebook, known: References = References()
    ) async throws(SCIMError) -> References {
        let names = book.projector.references(in: entries, for: projection).filter { known.id(of: $0) == nil }
        if names.isEmpty { return known }
        var references = known
        references.merge(try await self.resolve(names: names, book))
        return references
    }

    /// Searches, and says an error in SCIM's words.
    func search(_ request: SearchRequest, _ book: Rulebook) async throws(SCIMError) -> SearchResult {
        do {
            return try await self.directory.search(request)
        } catch {
            throw self.refusal(error, of: request.base, book)
        }
    }

    /// Why a search was refused, naming the base that was searched.
    func refusal(_ error: LDAPError, of base: DistinguishedName, _ book: Rulebook) -> SCIMError {
        var mapping = book.mapping
        mapping.base = base
        return SCIMError(error, mapping: mapping, dialect: book.dialect)
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
