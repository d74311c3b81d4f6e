import LDAP
import NIOCore
import NIOPosix
import Testing

@testable import LDAPClient
@testable import SCIMFront

/// On which event loop a call is served.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientEventLoopTests {
    typealias Scene = LDAPClientScene

    /// The event loops on which calls from each event loop are served.
    private static func homes(_ client: Client) async throws -> [(caller: any EventLoop, connection: any EventLoop)] {
        var homes: [(caller: any EventLoop, connection: any EventLoop)] = []
        for eventLoop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
            let home = try await withTaskExecutorPreference(EventLoopExecutor(eventLoop)) {
                let found = try await client.search(Scene.find(1)).entries
                #expect(found.count == 1)
                return try await client.pool.connection(until: .now + .seconds(5)).eventLoop
            }
            homes.append((eventLoop, home))
        }
        return homes
    }

    @Test func servesACallWhereItArrives() async throws {
        let count = MultiThreadedEventLoopGroup.singleton.makeIterator().reduce(0) { count, _ in count + 1 }
        try await Scene.run(configure: { $0.connections = count }) { scene in
            // The first connection serves all until the others are there.
            while try await !Self.homes(scene.client).allSatisfy({ $0.caller === $0.connection }) {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    @Test func servesACallElsewhereWhereItsEventLoopHasNoConnection() async throws {
        try await Scene.run(configure: { $0.connections = 1 }) { scene in
            let homes = try await Self.homes(scene.client)
            #expect(homes.allSatisfy { $0.connection === homes[0].connection })
        }
    }
}
