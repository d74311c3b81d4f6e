import Foundation
import LDAP
import Sandbox
import Testing

@testable import LDAPClient

/// An address behind which there are several servers, as behind a load balancer.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientIdentityTests {
    typealias Scene = LDAPClientScene

    /// Every other connection leads to a server with one person more.
    @Test func usesOneOfTheServersBehindAnAddress() async throws {
        try await Self.withBalancer { configuration, first, second in
            try await Scene.withClient(configuration) { client in
                _ = await client.reaches { $0 != .connecting }
                let counts = [first, second].map { slapd in { slapd.connections } }
                let isSecond = try await client.search(Scene.find(4)).entries.count == 1
                let (used, unused) = isSecond ? (counts[1], counts[0]) : (counts[0], counts[1])
                // The four of the pool are there in the end, though every other one is turned away.
                while used() < 4 || unused() > 0 { try await Task.sleep(for: .milliseconds(20)) }
                for number in 0..<50 {
                    _ = try await client.apply(Scene.replace(1, "cn", AttributeValue("number \(number)")))
                    let found = try await client.search(Scene.find(1, "cn")).entries
                    #expect(found.first?["cn"] == [AttributeValue("number \(number)")])
                    #expect(try await client.search(Scene.find(4)).entries.count == (isSecond ? 1 : 0))
                }
            }
        }
    }

    @Test func leasesAConnectionToTheServerInUse() async throws {
        try await Self.withBalancer { configuration, _, _ in
            try await Scene.withClient(configuration) { client in
                _ = await client.reaches { $0 != .connecting }
                let count = try await client.search(Scene.find(4)).entries.count
                for _ in 0..<6 {
                    let held = try await client.hold(idle: .seconds(1))
                    #expect(try await held.search(Scene.find(4)).entries.count == count)
                }
            }
        }
    }

    /// All connections end with a server; then the other one is as good as any.
    @Test func takesTheOtherServerWhenTheOneInUseIsGone() async throws {
        try await Self.withBalancer { configuration, first, second in
            try await Scene.withClient(configuration) { client in
                _ = await client.reaches { $0 != .connecting }
                let isSecond = try await client.search(Scene.find(4)).entries.count == 1
                await (isSecond ? second : first).kill()
                let wanted = isSecond ? 0 : 1
                let limit = ContinuousClock.now + .seconds(20)
                while .now < limit {
                    let found = try? await client.search(Scene.find(4)).entries.count
                    if found == wanted { return }
                }
                Issue.record("the other server was not taken")
            }
        }
    }

    private static func withBalancer(
        _ body: (Client.Configuration, PrivateSlapd, PrivateSlapd) async throws -> Void
    ) async throws {
        try await Scene.withSlapd(people: 4) { first in
            // slapd says to the second when it was started.
            try await Task.sleep(for: .milliseconds(1100))
            try await Scene.withSlapd(people: 5) { second in
                let ports = [first, second].map { $0.options.ldapPort ?? 0 }
                let proxy = try LDAPClientProxy(server: ports[0], second: ports[1])
                defer { proxy.stop() }
                var configuration = try Scene.configuration(["ldap://127.0.0.1:\(proxy.port)"])
                configuration.connections = 4
                try await body(configuration, first, second)
            }
        }
    }
}
