import Bridge
import Foundation
import LDAP
import LDAPClient
import Sandbox
import Testing

@testable import Daemon

/// Servers that take over from one another.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientFailoverTests {
    typealias Scene = LDAPClientScene

    @Test func failsOverStaysAndComesBackWhenTheFirstServerIsHealthy() async throws {
        try await Self.withTwoServers(failbackDelay: .milliseconds(300)) { client, first, second in
            let (firstURL, secondURL) = (try #require(first.ldapURL), try #require(second.ldapURL))
            try await client.reaches(server: firstURL)
            #expect(try await client.search(Scene.find(4)).entries.isEmpty)
            await first.kill()
            try await client.reaches(server: secondURL)
            #expect(try await client.search(Scene.find(4)).entries.count == 1)
            try await first.restart()
            try await client.reaches(server: firstURL)
            #expect(try await client.search(Scene.find(4)).entries.isEmpty)
        }
    }

    @Test func leavesAServerThatAcceptsAndSaysNothingAfterOneTimeout() async throws {
        try await Self.withTwoServers(
            failbackDelay: .seconds(60),
            configure: { ($0.connections, $0.timeout) = (4, .seconds(3)) },
            { client, first, _ in
                try await client.reaches(server: try #require(first.ldapURL))
                // All four connections are there, and have been used.
                while first.connections < 4 { await Task.yield() }
                for _ in 0..<20 {
                    await withTaskGroup { group in
                        for _ in 0..<64 { group.addTask { _ = try? await client.search(Scene.find(1)) } }
                    }
                }
                await first.standStill()
                let start = ContinuousClock.now
                await ldapError(.timeout) { try await client.search(Scene.find(4)) }
                #expect(try await client.search(Scene.find(4)).entries.count == 1)
                #expect(ContinuousClock.now - start < .seconds(5))
            })
    }

    /// A bind that the silent server does not answer keeps nobody from the next one.
    @Test func leavesAServerThatFallsSilentWhileConnectionsAreMade() async throws {
        try await Self.withTwoServers(
            failbackDelay: .seconds(60), configure: { ($0.connections, $0.timeout) = (8, .seconds(3)) },
            { client, first, _ in
                _ = await client.reaches { $0 != .connecting }
                await first.standStill()
                let start = ContinuousClock.now
                // It is found out by a bind, or else by the search, which then has had its time.
                var limit = Duration.milliseconds(2900)
                do {
                    _ = try await client.search(Scene.find(4))
                } catch {
                    limit = .seconds(4)
                }
                let found = try await client.search(Scene.find(4)).entries
                #expect(found.count == 1)
                #expect(ContinuousClock.now - start < limit)
            })
    }

    @Test func passesOverAServerThatIsSilentFromTheStart() async throws {
        try await Self.withTwoServers(
            failbackDelay: .seconds(60), stopFirst: true,
            configure: { ($0.connections, $0.connectTimeout, $0.timeout) = (4, .seconds(1), .seconds(8)) },
            { client, _, _ in
                let start = ContinuousClock.now
                let found = try await client.search(Scene.find(4)).entries
                #expect(found.count == 1)
                #expect(ContinuousClock.now - start < .seconds(4))
            })
    }

    /// Each write is read at once, wherever it is read: none is missing when the preferred server takes over.
    @Test func comesBackUnderSteadyWritesAndMissesNone() async throws {
        try await Self.withReplicas { client, first, second in
            let firstURL = try #require(first.ldapURL)
            try await client.reaches(server: firstURL)
            _ = try await client.apply(Scene.replace(1, "cn", "before"))
            await first.stop()
            try await client.reaches(server: try #require(second.ldapURL))
            let writing = Task {
                var (number, isFirst) = (0, 0)
                while isFirst < 20, !Task.isCancelled {
                    number += 1
                    let value = AttributeValue("number \(number)")
                    do {
                        _ = try await client.apply(Scene.replace(1, "cn", value))
                    } catch {
                        continue
                    }
                    #expect(try await client.search(Scene.find(1, "cn")).entries.first?["cn"] == [value])
                    if client.state == .connected(try ServerURL(parsing: firstURL)) { isFirst += 1 }
                }
                return isFirst
            }
            try await Task.sleep(for: .milliseconds(300))
            try await first.restart()
            let limit = Task {
                try await Task.sleep(for: .seconds(30))
                writing.cancel()
            }
            #expect(try await writing.value == 20)
            limit.cancel()
        }
    }

    @Test func staysWithTheServerThatItFailedOverTo() async throws {
        try await Self.withTwoServers(failbackDelay: .seconds(60)) { client, first, second in
            try await client.reaches(server: try #require(first.ldapURL))
            await first.kill()
            try await client.reaches(server: try #require(second.ldapURL))
            try await first.restart()
            for _ in 0..<50 { #expect(try await client.search(Scene.find(4)).entries.count == 1) }
        }
    }

    @Test func comesBackOnlyToAServerThatHasOurLastWrite() async throws {
        try await Self.withTwoServers(failbackDelay: .milliseconds(100)) { client, first, second in
            let firstURL = try #require(first.ldapURL)
            try await client.reaches(server: firstURL)
            // The first change and an orderly end leave a contextCSN, without which slapd makes one of the present time.
            _ = try await client.apply(Scene.replace(1, "cn", "Everywhere"))
            await first.stop()
            try await client.reaches(server: try #require(second.ldapURL))
            _ = try await client.apply(Scene.replace(1, "cn", "Only here"))
            try await first.restart()
            for _ in 0..<10 {
                try await Task.sleep(for: .milliseconds(50))
                #expect(try await client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["Only here"])
            }
            // A later change on the first server stands for replication that has caught up.
            try await Scene.withClient(try Scene.configuration([firstURL])) { other in
                _ = try await other.apply(Scene.replace(1, "cn", "Replicated"))
            }
            try await client.reaches(server: firstURL)
            #expect(try await client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["Replicated"])
        }
    }

    /// Two servers that are told apart by a person that only the second one has.
    private static func withTwoServers(
        failbackDelay: Duration, stopFirst: Bool = false,
        configure: (inout Client.Configuration) -> Void = { _ in },
        _ body: (Client, PrivateSlapd, PrivateSlapd) async throws -> Void
    ) async throws {
        let options = { (options: inout PrivateSlapd.Options) in _ = options.overlays.insert(.syncprov) }
        try await Scene.withSlapd(people: 4, options: options) { first in
            try await Scene.withSlapd(people: 5, options: options) { second in
                let urls = [try #require(first.ldapURL), try #require(second.ldapURL)]
                var configuration = try Scene.configuration(urls)
                configuration.connections = 2
                configuration.failbackDelay = failbackDelay
                configure(&configuration)
                if stopFirst { await first.standStill() }
                try await Scene.withClient(configuration) { try await body($0, first, second) }
            }
        }
    }

    /// Two servers that replicate each other's changes.
    private static func withReplicas(
        _ body: (Client, PrivateSlapd, PrivateSlapd) async throws -> Void
    ) async throws {
        let ports = [try #require(Loopback.freePort()), try #require(Loopback.freePort())]
        let replica = { (number: Int, options: inout PrivateSlapd.Options) in
            options.overlays = [.syncprov]
            options.ldapPort = ports[number]
            options.globalDirectives = ["serverID \(number + 1)"]
            options.databaseDirectives = [
                "syncrepl rid=00\(number + 1) provider=ldap://127.0.0.1:\(ports[1 - number]) type=refreshAndPersist "
                    + "searchbase=\"\(Scene.base)\" bindmethod=simple binddn=\"\(Scene.root)\" "
                    + "credentials=\(options.rootPassword) retry=\"1 +\"",
                "multiprovider on",
            ]
        }
        try await Scene.withSlapd(options: { replica(0, &$0) }) { first in
            try await Scene.withSlapd(
                options: {
                    replica(1, &$0)
                    $0.content = .text("")
                },
                { second in
                    var configuration = try Scene.configuration([
                        try #require(first.ldapURL), try #require(second.ldapURL),
                    ])
                    configuration.failbackDelay = .milliseconds(300)
                    try await Scene.withClient(configuration) { client in
                        try await Self.waitForReplication(to: second)
                        try await body(client, first, second)
                    }
                })
        }
    }

    private static func waitForReplication(to slapd: PrivateSlapd) async throws {
        try await Scene.withClient(try Scene.configuration([try #require(slapd.ldapURL)])) { client in
            while true {
                // The second server begins empty, without even the suffix.
                do throws(LDAPError) {
                    if try await !client.search(Scene.find(1)).entries.isEmpty { return }
                } catch  where error.code == .noSuchObject {}
                await Task.yield()
            }
        }
    }
}
