import Directories
import LDAP
import Testing
import Translator

@testable import ConfigurationFile
@testable import Demo

@Suite struct SettingsRehearsalTests {
    private static let yaml = """
        listen:
          - address: 127.0.0.1:8080
        base_url: https://scim.acme.example/scim/v2
        control_socket: /run/starbridge/control.sock
        metrics: { address: 127.0.0.1:9464 }
        mode: observe
        directory:
          servers: ["ldaps://ldap1.acme.example", "ldaps://ldap2.acme.example"]
          bind: { dn: "cn=starbridge,dc=acme", password_file: /etc/starbridge/ldap-password }
          tls: { ca_file: /etc/starbridge/ca.pem }
        users:
          base: "ou=people,dc=acme"
        groups:
          base: "ou=groups,dc=acme"
        reader:
          filter: (objectClass=person)
          bind: { dn: "cn=starmind,dc=acme", password_file: /etc/starbridge/reader-password }
        """

    private func settings(copyOf kind: Dialect, isPermissive: Bool) throws -> Settings {
        try Settings(yaml: Self.yaml, file: "starbridge.yaml")
            .rehearsing(
                at: ServerURL(parsing: "ldapi://%2Ftmp%2Fcopy%2Fldapi"), copyOf: kind, isPermissive: isPermissive,
                in: "/tmp/copy")
    }

    @Test func nothingInItLeadsToTheOriginal() throws {
        let settings = try self.settings(copyOf: .openLDAP, isPermissive: false)
        #expect(settings.directory.servers.map(\.description) == ["ldapi://%2Ftmp%2Fcopy%2Fldapi"])
        #expect(settings.directory.bind.account == nil && settings.directory.caFile == nil)
        #expect(settings.reader?.bind == nil)
        #expect(settings.controlSocket == nil && settings.metrics == nil && settings.console == nil)
        #expect(settings.journal.directory == "/tmp/copy/journal" && settings.guard.limits.isEmpty)
        #expect(settings.mode == .serve)
        #expect(settings.baseURL == "https://scim.acme.example/scim/v2")
    }

    @Test func newEntriesHaveTheClassOfAPermissiveCopy() throws {
        let settings = try self.settings(copyOf: .activeDirectory, isPermissive: true)
        #expect(settings.users.objectClasses.last == CopySchema.ownClass)
        #expect(settings.users.objectClasses.contains("user"))
        #expect(settings.groups.allSatisfy { $0.objectClasses.last == CopySchema.ownClass })
        #expect(settings.users.adapted(to: .openLDAP).objectClasses == settings.users.objectClasses)
        #expect(settings.directory.dialect?.accountLock == .userAccountControl)
    }

    @Test func anotherAddressKeepsThePathOfTheURL() throws {
        let settings = try self.settings(copyOf: .openLDAP, isPermissive: false).listening(at: ("127.0.0.1", 8444))
        #expect(settings.listeners.map(\.place) == [.address(host: "127.0.0.1", port: 8444)])
        #expect(settings.baseURL == "http://127.0.0.1:8444/scim/v2")
    }
}
