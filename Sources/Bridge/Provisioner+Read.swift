import LDAP
import SCIM
import Translator

extension Provisioner {
    /// The entry with this id inside base and filter; an entry outside them does not exist.
    func read(
        _ id: String, attributes: [AttributeDescription], _ book: Rulebook
    ) async throws(SCIMError) -> Entry {
        guard let filter = book.filter(id: id) else { throw .unknown(id) }
        let request = SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: filter, attributes: attributes, sizeLimit: 1
        )
        guard let entry = try await self.search(request, book).entries.first else { throw .unknown(id) }
        return entry
    }

    /// The entry after a write: as the server returned it with the write, else read again on the same server.
    func answer(_ changed: Entry?, id: String, _ book: Rulebook) async throws(SCIMError) -> Resource {
        if let changed { return try await self.project(changed, book) }
        return try await self.project(try await self.read(id, attributes: book.planner.attributesToRead, book), book)
    }

    /// The entry as a resource, the names that it refers to resolved into ids.
    func project(_ entry: Entry, _ book: Rulebook) async throws(SCIMError) -> Resource {
        book.projector.resource(from: entry, references: try await self.references(in: [entry], book))
    }

    /// The ids of all that the entries refer to, found out together.
    func references(in entries: [Entry], _ book: Rulebook) async throws(SCIMError) -> References {
        let names = Set(entries.flatMap(book.projector.references))
        return names.isEmpty ? References() : try await self.resolve(names: Array(names), book)
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
