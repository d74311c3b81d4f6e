import Bridge
import LDAP

/// Counts the entries of a directory, as far as the account may see them.
struct TallyTaker {
    let roots: [DistinguishedName]
    let directory: any Directory

    /// How many units are looked into one by one, where the directory does not give all at once.
    private static let units = 200

    /// What was counted, and why that is not all.
    /// - Throws: ``LDAPError`` where the directory does not tell.
    func tally() async throws(LDAPError) -> (tally: Tally, gap: String?) {
        var tally = Tally()
        var gap: String?
        for root in self.roots {
            let list = try await self.count(SearchRequest(base: root, attributes: Tally.attributes), into: tally)
            tally = list.result
            guard !list.isWhole else { continue }
            gap =
                list.obstacle.map { "the directory gives this account no more (\($0))" }
                ?? "no more than \(DirectorySketch.limit.grouped) are looked at"
            try await self.lookIntoUnits(below: root, &tally)
        }
        return (tally, gap)
    }

    /// What comes first in a long list may be all of one unit: each unit shows some of its own.
    private func lookIntoUnits(below root: DistinguishedName, _ tally: inout Tally) async throws(LDAPError) {
        let filter = LDAP.Filter.or(
            ["organizationalUnit", "container"].map { .equal(.objectClass, AttributeValue($0)) })
        let request = SearchRequest(base: root, filter: filter, attributes: Tally.attributes)
        tally = try await self.count(request, into: tally).result
        for unit in tally.units.prefix(Self.units) where unit.isWithin(root) {
            let request = SearchRequest(base: unit, scope: .oneLevel, attributes: Tally.attributes)
            tally = try await self.count(request, into: tally, upTo: 1000).result
        }
    }

    private func count(
        _ request: SearchRequest, into tally: Tally, upTo limit: Int = DirectorySketch.limit
    ) async throws(LDAPError) -> WholeList.Gathered<Tally> {
        do {
            return try await WholeList(request).gathered(into: tally, upTo: limit, in: self.directory) { $0.note($1) }
        } catch  where error.code == .noSuchObject || error.code == .insufficientAccessRights {
            return WholeList.Gathered(result: tally)
        }
    }
}
