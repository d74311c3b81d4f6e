import Encodings
import Directories
import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

@Suite struct ConfigurationTests {
    /// Every key with a value that is not its default.
    static let complete = """
        listen:
          - address: "0.0.0.0:8443"
            tls: { certificate: /tls/chain.pem, key: /tls/key.pem }
          - { address: "[::]:8080", allow_plaintext: true }
        base_url: https://scim.acme.example/scim/v2/
        tokens_file: /srv/tokens.json
        directory:
          servers: [ldaps://ldap1.acme.example, "ldap://ldap2.acme.example:1389"]
          kind: openldap
          bind: { dn: "cn=starbridge,dc=acme,dc=example", password_file: /run/password }
          tls: { ca_file: /tls/ca.pem, start_tls: true }
          connections: 7
          timeout: 1500ms
        users:
          base: ou=people,dc=acme,dc=example
          scope: one
          filter: (objectClass=person)
          object_classes: [person, posixAccount]
          rdn: cn
          attributes:
            userName: { attribute: cn, unique: true }
            name.familyName: { attribute: sn, default: "{userName}", required: true }
            emails[type eq "work"].value: { attribute: mail, choose: { matching: "@acme" }, unique: true }
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: { attribute: manager, reference: true }
          active:
            - { strategy: attribute, attribute: employeeType, active: Employee, inactive: Disabled }
            - { strategy: ppolicy-lock }
          on_delete: { strategy: trash, base: "ou=leavers,dc=acme,dc=example" }
          revive: userName
          on_rename: follow
        base_path: /v2
        limits: { connections: 99, head_timeout: 1s, body_timeout: 2s, idle_timeout: 3m, head_size: 5000, body_size: 70000 }

        """

