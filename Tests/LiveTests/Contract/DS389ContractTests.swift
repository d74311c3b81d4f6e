import DirectoryContract
import LDAP
import Sandbox
import Testing

/// What the bridge relies on is what 389 Directory Server does.
@Suite(.needs(.ds389), .serialized, .bridge(on: .ds389 { $0.sizeLimit = 20 }))
struct DS389ContractTests {
    @Test(arguments: Clause.all(of: .ds389)) func ds389Keeps(clause: Clause) async throws {
        let scene = try BridgeScene.current
        let world = ContractWorld(
            scene.directory, of: .ds389, account: scene.kind.account.name, sizeLimit: 20,
            base: DistinguishedName(server: "ou=people,dc=acme,dc=example"))
        try await clause.hold(world)
    }
}
