import SCIM
import Testing
import Translator

@testable import ConfigurationFile
@testable import Demo

@Suite
struct DemoConfigurationTests {
    @Test(
        arguments: [
            ("127.0.0.1", "http://127.0.0.1:8080/scim/v2"), ("0.0.0.0", "http://127.0.0.1:8080/scim/v2"),
            ("::1", "http://[::1]:8080/scim/v2"),
        ]
    )
    func isWhatTheDaemonAccepts(host: String, tenantURL: String) throws {
        let demo = DemoConfiguration(
            folder: "/tmp/demo",
            suffix: "dc=acme,dc=example",
            url: "ldap://127.0.0.1:3890",
            account: "cn=starbridge,ou=services,dc=acme,dc=example",
            directory: .openLDAP,
            listener: (host, 8080), consolePort: 8081
        )
        let configuration = try Settings(yaml: demo.text, file: demo.path)
        #expect(configuration.baseURL == tenantURL)
        #expect(configuration.listeners.map(\.place) == [.address(host: host, port: 8080)])
        #expect(configuration.tokensFile == demo.tokensFile)
        #expect(configuration.users.renaming == .server)
        #expect(configuration.users.revival == .externalId)
        #expect(configuration.users.activation == [.passwordPolicyLock])
        var users = Mapping.inetOrgPerson(base: configuration.users.base)
        users.showGroups(.request)
        #expect(configuration.users.rules == users.rules)
        let groups = try #require(configuration.groups.first)
        let rules = Mapping.groupOfNames(base: groups.base).rules
        let externalID = users.rules.filter { $0.path == AttributePath(attribute: "externalId") }
        #expect(groups.rules == rules.prefix(1) + externalID + rules.dropFirst())
        #expect(groups.objectClasses == ["groupOfNames", "labeledURIObject"])
        #expect(groups.deletion == .delete)
        #expect(groups.renaming == .server)
    }

    @Test(arguments: [(DemoDirectory.ds389, Mapping.Renaming.server), (.sambaAD, .refuse)])
    func leavesToTheKindWhatItHas(directory: DemoDirectory, renaming: Mapping.Renaming) throws {
        let demo = DemoConfiguration(
            folder: "/tmp/demo", suffix: "dc=acme,dc=example", url: "ldap://127.0.0.1:3890",
            account: "cn=starbridge,dc=acme,dc=example", directory: directory, listener: ("127.0.0.1", 8080),
            consolePort: nil)
        let configuration = try Settings(yaml: demo.text, file: demo.path)
        #expect(configuration.users.leftOpen.isSuperset(of: [.filter, .objectClasses, .rdn, .rules]))
        #expect(configuration.users.renaming == renaming)
        #expect(configuration.groups.first?.renaming == renaming)
        #expect(configuration.groups.first?.deletion == .delete)
    }
}
