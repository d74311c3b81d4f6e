import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

/// What the file says in expressions: `value`, `default`, `computed` and `tables`.
@Suite struct ExpressionConfigurationTests {
    private static func settings(_ more: String) throws(ConfigurationError) -> Settings {
        try Settings(
            yaml: """
                directory:
                  servers: [ldaps://a]
                  bind: { dn: "cn=a", password_file: /p }
                users:
                  base: ou=p
                  attributes:
                    userName: uid
                \(more)
                """, file: "f")
    }

    private static func problems(_ more: String) -> [String] {
        do {
            return try Self.settings(more).warnings.map(\.description)
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func readsForms() throws {
        let users = try Self.settings(
            """
                title: { attribute: title, value: "{value | lower}", default: "{userName | upper}" }
                'addresses[type eq "work"].country': { attribute: c, value: "{value | lookup:countries}" }
            tables:
              countries: { Germany: DE, Austria: AT }
            """
        ).users
        #expect(users.rules[1].form?.template.description == "{value | lower}")
        #expect(users.rules[1].defaultValue?.description == "{userName | upper}")
        #expect(users.rules[2].form?.isInvertible ?? false)
    }

    @Test func readsWhatIsComputed() throws {
        let users = try Self.settings(
            """
              computed:
                gecos: "{displayName | ascii}"
                proxyAddresses: ["SMTP:{userName}", "smtp:{emails.value}"]
                loginShell: { value: /bin/bash, write: create }
                otherMailbox: { value: "SMTP:{userName}", keep: "smtp:" }
            """
        ).users
        #expect(users.computed.map(\.attribute) == ["gecos", "proxyAddresses", "loginShell", "otherMailbox"])
        #expect(users.computed.map(\.isInitial) == [false, false, true, false])
        #expect(users.computed.map(\.templates.count) == [1, 2, 1, 1])
        #expect(users.computed.map(\.formerPrefix) == [nil, nil, nil, "smtp:"])
        #expect(users.computed[2].templates[0].isConstant)
    }

    /// What is wrong, at its line and column.
    @Test(arguments: [
        (
            #"    title: { attribute: title, value: "{value | lowr}" }"#,
            #"f:8:49: users.attributes.title.value: there is no function "lowr"; did you mean lower?"#
        ),
        (
            #"    title: { attribute: title, default: '{userNam}' }"#,
            "f:8:43: users.attributes.title.default: SCIM users have no attribute userNam; did you mean userName?"
        ),
        ("  computed:\n    gecos: a{userName", "f:9:13: users.computed.gecos: the { has no }: write {{ for a brace"),
        (
            "  computed:\n    gecos: [x, '{titel}']",
            "f:9:18: users.computed.gecos: SCIM users have no attribute titel; did you mean title?"
        ),
        ("  computed:\n    gecos: { valu: x }", "f:9:14: unknown key users.computed.gecos.valu; did you mean value?"),
        (
            "  computed:\n    gecos: { value: x, write: never }",
            "f:9:31: users.computed.gecos.write: must be always or create"
        ),
        (
            "  computed:\n    userPassword: x",
            "f:9:5: users.computed: userPassword holds passwords, which are not computed"
        ),
        ("  computed:\n    gecos: ~", "f:9:12: users.computed.gecos must be a text in quotes, or a list of them"),
        (
            "  computed:\n    gecos: { value: '{userName}', keep: 'smtp:' }",
            "f:9:41: users.computed.gecos.keep: only a value that follows"
        ),
        (
            "  computed:\n    gecos: { value: 'a{userName}', keep: b, write: create }",
            "f:9:42: users.computed.gecos.keep: only a value that follows"
        ),
        ("tables:\n  a: x", "f:9:6: tables.a must be a mapping of texts to texts"),
        ("tables:\n  a: { X: 1, x: 2 }", "f:9:17: tables.a: x stands there twice"),
        (
            "  computed:\n    gecos: '{title | lookup:b}'\ntables:\n  a: { X: 1 }",
            #"f:9:22: users.computed.gecos: there is no table "b" under `tables`"#
        ),
    ])
    func saysWhereItIsWrong(more: String, problem: String) {
        let problems = Self.problems(more)
        #expect(problems.contains { $0.hasPrefix(problem) }, "\(problems)")
    }

    @Test func anEntryMayBeNamedByWhatIsComputed() throws {
        #expect(Self.problems("  rdn: cn\n  computed: { cn: '{userName}' }") == [])
        #expect(!Self.problems("  rdn: cn").isEmpty)
    }
}
