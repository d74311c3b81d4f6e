import LDAP
import SCIM
import Translator

/// Finds who names an entry, by asking the questions of a ``ReferrerCheck``.
struct ReferrerFinder {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Who names the entry that a check is about.
    func referrers(_ check: ReferrerCheck) async throws(SCIMError) -> [Referrer] {
        try await self.referrers(check, beside: []).referrers
    }

    /// The same, asked together with other searches, whose answers come in their order.
    ///
    /// Where mostly nothing is found, `base` is where one search may ask for all of it.
    func referrers(
        _ check: ReferrerCheck, beside requests: [SearchRequest], rarelyFoundBelow base: DistinguishedName? = nil
    ) async throws(SCIMError) -> (referrers: [Referrer], answers: [SearchResult]) {
        let results = try await self.work.searchAll(requests + check.requests, rarelyFoundBelow: base)
        let answers = Array(results[..<requests.count])
        switch check.verdict(on: results[requests.count...]) {
        case .named(let referrers): return (referrers, answers)
        case .lookCloser: return (try await self.referrers(check.closer(self.work.book)), answers)
        case .namedUnlessLiving(let names, let referrers):
            var living: [ReferenceName] = []
            for name in names where try await EntryReader(self.work).exists(name) { living.append(name) }
            return (check.referrers(referrers, withoutThoseOf: living), answers)
        }
    }
}
