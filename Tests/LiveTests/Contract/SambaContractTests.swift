import DirectoryContract
import LDAP
import Testing

@testable import Daemon

/// What the bridge relies on is what Samba does as a domain controller.
@Suite(.needs(.samba), .serialized, .bridge(on: .samba))
struct SambaContractTests {
    @Test(arguments: Clause.all(of: .samba)) func sambaKeeps(clause: Clause) async throws {
        let scene = try BridgeScene.current
        let world = ContractWorld(
            scene.directory, owner: ClientDirectory(client: scene.root), of: .samba, account: scene.kind.account.name,
            sizeLimit: 20,
            base: DistinguishedName(server: "ou=people,dc=acme,dc=example"))
        try await clause.hold(world)
    }
}
