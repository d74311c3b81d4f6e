import DirectoryContract
import LDAP
import Sandbox
import Testing

/// What the bridge relies on, and what the directory in memory of the unit tests pretends to be, is what slapd does.
@Suite(.needsSlapd, .serialized, .bridge { $0.sizeLimit = 20 })
struct SlapdContractTests {
    @Test(arguments: Clause.all(of: .slapd)) func slapdKeeps(clause: Clause) async throws {
        let world = ContractWorld(
            try BridgeScene.current.directory, of: .slapd,
            account: DistinguishedName(server: "cn=starbridge,ou=services,dc=acme,dc=example"), sizeLimit: 20,
            base: DistinguishedName(server: "ou=people,dc=acme,dc=example"))
        try await clause.hold(world)
    }
}
