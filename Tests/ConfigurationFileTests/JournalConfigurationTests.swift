import LDAP
import Testing

@testable import ConfigurationFile

/// `journal:`.
@Suite struct JournalConfigurationTests {
    private static func settings(_ lines: String) throws -> Settings {
        try Settings(
            yaml: """
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                users: { base: "ou=p" }
                \(lines)
                """, file: "f")
    }

    private static func problems(_ lines: String) -> [String] {
        do {
            _ = try self.settings(lines)
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.reason) ?? ["\(error)"]
        }
    }

    @Test(arguments: [
        ("", "/var/lib/starbridge/journal"), ("tokens_file: /srv/acme/tokens.json", "/srv/acme/journal"),
        ("tokens_file: tokens.json", "journal"), ("journal: { directory: /srv/j }", "/srv/j"),
    ])
    func liesBesideTheTokensUnlessTheFileSaysOtherwise(lines: String, directory: String) throws {
        #expect(try Self.settings(lines).journal == .init(directory: directory))
    }

    @Test func isKeptAsTheFileSays() throws {
        let journal = try Self.settings(
            "journal: { keep: 48h, at_most: 500MB, sync: each, required: false, secrets: [pin, carLicense] }"
        ).journal
        #expect(journal.keep == 172_800 && journal.maximumSize == 500_000_000)
        #expect(journal.synchronisesEach && !journal.isRequired && journal.secrets == ["pin", "carLicense"])
        #expect(try Self.settings("journal: { required: true, keep: 400d }").journal.isRequired)
    }

    @Test(arguments: [
        ("keep: 400", "journal.keep: must be a time such as 400d or 48h"),
        ("keep: 0d", "journal.keep: must be a time such as 400d or 48h"),
        ("keep: -1d", "journal.keep: must be a time such as 400d or 48h"),
        ("at_most: 10", "journal.at_most: must be a size such as 500MB or 10GB"),
        ("at_most: 0GB", "journal.at_most: must be a size such as 500MB or 10GB"),
        ("sync: always", "journal.sync: must be batch or each"),
        ("required: maybe", "journal.required must be true or false"),
        ("secrets: ['a b']", "journal.secrets: 'a b' is not the name of an attribute"),
        ("kep: 1d", "unknown key journal.kep; did you mean keep?"),
    ])
    func saysWhatIsWrong(lines: String, problem: String) {
        #expect(Self.problems("journal: { \(lines) }") == [problem])
    }
}
