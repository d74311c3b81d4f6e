import LDAP
import LDAPClient
import Sandbox
import Testing

/// A replica that takes no writes stands before the provider in the list of servers.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientReplicaTests {
    typealias Scene = LDAPClientScene

    @Test(arguments: [true, false]) func aWriteLeadsToTheProviderAndReadsFollow(refers: Bool) async throws {
        try await Self.withReplica(refers: refers) { client, replica, provider in
            try await client.reaches(server: try #require(replica.ldapURL))
            _ = try await client.apply(Scene.replace(1, "cn", "Written"))
            #expect(try await client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["Written"])
            let url = try ServerURL(parsing: try #require(provider.ldapURL))
            #expect(client.state == .connected(url))
        }
    }

    @Test func whileTheProviderIsAwayTheReplicaIsRead() async throws {
        try await Self.withReplica { client, replica, provider in
            _ = try await client.apply(Scene.replace(1, "cn", "Written"))
            await provider.kill()
            try await client.reaches(server: try #require(replica.ldapURL))
            #expect(try await client.search(Scene.find(1)).entries.count == 1)
            let error = await ldapError(.unavailable) { try await client.apply(Scene.replace(1, "cn", "Lost")) }
            #expect(error?.outcome == .notApplied)
            try await provider.restart()
            try await client.reaches(server: try #require(provider.ldapURL))
            _ = try await client.apply(Scene.replace(1, "cn", "Again"))
            #expect(try await client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["Again"])
        }
    }

    @Test func manyWritersAtOnceAllReachTheProvider() async throws {
        try await Self.withReplica { client, replica, _ in
            try await client.reaches(server: try #require(replica.ldapURL))
            try await withThrowingTaskGroup { group in
                for number in 0..<32 {
                    group.addTask {
                        let value = AttributeValue("number \(number)")
                        _ = try await client.apply(
                            .modify(Scene.person(2), [Modification(.add, "description", [value])]))
                    }
                }
                try await group.waitForAll()
            }
            let found = try await client.search(Scene.find(2, "description")).entries
            #expect(found.first?["description"].count == 32)
        }
    }

    /// A server that is not in the list is not gone to.
    @Test func aReferralToAnywhereElseIsAnError() async throws {
        try await Self.withReplica(referral: "ldap://elsewhere.example") { client, replica, _ in
            let error = await ldapError(.referral) { try await client.apply(Scene.replace(1, "cn", "Lost")) }
            #expect(error?.referrals.first?.hasPrefix("ldap://elsewhere.example") == true)
            let url = try ServerURL(parsing: try #require(replica.ldapURL))
            #expect(client.state == .connected(url))
        }
    }

    private static func withReplica(
        refers: Bool = true, referral: String? = nil,
        _ body: (Client, PrivateSlapd, PrivateSlapd) async throws -> Void
    ) async throws {
        try await Scene.withSlapd(options: { $0.overlays = [.syncprov] }) { provider in
            let url = try #require(provider.ldapURL)
            try await Scene.withSlapd(
                options: { options in
                    options.overlays = []
                    options.databaseDirectives = [
                        "syncrepl rid=001 provider=\(url) type=refreshAndPersist searchbase=\"\(Scene.base)\" "
                            + "bindmethod=simple binddn=\"\(Scene.root)\" credentials=\(options.rootPassword) retry=\"1 +\""
                    ]
                    if refers { options.databaseDirectives.append("updateref \(referral ?? url)") }
                },
                { replica in
                    var configuration = try Scene.configuration([try #require(replica.ldapURL), url])
                    configuration.connections = 2
                    configuration.failbackDelay = .milliseconds(300)
                    try await Scene.withClient(configuration) { try await body($0, replica, provider) }
                })
        }
    }
}
