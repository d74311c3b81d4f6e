import DirectoryContract
import DirectoryDouble
import LDAP
import Testing

/// The directory in memory, over which the other tests run, is held to what slapd does.
@Suite struct DirectoryContractTests {
    @Test(arguments: Clause.all(of: .slapd)) func theDirectoryInMemoryKeeps(clause: Clause) async throws {
        let directory = MemoryDirectory { $0.sizeLimit = 20 }
        let world = ContractWorld(
            directory, of: .slapd, account: directory.options.account, sizeLimit: 20,
            base: DistinguishedName(server: "ou=people,\(directory.options.suffix)"))
        try await clause.hold(world)
    }
}
