import Directories
import LDAP
import Sandbox
import Translator

extension TestServer {
    /// OpenLDAP with the overlays that the bridge knows how to use.
    static let slapd = TestServer.slapd { _ in }

    /// OpenLDAP without any overlay: nobody keeps references, nothing is unique, and lists cannot be sorted.
    static let bareSlapd: TestServer = {
        var server = TestServer.slapd { $0.overlays = [] }
        server.name = "OpenLDAP without overlays"
        server.people.activation = [.attribute("employeeType", active: nil, inactive: "disabled")]
        (server.locksOut, server.sortsLongLists) = (false, false)
        (server.people.renaming, server.groups.renaming) = (.follow, .follow)
        return server
    }()

    /// OpenLDAP with other options.
    static func slapd(_ change: @escaping @Sendable (inout PrivateSlapd.Options) -> Void) -> TestServer {
        TestServer(
            name: "OpenLDAP", program: "/usr/sbin/slapd", dialect: .openLDAP, people: BridgeScene.mapping(),
            groups: BridgeScene.groups
        ) { folder in
            var options = PrivateSlapd.Options(folder: folder)
            options.databaseDirectives = [
                "access to dn.subtree=\"\(BridgeScene.elsewhere)\""
                    + " by dn.exact=\"cn=starbridge,ou=services,dc=acme,dc=example\" write by users read"
            ]
            change(&options)
            return try await PrivateSlapd.start(options)
        }
    }
}
