import LDAP
import Testing

@testable import LDAPClient

@Suite struct ReadOnlyServersTests {
    private static func servers() throws -> ReadOnlyServers {
        let urls = ["ldaps://replica.acme.example", "ldaps://provider.acme.example", "ldaps://other.acme.example"]
        return ReadOnlyServers(among: try urls.map { try ServerURL(parsing: $0) })
    }

    @Test func turnsToTheServerThatIsNamed() throws {
        var servers = try Self.servers()
        #expect(servers.refused(0, referringTo: ["ldap://other.acme.example:389/dc=acme??sub"]) == .turn(to: 2))
        #expect(servers.preferred(to: 2) == [1])
    }

    @Test func turnsToTheNextWhereNoneIsNamed() throws {
        var servers = try Self.servers()
        #expect(servers.refused(0, referringTo: []) == .turn(to: 1))
        #expect(servers.refused(1, referringTo: []) == .turn(to: 2))
        #expect(servers.refused(2, referringTo: []) == .giveUp)
    }

    @Test func looksForItAtOnceTheFirstTimeOnly() throws {
        var servers = try Self.servers()
        let referral = ["ldap://PROVIDER.acme.example"]
        #expect(servers.refused(0, referringTo: referral) == .turn(to: 1))
        #expect(servers.refused(0, referringTo: referral) == .wait)
        #expect(servers.preferred(to: 0) == [1, 2])
    }

    @Test func aReferralToAnywhereElseLeadsNowhere() throws {
        var servers = try Self.servers()
        for referral in ["ldap://elsewhere.example/dc=acme", "not a url", "ldap://"] {
            #expect(servers.refused(0, referringTo: [referral]) == .giveUp)
        }
        #expect(servers.preferred(to: 0) == [])
        #expect(servers.preferred(to: 2) == [0, 1])
    }

    /// A replica that was made the provider takes writes, and the former provider says so.
    @Test func aServerThatIsNamedTakesWritesAgain() throws {
        var servers = try Self.servers()
        #expect(servers.refused(0, referringTo: ["ldap://provider.acme.example"]) == .turn(to: 1))
        #expect(servers.refused(1, referringTo: ["ldap://replica.acme.example"]) == .turn(to: 0))
        #expect(servers.preferred(to: 0) == [])
    }
}
