import Bridge
import Foundation
import LDAP
import LDAPClient
import Sandbox
import Testing

@testable import Daemon

/// Lost connections, lost answers, and servers that take over from one another.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientRecoveryTests {
    typealias Scene = LDAPClientScene

    /// Runs a client through a relay.
    private static func throughProxy(
        connections: Int = 1, _ body: (Client, LDAPClientProxy, PrivateSlapd) async throws -> Void
    ) async throws {
        try await Scene.withSlapd { slapd in
            let proxy = try LDAPClientProxy(server: try #require(slapd.options.ldapPort))
            defer { proxy.stop() }
            var configuration = try Scene.configuration(["ldap://127.0.0.1:\(proxy.port)"])
            configuration.connections = connections
            configuration.timeout = .seconds(3)
            try await Scene.withClient(configuration) { try await body($0, proxy, slapd) }
        }
    }

    private static func evidence(_ client: Client, _ number: Int) async throws -> WriteOptions {
        let entry = try await client.search(Scene.find(number, "entryUUID", "entryCSN")).entries.first
        let id = try #require(entry?["entryUUID"].first)
        let version = try #require(entry?["entryCSN"].first)
        return WriteOptions(
            controls: [.postRead(["cn", "entryCSN"])],
            recovery: .init(
                id: .init(attribute: "entryUUID", value: id), version: .init(attribute: "entryCSN", value: version)))
    }

    private static let newcomer = Entry(
        dn: DistinguishedName(server: "uid=new,ou=people,dc=acme,dc=example"),
        attributes: [
            Attribute("objectClass", values: ["inetOrgPerson"]), Attribute("uid", values: ["new"]),
            Attribute("cn", values: ["New"]), Attribute("sn", values: ["New"]),
            Attribute("userPassword", values: ["secret"]),
        ])

    /// A change of each kind, after which person 1 is what it was, renamed, or gone.
    static let changes: [Change] = [
        Scene.replace(1, "cn", "Changed"),
        .add(newcomer),
        .delete(Scene.person(1)),
        .rename(Scene.person(1), to: .init("uid", "moved"), deleteOld: true, superior: nil),
    ]

    @Test func learnsTheSchemaAnewWithAServerThatWasAway() async throws {
        try await Scene.withSlapd { slapd in
            try await Scene.withClient(try Scene.configuration([try #require(slapd.ldapURL)])) { client in
                let directory = ClientDirectory(client: client)
                _ = try await client.search(Scene.find(1, "cn"))
                let before = try await directory.server()
                #expect(before.schema.attributeType("newcomer") == nil)
                #expect(try await directory.server() === before)
                let file = slapd.options.folder + "/slapd.conf"
                let text = String(decoding: try #require(FileManager.default.contents(atPath: file)), as: UTF8.self)
                let type = "attributetype ( 1.3.6.1.4.1.99999.7 NAME 'newcomer' SUP name )"
                try FileText.write(text.replacing("database mdb", with: "\(type)\ndatabase mdb"), to: file)
                try await slapd.restart()
                while (try? await client.search(Scene.find(1, "cn"))) == nil { await Task.yield() }
                #expect(try await directory.server().schema.attributeType("newcomer") != nil)
            }
        }
    }

    @Test(arguments: Self.changes)
    func knowsThatAWriteWasMadeWhoseAnswerIsLost(change: Change) async throws {
        try await Self.throughProxy { client, proxy, _ in
            var options = try await Self.evidence(client, 1)
            if change.resultingName == nil { options.controls = [] }
            proxy.set(.loseAnswer)
            let result = try await client.apply(change, options: options)
            #expect(result.isReadBack)
            if case .modify = change { #expect(result.postRead?["cn"] == ["Changed"]) }
            let left = try await client.search(SearchRequest(base: Scene.people, scope: .oneLevel)).entries
            let name = change.resultingName ?? Scene.person(0)
            #expect(left.contains { $0.dn == name })
            if case .delete = change { #expect(left.count == 2) }
        }
    }

    @Test(arguments: Self.changes)
    func knowsThatAWriteWasNotMadeThatNeverArrived(change: Change) async throws {
        try await Self.throughProxy { client, proxy, _ in
            let options = try await Self.evidence(client, 1)
            proxy.set(.loseRequest)
            let error = await ldapError(.unavailable) { try await client.apply(change, options: options) }
            #expect(error?.outcome == .notApplied)
            let left = try await client.search(Scene.find(1, "cn")).entries
            #expect(left.first?["cn"] == ["Person 1"])
        }
    }

    @Test(arguments: Self.changes)
    func saysThatItDoesNotKnowWhileTheServerIsAway(change: Change) async throws {
        try await Self.throughProxy { client, proxy, _ in
            let options = try await Self.evidence(client, 1)
            proxy.set(.loseAnswer, afterwards: .refuse)
            let error = await ldapError(.unavailable) { try await client.apply(change, options: options) }
            #expect(error?.outcome == .unknown)
        }
    }

    @Test func doesNotGuessWithoutEvidence() async throws {
        try await Self.throughProxy { client, proxy, _ in
            _ = try await client.search(Scene.find(1))
            proxy.set(.loseAnswer)
            let error = await ldapError(.serverDown) { try await client.apply(Scene.replace(1, "cn", "Changed")) }
            #expect(error?.outcome == .unknown)
        }
    }

    @Test func repeatsReadsAndNeverSendsAnythingUnbound() async throws {
        try await Self.throughProxy(connections: 2) { client, proxy, slapd in
            _ = try await client.search(Scene.find(1))
            for round in 0..<6 {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<40 {
                        group.addTask {
                            // A search by nobody finds nothing, or is refused with another code.
                            do throws(LDAPError) {
                                return try await client.search(Scene.find(number % 3)).entries.count
                            } catch {
                                return [.serverDown, .unavailable, .timeout].contains(error.code) ? 1 : -1
                            }
                        }
                    }
                    if round % 2 == 0 { proxy.cut() } else { proxy.set(.loseAnswer) }
                    for try await count in group { #expect(count == 1) }
                }
                if round == 3 { try await slapd.restart() }
                _ = await client.reaches { if case .connected = $0 { true } else { false } }
            }
            #expect(proxy.firstOperations.count >= 4)
            #expect(proxy.firstOperations.allSatisfy { $0 == 0x60 })
        }
    }

    @Test func repeatsTheSearchesOfOneCallThatAreLostTogether() async throws {
        try await Self.throughProxy(connections: 2) { client, proxy, _ in
            _ = try await client.search(Scene.find(1))
            for _ in 0..<4 {
                proxy.set(.loseAnswer)
                let outcomes = await client.searchAll((0..<20).map { Scene.find($0 % 4, "uid") })
                #expect(try outcomes.map { try $0.get().entries.count } == (0..<20).map { $0 % 4 == 3 ? 0 : 1 })
            }
            #expect(proxy.firstOperations.count >= 4)
            #expect(proxy.firstOperations.allSatisfy { $0 == 0x60 })
        }
    }

    @Test func failsTheSearchesOfOneCallTogetherWhileNoServerIsThere() async throws {
        try await Scene.run { scene in
            try await scene.expectFound(1)
            await scene.slapd.kill()
            let outcomes = await scene.client.searchAll([Scene.find(0), Scene.find(1)])
            for outcome in outcomes { await ldapError(.unavailable) { try outcome.get() } }
            #expect(outcomes.count == 2)
        }
    }

    @Test func survivesDescriptorsThatAreUsedAgain() async throws {
        try await Scene.run(configure: { $0.connections = 3 }) { scene in
            for _ in 0..<4 {
                try await scene.expectFound(1)
                await scene.slapd.kill()
                await ldapError { try await scene.client.search(Scene.find(1)) }
                try await scene.slapd.restart()
                try await scene.expectFound(2)
            }
        }
    }

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
                for _ in 0..<3 {
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

extension PrivateSlapd {
    /// How many connections to its port there are, as the kernel knows them.
    fileprivate nonisolated var connections: Int {
        let port = String(self.options.ldapPort ?? 0, radix: 16, uppercase: true)
        let end = ":" + String(repeating: "0", count: 4 - port.count) + port
        return FileText.read("/proc/net/tcp").split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[1].hasSuffix(end) && fields[3] == "01"
        }
    }
}
