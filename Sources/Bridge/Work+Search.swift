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
