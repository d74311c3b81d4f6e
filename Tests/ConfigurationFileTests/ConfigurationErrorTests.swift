import FoundationEssentials
import Sandbox
import Testing

@testable import ConfigurationFile

/// What is wrong with a file, told with its place and all at once.
@Suite struct ConfigurationErrorTests {
    /// The problems of a text; none if there are none.
    private static func problems(_ yaml: String) -> [String] {
        do {
            _ = try Settings(yaml: yaml, file: "f")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The problems of the complete file after one replacement, which must be possible.
    private static func problems(replacing text: String, with other: String) -> [String] {
        let yaml = ConfigurationTests.complete
        #expect(yaml.ranges(of: text).count == 1, "\(text)")
        return self.problems(yaml.replacing(text, with: other))
    }

    @Test(arguments: [
        ("", ["f: directory is missing", "f: users is missing"]),
        ("[]", ["f:1:1: the file must be a mapping of keys to values"]),
        ("a: [", ["f:2:1: did not find expected node content"]),
        ("a: 1\na: 2", ["f:1:1: the keys a stand twice in the same mapping"]),
        ("directory: { servers: [x", ["f:2:1: did not find expected ',' or ']'"]),
    ])
    func tellsWhatIsNoConfiguration(yaml: String, problems: [String]) {
        #expect(Array(Self.problems(yaml).prefix(problems.count)) == problems)
    }

    @Test func readsAFileThatAnEditorOfWindowsWrote() throws {
        let yaml = "\u{FEFF}" + ConfigurationTests.smallest.replacing("\n", with: "\r\n")
        #expect(Self.problems(yaml) == [])
    }

    @Test(arguments: [
        ("directory:\n\tservers: [x]\n", "f:2:1"), ("users:\n  base: x\n  \tscope: one\n", "f:3:3"),
    ])
    func saysWhereATabIs(yaml: String, place: String) {
        #expect(
            Self.problems(yaml) == ["\(place): the line is indented with a tab, which YAML does not allow: use spaces"])
    }

    @Test func wantsValuesOfAPathInQuotes() {
        Self.expect(
            Self.problems(replacing: #"emails[type eq "work"].value:"#, with: "emails[type eq work].value:"),
            [
                #"users.attributes: emails[type eq work].value: put the value in quotes, as in emails[type eq "work"].value"#
            ])
    }

    @Test func wantsNoFlagsInTheTenantURL() {
        Self.expect(
            Self.problems(
                replacing: "https://scim.acme.example/scim/v2/",
                with: "https://scim.acme.example/scim/v2?aadOptscim062020"),
            [
                "base_url: leave out ?aadOptscim062020: flags such as Entra's aadOptscim062020 belong into the Tenant URL in Entra"
            ])
    }

    @Test func tellsEverythingAtOnce() {
        let yaml = """
            listen: { address: x }
            tokens_file: []
            directory:
              servers: [http://x, "ldap://ldap.acme.example"]
              bind: { dn: "no name", password: secret }
              conections: 3
              timeout: soon
            users: { base: "ou=people", on_rename: maybe, attributes: { shoeSize: x, userName: "u i d" } }
            reeder: {}
            """
        Self.expect(
            Self.problems(yaml),
            [
                "f:1:9: listen must be a list",
                "f:2:14: tokens_file must be a single text",
                "f:4:13: directory.servers: 'http://x' is not the URL of a directory server",
                "f:5:15: directory.bind.dn: is not a distinguished name: no '=' after the attribute type at offset 3",
                "f:5:9: directory.bind.password_file is missing",
                "f:5:26: unknown key directory.bind.password; did you mean password_file?",
                "f:7:12: directory.timeout: must be a length of time such as 10s, 500ms or 1m",
                "f:6:3: unknown key directory.conections; did you mean connections?",
                "f:8:61: users.attributes: SCIM users have no attribute shoeSize",
                "f:8:84: users.attributes: u i d is not the name of an LDAP attribute",
                "f:8:40: users.on_rename: must be refuse, server or follow",
                "f:9:1: unknown key reeder; did you mean reader?",
            ])
    }

    @Test(
        arguments: [
            (
                "tls: { certificate: /tls/chain.pem, key: /tls/key.pem }", "tls: {}",
                [
                    "f:3:10: listen[0].tls.certificate is missing", "f:3:10: listen[0].tls.key is missing",
                ]
            ),
            (
                "address: \"0.0.0.0:8443\"", "adress: \"0.0.0.0:8443\"",
                [
                    "f:2:5: listen[0].address is missing", "f:2:5: unknown key listen[0].adress; did you mean address?",
                ]
            ),
            (
                "\"0.0.0.0:8443\"", "\"0.0.0.0\"",
                ["f:2:14: listen[0].address: must be host:port, such as 0.0.0.0:8443 or [::]:8443"]
            ),
            (
                "\"0.0.0.0:8443\"", ":8443",
                ["f:2:14: listen[0].address: must name a host before the port, such as 0.0.0.0"]
            ),
            (
                "\"0.0.0.0:8443\"", "a:70000",
                ["f:2:14: listen[0].address: must be host:port, such as 0.0.0.0:8443 or [::]:8443"]
            ),
            (
                "allow_plaintext: true", "allow_plaintext: sometimes",
                ["f:4:46: listen[1].allow_plaintext must be true or false", "f:4:5: listen[1] would receive"]
            ),
            (
                "base_url: https://scim.acme.example/scim/v2/", "base_url: scim.acme.example",
                ["f:5:11: base_url: must be the whole Tenant URL"]
            ),
            (
                "base_url: https://scim.acme.example/scim/v2/", "base_url: https://a/?x=1",
                ["f:5:11: base_url: leave out ?x=1"]
            ),
            ("base_path: /v2", "base_path: v2", ["f:31:12: base_path: must be the path of the calls"]),
            ("base_path: /v2", "base_path: /v2?x", ["f:31:12: base_path: must be the path of the calls"]),
            ("tokens_file: /srv/tokens.json", "tokens_file:", ["f:6:13: tokens_file has no value"]),
            (
                "kind: openldap", "kind: novell",
                ["f:9:9: directory.kind: novell is not a kind of directory that Starbridge knows: auto, openldap"]
            ),
            (
                "connections: 7", "connections: 0",
                ["f:12:16: directory.connections must be a whole number from 1 to 64"]
            ),
            (
                "connections: 7", "connections: many",
                ["f:12:16: directory.connections must be a whole number from 1 to 64"]
            ),
            ("timeout: 1500ms", "timeout: 10", ["f:13:12: directory.timeout: must be a length of time"]),
            ("timeout: 1500ms", "timeout: 0s", ["f:13:12: directory.timeout: must be a length of time"]),
            (
                "start_tls: true", "start_tls: 1",
                ["f:11:43: directory.tls.start_tls must be true or false", "f:8:12: the password for ldap://ldap2"]
            ),
            (
                "start_tls: true", "starttls: true",
                [
                    "f:11:32: unknown key directory.tls.starttls; did you mean start_tls?",
                    "f:8:12: the password for ldap://ldap2",
                ]
            ),
            (
                "bind: { dn: \"cn=starbridge,dc=acme,dc=example\", password_file: /run/password }",
                "bind: { method: gssapi }",
                [
                    "f:10:19: directory.bind.method can only be external"
                ]
            ),
            (
                "bind: { dn: \"cn=starbridge,dc=acme,dc=example\", password_file: /run/password }",
                "bind: { method: external }",
                [
                    "directory.bind.method: external works over ldapi:// only"
                ]
            ),
            (
                "servers: [ldaps://ldap1.acme.example, \"ldap://ldap2.acme.example:1389\"]", "servers: []",
                ["f:8:12: directory.servers must not be empty"]
            ),
            (
                "servers: [ldaps://ldap1.acme.example, \"ldap://ldap2.acme.example:1389\"]", "servers: ldaps://x",
                ["f:8:12: directory.servers must be a list of texts"]
            ),
            ("\"ldap://ldap2.acme.example:1389\"", "[]", ["f:8:12: directory.servers must be a list of texts"]),
            (
                "  servers: [ldaps://ldap1.acme.example, \"ldap://ldap2.acme.example:1389\"]\n", "",
                ["f:8:3: directory.servers is missing"]
            ),
        ] as [(String, String, [String])])
    func tellsWhatIsWrongWithTheDirectory(text: String, other: String, problems: [String]) {
        Self.expect(Self.problems(replacing: text, with: other), problems)
    }

    @Test(
        arguments: [
            ("  base: ou=people,dc=acme,dc=example\n", "", ["users.base is missing"]),
            ("base: ou=people,dc=acme,dc=example", "base: people", ["f:15:9: users.base: is not a distinguished name"]),
            ("scope: one", "scope: all", ["f:16:10: users.scope: must be subtree or one"]),
            ("filter: (objectClass=person)", "filter: (objectClass=person", ["f:17:11: users.filter: "]),
            (
                "object_classes: [person, posixAccount]", "object_classes: person",
                ["f:18:19: users.object_classes must be a list of texts"]
            ),
            (
                "rdn: cn", "rdn: c n",
                ["f:19:8: users.rdn: ", "f:19:8: users.rdn: no attribute in users.attributes is mapped to uid"]
            ),
            ("rdn: cn", "rdn: uid", ["f:19:8: users.rdn: no attribute in users.attributes is mapped to uid"]),
            (
                "    userName: { attribute: cn, unique: true }\n", "",
                ["f:21:5: users.attributes must map userName", "f:19:8: users.rdn: no attribute"]
            ),
            (
                "userName: { attribute: cn, unique: true }", "id: cn",
                ["f:21:5: users.attributes: id cannot be mapped; Starbridge gives it its value"]
            ),
            (
                "userName: { attribute: cn, unique: true }", "active: cn",
                ["f:21:5: users.attributes: active cannot be mapped"]
            ),
            (
                "userName: { attribute: cn, unique: true }", "shoeSize: cn",
                ["f:21:5: users.attributes: SCIM users have no attribute shoeSize"]
            ),
            ("userName: { attribute: cn, unique: true }", "user Name: cn", ["f:21:5: users.attributes: user Name: "]),
            (
                "userName: { attribute: cn, unique: true }", "userName: c n",
                ["f:21:15: users.attributes: c n is not the name of an LDAP attribute"]
            ),
            (
                "userName: { attribute: cn, unique: true }", "userName: { uniqe: true }",
                [
                    "f:21:15: users.attributes.userName.attribute is missing",
                    "f:21:17: unknown key users.attributes.userName.uniqe; did you mean unique?",
                ]
            ),
            ("name.familyName: {", "username: cn\n    name.familyName: {", ["f:22:5: username is mapped twice"]),
            (
                "name.familyName: {", "password: title\n    name.familyName: {",
                ["f:22:15: users.attributes: a password cannot be kept in title"]
            ),
            (
                "name.familyName: {", "password: { attribute: title }\n    name.familyName: {",
                ["f:22:15: users.attributes.password: a password cannot be kept in title"]
            ),
            (
                "\"{userName}\"", "\"{shoeSize}\"",
                ["f:22:50: users.attributes.name.familyName.default: SCIM users have no attribute shoeSize"]
            ),
            ("\"{userName}\"", "\"{userName\"", ["f:22:49: users.attributes.name.familyName.default: the { has no }"]),
            (
                "required: true", "required: yes please",
                ["users.attributes.name.familyName.required must be true or false"]
            ),
            (
                "matching: \"@acme\"", "matching: \"(\"",
                ["f:23:74: users.attributes.emails[type eq \"work\"].value.choose.matching: "]
            ),
            (
                "choose: { matching: \"@acme\" }", "choose: {}",
                ["f:23:62: users.attributes.emails[type eq \"work\"].value.choose.matching is missing"]
            ),
            (
                "{ strategy: ppolicy-lock }", "{ strategy: lock }",
                ["f:27:19: users.active[1].strategy must be ppolicy-lock, ns-account-lock, "]
            ),
            ("{ strategy: ppolicy-lock }", "{}", ["f:27:7: users.active[1].strategy is missing"]),
            (
                "active: Employee, inactive: Disabled }", "active: x, inactive: x }",
                ["f:26:7: users.active[0] must tell active from inactive by a value"]
            ),
            (
                "active: Employee, inactive: Disabled }", "inactive: Disabled, absent: inactive }",
                ["f:26:83: users.active[0].absent: name a value of active to write"]
            ),
            ("attribute: employeeType, ", "", ["f:26:7: users.active[0].attribute is missing"]),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }", "{ strategy: burn }",
                ["f:28:26: users.on_delete.strategy must be delete, trash or mark"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }", "{ strategy: mark }",
                ["f:28:14: users.on_delete must say how deleted entries are marked"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }", "{ strategy: mark, attribute: title }",
                ["f:28:14: users.on_delete.value is missing"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }",
                "{ strategy: mark, attribute: title, value: x, object_class: gone }",
                ["f:28:14: users.on_delete has a mark of two kinds"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }",
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\", memberships: lose }",
                ["f:28:85: users.on_delete.memberships: must be keep or end"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }",
                "{ strategy: delete, memberships: end }",
                [
                    "f:28:47: users.on_delete.memberships goes with `strategy: mark` alone: remove it",
                    "f:28:14: users.on_delete.memberships: there is no section groups",
                ]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }", "{ strategy: trash }",
                ["f:28:14: users.on_delete.base is missing"]
            ),
            (
                "{ strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }", "{ strategy: delete, base: x }",
                ["f:28:34: unknown key users.on_delete.base"]
            ),
            (
                "\"ou=leavers,dc=acme,dc=example\"", "\"ou=x,OU=People,dc=acme,dc=example\"",
                ["f:28:14: users.on_delete.base must not be below users.base"]
            ),
            ("revive: userName", "revive: always", ["f:29:11: users.revive: must be externalId, userName or never"]),
            ("revive: userName", "revive: externalId", ["f:29:11: users.revive: externalId is not mapped"]),
            ("on_rename: follow", "on_rename: maybe", ["f:30:14: users.on_rename: must be refuse, server or follow"]),
            ("on_rename: follow", "on_rname: follow", ["f:30:3: unknown key users.on_rname; did you mean on_rename?"]),
            ("on_rename: follow", "quotas: 1", ["f:30:3: unknown key users.quotas"]),
            ("on_rename: follow", "[a, b]: 1", ["f:30:3: a key of users must be a text"]),
        ] as [(String, String, [String])])
    func tellsWhatIsWrongWithTheUsers(text: String, other: String, problems: [String]) {
        Self.expect(Self.problems(replacing: text, with: other), problems)
    }

    /// Expects as many problems as there are texts, each with its text.
    private static func expect(_ problems: [String], _ texts: [String]) {
        #expect(problems.count == texts.count, "\(problems)")
        for (problem, text) in zip(problems, texts) { #expect(problem.contains(text), "\(problems)") }
    }

    @Test func tellsWhichFileCannotBeRead() throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let path = folder.path + "/starbridge.yaml"
        var error = #expect(throws: ConfigurationError.self) { try Settings(contentsOf: path) }
        #expect(error?.description == "\(path): cannot be read; does it exist, and may this user read it?")
        try Data([0x61, 0xFF]).write(to: URL(filePath: path))
        error = #expect(throws: ConfigurationError.self) { try Settings(contentsOf: path) }
        #expect(error?.description == "\(path): is not UTF-8 text")
    }
}
