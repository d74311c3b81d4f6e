import Directories
import LDAP
import SCIM
import Translator

extension Work {
    /// How many names or ids one search asks for.
    static let chunk = 100
    /// How many searches of one call are on the wire together.
    private static let wave = 32

    /// What one of several searches brought.
    ///
    /// Not a tuple: Swift 6.3 with optimization gives a task that returns one from a typed `do` a wrong index.
    private struct Answer {
        let index: Int
        let outcome: Result<SearchResult, LDAPError>
    }

    /// Searches, and says an error in SCIM's words.
    func search(_ request: SearchRequest) async throws(SCIMError) -> SearchResult {
        do {
            return try await self.directory.search(request)
        } catch {
            throw self.refusal(error, of: request.base)
        }
    }

    /// Sends the requests together and waits for all answers, in the order of the requests.
    func searchAll(_ requests: [SearchRequest]) async throws(SCIMError) -> [SearchResult] {
        if requests.count == 1 { return [try await self.search(requests[0])] }
        var results: [SearchResult] = []
        for (request, outcome) in zip(requests, await self.outcomes(of: requests)) {
            switch outcome {
            case .success(let result): results.append(result)
            case .failure(let error): throw self.refusal(error, of: request.base)
            }
        }
        return results
    }

    /// What became of each of the requests, which are on the wire together.
    func outcomes(of requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        if requests.isEmpty { return [] }
        let directory = self.directory
        return await withTaskGroup(of: Answer.self) { group in
            var outcomes: [Answer] = []
            for (index, request) in requests.enumerated() {
                if index >= Self.wave, let outcome = await group.next() { outcomes.append(outcome) }
                group.addTask {
                    do throws(LDAPError) {
                        return Answer(index: index, outcome: .success(try await directory.search(request)))
                    } catch {
                        return Answer(index: index, outcome: .failure(error))
                    }
                }
            }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.index < $1.index }.map(\.outcome)
        }
    }

    /// Why a search was refused, naming the base that was searched.
    func refusal(_ error: LDAPError, of base: DistinguishedName) -> SCIMError {
        var mapping = self.book.mapping
        mapping.base = base
        return SCIMError(error, mapping: mapping, dialect: self.book.dialect)
    }
}
