import Directories
import LDAP
import SCIM
import Translator

extension Work {
    /// How many names or ids one search asks for.
    static let chunk = 100
    /// How many searches of one call are on the wire together.
    private static let wave = 32

    /// Searches, and says an error in SCIM's words.
    func search(_ request: SearchRequest) async throws(SCIMError) -> SearchResult {
        do {
            return try await self.directory.search(request)
        } catch {
            throw self.refusal(error, of: request)
        }
    }

    /// Sends the requests together and waits for all answers, in the order of the requests.
    func searchAll(_ requests: [SearchRequest]) async throws(SCIMError) -> [SearchResult] {
        if requests.isEmpty { return [] }
        if requests.count == 1 { return [try await self.search(requests[0])] }
        var results: [SearchResult] = []
        for (request, outcome) in zip(requests, await self.outcomes(of: requests)) {
            switch outcome {
            case .success(let result): results.append(result)
            case .failure(let error): throw self.refusal(error, of: request)
            }
        }
        return results
    }

    /// The same where mostly none finds anything: one search below `base` asks for all of it, and only if there is something each is sent.
    ///
    /// `base` must hold all that the requests look at, in one database, and the last of them must look at all of it: where it is nil, or the
    /// account is not asked to see so much anyway, each is sent.
    /// - Throws: like ``searchAll(_:)``.
    func searchAll(
        _ requests: [SearchRequest], rarelyFoundBelow base: DistinguishedName?
    ) async throws(SCIMError) -> [SearchResult] {
        guard requests.count > 1, let base, let widest = requests.last, widest.scope == .subtree, widest.base == base
        else { return try await self.searchAll(requests) }
        do {
            if try await self.directory.search(SearchRequest(anyOf: requests, below: base)).entries.isEmpty {
                return requests.map { _ in SearchResult() }
            }
        } catch {
            // Whose fault a refusal is tell the searches by themselves.
            if self.book.dialect.isAway(error) { throw self.refusal(error, of: base) }
        }
        return try await self.searchAll(requests)
    }

    /// What became of each of the requests, which are on the wire together, a wave at a time.
    func outcomes(of requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        var outcomes: [Result<SearchResult, LDAPError>] = []
        for start in stride(from: 0, to: requests.count, by: Self.wave) {
            let end = min(start + Self.wave, requests.count)
            outcomes += await self.directory.searchAll(Array(requests[start..<end]))
        }
        return outcomes
    }

    /// Why a search was refused, naming the base that was searched and by which attributes.
    func refusal(_ error: LDAPError, of request: SearchRequest) -> SCIMError {
        self.refusal(error, of: request.base, by: request.filter)
    }

    /// Why a search was refused, naming the base that was searched.
    func refusal(_ error: LDAPError, of base: DistinguishedName, by filter: LDAP.Filter? = nil) -> SCIMError {
        var mapping = self.book.mapping
        mapping.base = base
        return SCIMError(error, searching: filter, mapping: mapping, dialect: self.book.dialect)
    }
}

extension SearchRequest {
    /// Asks whether one of several searches would find something.
    fileprivate init(anyOf requests: [SearchRequest], below base: DistinguishedName) {
        let filters = requests.flatMap { request -> [LDAP.Filter] in
            if case .or(let filters) = request.filter { filters } else { [request.filter] }
        }
        self.init(base: base, filter: .or(filters), attributes: [.noAttributes])
    }
}
