import Bridge
import Foundation
import LDAP
import LDAPClient
import Sandbox
import Testing

@testable import Daemon

/// Lost connections and lost answers.
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
}
