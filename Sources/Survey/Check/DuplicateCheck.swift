import Bridge
import Encodings
import LDAP
import Translator

/// Values by which clients look for one entry and that several have.
///
/// What is the same by the schema's rule is a hint; the directory is asked, and decides.
struct DuplicateCheck: Check {
    /// How many values the directory is asked about.
    private static let maximumQuestions = 200

    let census: Census
    let directory: any Directory
    let id = "duplicates"
    var subject: String { self.mapping.section }
    private var mapping: Mapping { self.census.bound.mapping }

    func findings() async throws(LDAPError) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        for key in Census.keys(of: self.mapping) { findings.append(try await self.finding(of: key)) }
        return findings
    }

    private func finding(of key: Census.Key) async throws(LDAPError) -> CheckFinding {
        let suspects = self.suspects(key)
        let outcomes = await self.directory.searchAll(
            suspects.prefix(Self.maximumQuestions).map { value in
                SearchRequest(
                    base: self.mapping.base, scope: self.mapping.scope,
                    filter: .and([self.mapping.filter, .equal(key.attribute, value)]), attributes: [.noAttributes])
            })
        var names: [DistinguishedName] = []
        var count = max(0, suspects.count - Self.maximumQuestions)
        for outcome in outcomes {
            let found = try outcome.get().entries
            guard found.count > 1 else { continue }
            count += 1
            names += found.map(\.dn)
        }
        if count == 0 {
            return CheckFinding(
                self.id, self.subject, .ok, "No two entries have the same \(key.attribute) (\(key.path)).")
        }
        return CheckFinding(
            self.id, self.subject, .failure,
            "\(count) values of \(key.attribute) (\(key.path)) are those of several entries: Entra finds more than one and can change none of "
                + "them.",
            advice: "Leave each value to one entry, or leave the others out with \(self.subject).filter.",
            names: names.uniqued().firstOnes)
    }

    /// One value of each kind that more than one entry seems to have.
    private func suspects(_ key: Census.Key) -> [AttributeValue] {
        let rule = self.census.bound.schema.equality(of: key.attribute)
        var holders: [AttributeValue: (value: AttributeValue, count: Int)] = [:]
        for entry in self.census.entries {
            let forms = Dictionary(key.values(of: entry).map { (rule?.normalized($0) ?? $0, $0) }) { first, _ in first }
            for (form, value) in forms { holders[form, default: (value, 0)].count += 1 }
        }
        return holders.values.filter { $0.count > 1 }.map(\.value).sorted {
            $0.bytes.lexicographicallyPrecedes($1.bytes)
        }
    }
}
