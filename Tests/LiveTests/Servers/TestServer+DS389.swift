import Directories
import LDAP
import Sandbox
import Translator

extension TestServer {
    /// 389 Directory Server with the plug-ins that most directories have switched on.
    static let ds389 = TestServer.ds389 { _ in }

    /// 389 Directory Server with other options.
    static func ds389(
        connections: Int = 2, _ change: @escaping @Sendable (inout PrivateDS389.Options) -> Void
    ) -> TestServer {
        TestServer(
            name: "389 Directory Server", program: "/usr/sbin/ns-slapd", dialect: .ds389, people: BridgeScene.mapping(),
            groups: BridgeScene.groups, connections: connections
        ) { folder in
            var options = PrivateDS389.Options(folder: folder)
            change(&options)
            return try await PrivateDS389.start(options)
        }
    }
}
