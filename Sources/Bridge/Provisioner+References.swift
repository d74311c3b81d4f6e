import LDAP
import SCIM
import Translator

/// How many names or ids one search asks for.
private let chunk = 100

extension Provisioner {
    /// The ids of the entries with these names; names of entries that do not exist stay away.
    func resolve(names: [DistinguishedName], _ book: Rulebook) async throws(SCIMError) -> References {
        var references = References()
        let filters = names.map { LDAP.Filter.equal(book.dialect.nameAttribute, AttributeValue($0.description)) }
        for (id, dn) in try await self.identities(filters, book) { references.idByDN[dn] = id }
        return references
    }

    /// The names of the entries with these ids; the planner refuses an id that is missing.
    func resolve(ids: [String], _ book: Rulebook) async throws(SCIMError) -> References {
        var references = References()
        for (id, dn) in try await self.identities(ids.compactMap(book.dialect.idFilter), book) {
            references.dnByID[id] = dn
        }
        return references
    }

    /// Id and name of the entries that any of the filters finds, asked for in chunks that are on the wire together.
    private func identities(
        _ filters: [LDAP.Filter], _ book: Rulebook
    ) async throws(SCIMError) -> [(id: String, dn: DistinguishedName)] {
        let attribute = book.dialect.idAttribute
        let bases = self.options.referenceBases.isEmpty ? [self.mapping.base] : self.options.referenceBases
        let requests = stride(from: 0, to: filters.count, by: chunk).flatMap { start in
            bases.map { base in
                SearchRequest(
                    base: base, scope: .subtree, filter: .or(Array(filters[start..<min(start + chunk, filters.count)])),
                    attributes: [attribute]
                )
            }
        }
        return try await self.searchAll(requests, book).flatMap(\.entries).compactMap { entry in
            entry[attribute].first.flatMap(book.dialect.id).map { ($0, entry.dn) }
        }
    }

    /// Sends all requests at once and waits for all answers, in the order of the requests.
    func searchAll(_ requests: [SearchRequest], _ book: Rulebook) async throws(SCIMError) -> [SearchResult] {
        if requests.count == 1 { return [try await self.search(requests[0], book)] }
        let directory = self.directory
        let outcomes = await withTaskGroup(of: (Int, Result<SearchResult, LDAPError>).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask {
                    do throws(LDAPError) {
                        return (index, .success(try await directory.search(request)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        var results: [SearchResult] = []
        for (request, outcome) in zip(requests, outcomes) {
            switch outcome {
            case .success(let result): results.append(result)
            case .failure(let error): throw self.refusal(error, of: request.base, book)
            }
        }
        return results
    }

    /// The entries that name this one in an attribute that a rename would leave behind.
    func referrers(of dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> [Referrer] {
        let attributes = (["member", "uniqueMember"] as [AttributeDescription]).filter {
            book.server.schema.attributeType($0) != nil
        }
        let contexts = book.server.rootDSE.namingContexts.filter { self.mapping.base.isWithin($0) }
        guard !attributes.isEmpty, let context = contexts.first else { return [] }
        let value = AttributeValue(dn.description)
        var found: [Referrer] = []
        for attribute in attributes {
            let request = SearchRequest(
                base: context, scope: .subtree, filter: .equal(attribute, value), attributes: ["1.1"]
            )
            found += try await self.search(request, book).entries.map { Referrer(dn: $0.dn, attribute: attribute) }
        }
        return found
    }
}
