import Bridge
import Directories
import LDAP
import Translator

/// Whether the attributes by which most calls look for entries have an index: as the server's configuration shows it, or else by the
/// time that a search takes that finds nobody.
struct SpeedCheck: Check {
    /// Fewer entries than this are found fast without an index.
    private static let minimumEntries = 2000

    let census: Census
    let checked: CheckedDirectory
    let id = "index"
    var subject: String { self.census.bound.mapping.section }

    func findings() async throws(LDAPError) -> [CheckFinding] {
        let mapping = self.census.bound.mapping
        let check = IndexCheck(
            mapping, referredToBy: self.checked.mappings.map(\.mapping), self.checked.server, self.checked.dialect)
        let durations = try await check.durations(in: self.checked.directory, self.checked.dialect)
        guard let fastest = durations.map(\.duration).min() else { return [] }
        let settings = try await ServerConfiguration.read(
            holding: mapping.base, in: self.checked.directory, self.checked.dialect)
        if let indexed = settings?.equalityIndexes {
            let missing = durations.map(\.attribute).filter { name in
                !indexed.contains { self.checked.schema.areSame($0, name) }
            }
            return [self.finding(missing, shownBy: "as the server's configuration shows")]
        }
        guard self.census.entries.count >= Self.minimumEntries || self.checked.dialect.limitsLookThrough else {
            return [
                CheckFinding(
                    self.id, self.subject, .ok,
                    "Searches by \(durations.map(\.attribute.description).joined(separator: ", ")) take \(durations.map(\.duration).max()?.milliseconds ?? ""); "
                        + "\(self.census.entries.count) entries are too few to tell by the time whether there is an index."
                )
            ]
        }
        let slow = durations.filter { $0.duration > .milliseconds(5) && $0.duration > fastest * 10 }
        return [
            self.finding(
                slow.map(\.attribute),
                shownBy: "by the time that searches take (\(slow.map(\.duration.milliseconds).joined(separator: ", ")))"
            )
        ]
    }

    private func finding(_ missing: [AttributeDescription], shownBy words: String) -> CheckFinding {
        guard !missing.isEmpty else {
            return CheckFinding(
                self.id, self.subject, .ok, "\(self.subject): what most calls look for is indexed for equality.")
        }
        let names = missing.map(\.description).joined(separator: ", ")
        return CheckFinding(
            self.id, self.subject, .warning,
            "\(self.subject): \(names) has no index for equality, \(words): every call that looks for it makes the server read all entries.",
            advice: self.checked.dialect.configurationForm == .databases
                ? "Add `index \(missing.map(\.description).joined(separator: ",")) eq` to the database, and run slapindex."
                : "Have it indexed for equality.")
    }
}

extension Duration {
    /// The time for a person, such as `0.4 ms`.
    var milliseconds: String {
        let tenths = Int64(self / .microseconds(100))
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
