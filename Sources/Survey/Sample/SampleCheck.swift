import Bridge
import Encodings
import LDAP
import SCIM
import Translator

/// What would become of people whom Entra has, when it begins: who is matched, who would be made, and of whom there would be two.
struct SampleCheck: Check {
    let sample: PeopleSample
    let checked: CheckedDirectory
    let id = "sample"
    let subject = "sample"
    private var bound: BoundMapping { self.checked.users }

    func findings() async throws(LDAPError) -> [CheckFinding] {
        guard let first = MatchingWay.byUserName(self.sample, self.bound) else {
            return [
                CheckFinding(
                    self.id, self.subject, .failure, "userName is not mapped, and Entra looks for nobody without it.")
            ]
        }
        var tally = SampleTally(sample: self.sample)
        try await self.match(first, &tally)
        if let linked = MatchingWay.byExternalID(self.bound) { try await self.match(linked, &tally) }
        var unmade: [CheckFinding] = []
        for way in MatchingWay.others(self.bound) {
            do {
                try await self.recognise(way, &tally)
            } catch {
                let names = way.attributes.map(\.description).joined(separator: ", ")
                unmade.append(.unmade("sample.elsewhere", "\(self.subject), by \(names)", because: "\(error)"))
            }
        }
        do {
            try await self.lookOutside(first, &tally)
        } catch {
            unmade.append(.unmade("sample.outside", "\(self.subject), outside of users.base", because: "\(error)"))
        }
        return SampleReport(tally: tally, bound: self.bound, first: first).findings + unmade
    }

    private func search(_ filter: LDAP.Filter, below base: DistinguishedName, _ scope: SearchRequest.Scope)
        -> SampleSearch
    {
        SampleSearch(
            directory: self.checked.directory, schema: self.bound.schema, base: base, scope: scope, filter: filter)
    }

    private var among: SampleSearch {
        self.search(self.bound.mapping.filter, below: self.bound.mapping.base, self.bound.mapping.scope)
    }

    /// Matches as Entra does.
    private func match(_ way: MatchingWay, _ tally: inout SampleTally) async throws(LDAPError) {
        let people = tally.unmatched.filter { !way.values(of: $0).isEmpty }
        let found = try await self.among.entries(of: people, by: way)
        for (person, names) in zip(people, found) where !names.isEmpty { tally.matched[person.line] = names }
    }

    /// Looks for the others by what Entra does not look at.
    private func recognise(_ way: MatchingWay, _ tally: inout SampleTally) async throws(LDAPError) {
        let people = tally.unknown.filter { !way.values(of: $0).isEmpty }
        let taken = Set(tally.matched.values.flatMap(\.self))
        let found = try await self.among.entries(of: people, by: way)
        for (person, names) in zip(people, found) {
            let free = names.filter { !taken.contains($0) }
            if !free.isEmpty { tally.recognised[person.line] = (way, free) }
        }
    }

    /// Looks for those who are left in the whole directory, whatever base and filter say.
    private func lookOutside(_ way: MatchingWay, _ tally: inout SampleTally) async throws(LDAPError) {
        let people = tally.unknown
        let search = self.search(
            .present(.objectClass), below: self.checked.context(of: self.bound.mapping.base), .subtree)
        let found = try await search.entries(of: people, by: way)
        for (person, names) in zip(people, found) where !names.isEmpty { tally.outside[person.line] = names }
    }
}

/// Who of a sample was found, and how.
struct SampleTally {
    let sample: PeopleSample
    /// The entries that Entra finds, by the line of the person.
    var matched: [Int: [DistinguishedName]] = [:]
    /// Those that are the same person by something else.
    var recognised: [Int: (way: MatchingWay, names: [DistinguishedName])] = [:]
    /// Those that have the name, and that base or filter leave out.
    var outside: [Int: [DistinguishedName]] = [:]

    /// Those whom Entra does not find.
    var unmatched: [PeopleSample.Person] { self.sample.people.filter { self.matched[$0.line] == nil } }
    /// Those who were not found at all.
    var unknown: [PeopleSample.Person] { self.unmatched.filter { self.recognised[$0.line] == nil } }
    /// Those who are nowhere in the directory.
    var missing: [PeopleSample.Person] { self.unknown.filter { self.outside[$0.line] == nil } }
}