    @Test func readsEveryKey() throws {
        let configuration = try Settings(yaml: Self.complete, file: "f")
        let listeners = configuration.listeners
        #expect(listeners.map(\.place.description) == ["0.0.0.0:8443", "[::]:8080"])
        #expect(listeners.map(\.tls?.certificate) == ["/tls/chain.pem", nil])
        #expect(listeners.map(\.tls?.key) == ["/tls/key.pem", nil])
        #expect(configuration.baseURL == "https://scim.acme.example/scim/v2")
        #expect(configuration.basePath == "/v2")
        #expect(configuration.tokensFile == "/srv/tokens.json")
        var limits = Settings.Limits()
        (limits.connections, limits.headSize, limits.bodySize) = (99, 5000, 70_000)
        (limits.headTimeout, limits.bodyTimeout, limits.idleTimeout) = (.seconds(1), .seconds(2), .seconds(180))
        #expect(configuration.limits == limits)

        let directory = configuration.directory
        #expect(
            directory.servers.map(\.description) == [
                "ldaps://ldap1.acme.example:636", "ldap://ldap2.acme.example:1389",
            ])
        #expect(directory.dialect?.name == "openldap")
        guard case .simple(let dn, let passwordFile) = directory.bind else {
            Issue.record("\(directory.bind)")
            return
        }
        #expect(dn == DistinguishedName(server: "cn=starbridge,dc=acme,dc=example"))
        #expect(passwordFile == "/run/password")
        #expect(directory.caFile == "/tls/ca.pem" && directory.startTLS)
        #expect(directory.connections == 7)
        #expect(directory.timeout == .milliseconds(1500))
    }

    @Test func readsEveryKeyOfTheMapping() throws {
        let users = try Settings(yaml: Self.complete, file: "f").users
        #expect(users.base == DistinguishedName(server: "ou=people,dc=acme,dc=example"))
        #expect(users.scope == .oneLevel)
        #expect(users.filter.description == "(objectClass=person)")
        #expect(users.objectClasses == ["person", "posixAccount"])
        #expect(users.rdn == "cn")
        let employeeType = Mapping.Activation.attribute("employeeType", active: "Employee", inactive: "Disabled")
        #expect(users.activation == [employeeType, .passwordPolicyLock])
        #expect(users.deletion == .trash(base: DistinguishedName(server: "ou=leavers,dc=acme,dc=example")))
        #expect(users.revival == .userName)
        #expect(users.renaming == .follow)

        let rules = users.rules
        #expect(
            rules.map(\.path.description) == [
                "userName", "name.familyName", #"emails[type eq "work"].value"#,
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
            ])
        #expect(rules.map(\.attribute) == ["cn", "sn", "mail", "manager"])
        #expect(rules.map(\.isRequired) == [true, true, false, false])
        #expect(rules.map(\.isUnique) == [true, false, true, false])
        #expect(rules.map(\.isReference) == [false, false, false, true])
        #expect(rules.map { $0.defaultValue != nil } == [false, true, false, false])
        #expect(rules.map { $0.choice == .first } == [true, true, false, true])
    }

    @Test func readsWhoMayCallFromWhere() throws {
        let listen =
            #"listen: [{ address: "127.0.0.1:1", allow: [192.0.2.0/24, "::1"], proxies: [unix, 10.0.0.1] }, { address: "127.0.0.1:2" }]"#
        let settings = try Settings(
            yaml: Self.smallest + "\n\(listen)\ncontrol_socket: /run/x.sock\n", file: "f")
        #expect(settings.listeners[0].allowed == ["192.0.2.0/24", "::1"].compactMap(AddressRange.init))
        #expect(settings.listeners[0].proxies == [AddressRange("10.0.0.1")] && settings.listeners[0].trustsUnixSockets)
        let other = settings.listeners[1]
        #expect(other.allowed == nil && other.proxies.isEmpty && !other.trustsUnixSockets)
        #expect(settings.controlSocket == "/run/x.sock")
    }

    @Test(arguments: [
        ("allow: [192.0.2.7/24]", "listen[0].allow: 192.0.2.7/24 is no address or network"),
        ("allow: [unix]", "listen[0].allow: unix is no address"),
        ("proxies: [example.com]", "listen[0].proxies: example.com"),
        ("allow: []", "must not be empty"), ("allow: 192.0.2.7", "must be a list of texts"),
    ])
    func refusesWhatIsNoNetwork(line: String, words: String) {
        let yaml = Self.smallest + "\nlisten: [{ address: 127.0.0.1:1, \(line) }]\n"
        let error = #expect(throws: ConfigurationError.self) { try Settings(yaml: yaml, file: "f") }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    static let smallest = """
        directory:
          servers: ["ldapi://%2Frun%2Fslapd%2Fldapi"]
          bind: { dn: "cn=starbridge,dc=acme,dc=example", password_file: /etc/starbridge/ldap-password }
        users: { base: "ou=people,dc=acme,dc=example" }
        """

    @Test func smallestFileHasDefaultsForTheRest() throws {
        let configuration = try Settings(yaml: Self.smallest, file: "f")
        #expect(configuration.listeners.map(\.place.description) == ["127.0.0.1:8080"])
        #expect(configuration.baseURL == "http://127.0.0.1:8080/scim/v2")
        #expect(configuration.tokensFile == "/var/lib/starbridge/tokens.json")
        #expect(configuration.limits == Settings.Limits())
        #expect(configuration.directory.dialect == nil)
        #expect(configuration.directory.connections == 4)
        #expect(configuration.directory.timeout == .seconds(10))
        #expect(configuration.directory.caFile == nil && !configuration.directory.startTLS)
        let users = configuration.users
        #expect(users.scope == .subtree && users.rdn == "uid" && users.objectClasses == ["inetOrgPerson"])
        #expect(users.rules.count == 9 && users.deletion == nil && users.revival == .externalId)
        #expect(users.activation == [.lockOfKind] && users.renaming == .refuse)
    }

    @Test(arguments: [
        ("10s", Duration.seconds(10)), ("500ms", .milliseconds(500)), ("2m", .seconds(120)), ("1s", .seconds(1)),
    ])
    func readsTimes(text: String, time: Duration) throws {
        let yaml = Self.complete.replacing("timeout: 1500ms", with: "timeout: \(text)")
        #expect(try Settings(yaml: yaml, file: "f").directory.timeout == time)
    }

    @Test(arguments: [
        ("active: { strategy: ppolicy-lock }", [Mapping.Activation.passwordPolicyLock]), ("active: []", []),
        (
            "active: { strategy: attribute, attribute: employeeType, inactive: Disabled }",
            [.attribute("employeeType", active: nil, inactive: "Disabled")]
        ),
        (
            "active: { strategy: attribute, attribute: employeeType, active: [Staff, Guest], inactive: [Left, Dead], absent: inactive }",
            [.attribute("employeeType", active: ["Staff", "Guest"], inactive: ["Left", "Dead"], absent: .inactive)]
        ),
        (
            "active: { strategy: attribute, attribute: accountExpires, until: windows }",
            [.until("accountExpires", .windows)]
        ),
        (
            "active: [{ strategy: object-class, object_class: leaver }, { strategy: object-class, object_class: staff, marks: active }]",
            [.objectClass("leaver", of: .inactive), .objectClass("staff", of: .active)]
        ),
        (
            "active: { strategy: group, group: 'cn=off,dc=acme' }",
            [.group(DistinguishedName(server: "cn=off,dc=acme"), of: .inactive)]
        ),
        (
            "active: { strategy: group, group: 'cn=on,dc=acme', member: uniqueMember, members: active }",
            [.group(DistinguishedName(server: "cn=on,dc=acme"), member: "uniqueMember", of: .active)]
        ),
        (
            "active: { strategy: move, base: 'ou=off,dc=acme', active_base: 'ou=on,dc=acme' }",
            [
                .move(
                    below: DistinguishedName(server: "ou=off,dc=acme"),
                    activeBase: DistinguishedName(server: "ou=on,dc=acme"))
            ]
        ),
        (
            "active: [{ strategy: ns-account-lock }, { strategy: orcl-is-enabled }]",
            [Mapping.Activation(.nsAccountLock), Mapping.Activation(.orclIsEnabled)]
        ),
    ])
    func readsOneStrategyOrAList(line: String, strategies: [Mapping.Activation]) throws {
        let yaml = Self.smallest.replacing("users: { base: ", with: "users: { \(line), base: ")
        #expect(try Settings(yaml: yaml, file: "f").users.activation == strategies)
    }

    @Test(arguments: [
        ("{ strategy: delete }", Mapping.Deletion.delete),
        ("{ strategy: mark, attribute: employeeType, value: Gone }", .mark(Mapping.Mark("employeeType", "Gone"))),
        ("{ strategy: mark, object_class: gone }", .mark(Mapping.Mark("objectClass", "gone"))),
    ])
    func readsWhatBecomesOfTheDeleted(text: String, deletion: Mapping.Deletion) throws {
        let yaml = Self.smallest.replacing("users: { base: ", with: "users: { on_delete: \(text), base: ")
        #expect(try Settings(yaml: yaml, file: "f").users.deletion == deletion)
    }

    @Test(arguments: [("", false), (", memberships: keep", false), (", memberships: end", true)])
    func readsWhetherTheDeletedLeaveTheirGroups(text: String, ends: Bool) throws {
        let deletion = "on_delete: { strategy: mark, attribute: employeeType, value: Gone\(text) }"
        let users = Self.smallest.replacing("users: { base: ", with: "users: { \(deletion), base: ")
        let groups = "\ngroups: { base: \"ou=groups,dc=acme,dc=example\" }\n"
        #expect(try Settings(yaml: users + groups, file: "f").users.endsMemberships == ends)
        if !ends { return }
        let error = try #require(#expect(throws: ConfigurationError.self) { try Settings(yaml: users, file: "f") })
        #expect("\(error)".contains("users.on_delete.memberships: there is no section groups"))
    }

    @Test func withoutExternalIdNobodyIsRevived() throws {
        let yaml = Self.complete.replacing("  revive: userName\n", with: "")
        #expect(try Settings(yaml: yaml, file: "f").users.revival == .never)
    }

    @Test func bindsByItsUnixAccount() throws {
        let yaml = """
            directory: { servers: ["ldapi://%2Frun%2Fslapd%2Fldapi"], bind: { method: external } }
            users: { base: "ou=people,dc=acme,dc=example" }
            """
        guard case .external = try Settings(yaml: yaml, file: "f").directory.bind else {
            Issue.record("not external")
            return
        }
    }

    @Test(arguments: [
        ("127.0.0.1:80", "http://127.0.0.1:80/scim/v2"), ("[::1]:8080", "http://[::1]:8080/scim/v2"),
        ("localhost:9000", "http://localhost:9000/scim/v2"),
    ])
    func theTenantURLFollowsTheListener(address: String, url: String) throws {
        let yaml = "listen: [{ address: \"\(address)\" }]\n" + Self.smallest
        #expect(try Settings(yaml: yaml, file: "f").baseURL == url)
    }
}
