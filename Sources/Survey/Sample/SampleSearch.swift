import Bridge
import LDAP

/// Looks for many people at once: some in each search, and many searches on the wire.
struct SampleSearch: Sendable {
    /// How many people one search asks for.
    private static let chunk = 20
    /// How many searches are on the wire together.
    private static let wave = 32

    let directory: any Directory
    let schema: LDAP.Schema
    let base: DistinguishedName
    let scope: SearchRequest.Scope
    /// What an entry must match besides.
    let filter: LDAP.Filter

    /// The entries of each of the people, in their order, by a way of telling them.
    ///
    /// Which entry is whose is told by the schema's rules; where an entry seems to be nobody's, the directory is asked for each of
    /// the chunk alone, and decides.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func entries(
        of people: [PeopleSample.Person], by way: MatchingWay
    ) async throws(LDAPError) -> [[DistinguishedName]] {
        let chunks = stride(from: 0, to: people.count, by: Self.chunk).map {
            Array(people[$0..<min($0 + Self.chunk, people.count)])
        }
        var found: [[DistinguishedName]] = []
        for start in stride(from: 0, to: chunks.count, by: Self.wave) {
            let wave = chunks[start..<min(start + Self.wave, chunks.count)]
            let outcomes = await self.directory.searchAll(wave.map { self.request($0, by: way) })
            for (chunk, outcome) in zip(wave, outcomes) {
                found += try await self.assigned(outcome, to: chunk, by: way)
            }
        }
        return found
    }

    private func assigned(
        _ outcome: Result<SearchResult, LDAPError>, to people: [PeopleSample.Person], by way: MatchingWay
    ) async throws(LDAPError) -> [[DistinguishedName]] {
        let entries: [Entry]
        do {
            entries = try outcome.get().entries
        } catch  where error.code == .sizeLimitExceeded && people.count > 1 {
            return try await self.oneByOne(people, by: way)
        }
        let found = people.map { person in entries.filter { way.fits($0, person, self.schema) }.map(\.dn) }
        let owned = Set(found.flatMap(\.self))
        if entries.allSatisfy({ owned.contains($0.dn) }) { return found }
        return try await self.oneByOne(people, by: way)
    }

    private func oneByOne(
        _ people: [PeopleSample.Person], by way: MatchingWay
    ) async throws(LDAPError) -> [[DistinguishedName]] {
        var found: [[DistinguishedName]] = []
        for outcome in await self.directory.searchAll(people.map { self.request([$0], by: way) }) {
            found.append(try outcome.get().entries.map(\.dn))
        }
        return found
    }

    private func request(_ people: [PeopleSample.Person], by way: MatchingWay) -> SearchRequest {
        let wanted = people.compactMap(way.filter)
        return SearchRequest(
            base: self.base, scope: self.scope, filter: .and([self.filter, .or(wanted)]), attributes: way.attributes)
    }
}
