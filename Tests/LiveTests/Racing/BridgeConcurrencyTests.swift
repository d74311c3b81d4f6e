import Bridge
import Directories
import NIOHTTP1
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

extension BridgeTests {
    /// Several writers in front of a server that checks nothing with a write: it knows no assertion control.
    @Suite(.serialized, .bridge) struct Concurrency {
        /// Ways to write to OpenLDAP without the control.
        struct Way: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let dialect: Dialect

            init(_ name: String, _ change: (inout Dialect) -> Void) {
                var dialect = Dialect.openLDAP
                dialect.vetoedCapabilities.insert(.assertion)
                change(&dialect)
                (self.testDescription, self.dialect) = (name, dialect)
            }

            static let all = [
                Way("assertion, not listed") { _ in },
                Way("exchange") { $0.concurrency = .exchange() },
                Way("exchange, but for titles") { $0.concurrency = .exchange(except: ["title", "displayName"]) },
                Way("lock") { $0.concurrency = .lock },
                Way("exchange without versions") { ($0.concurrency, $0.versionAttribute) = (.exchange(), nil) },
                Way("lock without versions") { ($0.concurrency, $0.versionAttribute) = (.lock, nil) },
            ]
        }

        private func bridge(_ way: Way, over directory: (any Directory)? = nil) throws -> BridgeCaller {
            let scene = try BridgeScene.current
            return scene.bridge(
                over: UncheckingDirectory(directory ?? scene.directory), dialect: way.dialect)
        }

        private static func title(_ text: String) -> String {
            #"{"op":"replace","path":"title","value":"\#(text)"}"#
        }

        /// Sends eight calls at the same time, and returns their statuses.
        private func eight(_ call: @escaping @Sendable (Int) async throws -> Reply) async throws -> [Int] {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 { group.addTask { try await call(number).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        /// Neighbours change different attributes: only the version tells them that the entry is another.
        @Test(arguments: Way.all)
        func oneOfEightWritersWithOneVersionWins(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.version.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let bridge = try self.bridge(way)
            for round in 0..<5 {
                try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: Round \(round)\n-\n")
                let tag = try #require(try await bridge.get("/Users/\(id)").expect(200).headers.first(name: "ETag"))
                let statuses = try await self.eight { number in
                    let path = ["title", "displayName", "name.givenName", "name.familyName"][number % 4]
                    let body = #"{"Operations":[{"op":"replace","path":"\#(path)","value":"\#(round) by \#(number)"}]}"#
                    return try await bridge.send(.PATCH, "/Users/\(id)", body, headers: ["If-Match": tag])
                }
                #expect(statuses.sorted() == [200, 412, 412, 412, 412, 412, 412, 412])
            }
        }

        @Test(arguments: Way.all)
        func allOfEightMembersSurvive(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.members.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            var people: [(dn: String, id: String)] = []
            for number in 0..<9 { people.append(try await scene.addPerson("\(name).\(number)")) }
            let (dn, id) = try await scene.addGroup(name, [people[8].dn])
            let bridge = scene.groupBridge(over: UncheckingDirectory(scene.directory), dialect: way.dialect)
            let statuses = try await self.eight { [people] number in
                try await bridge.patch(
                    id, #"{"op":"add","path":"members","value":[{"value":"\#(people[number].id)"}]}"#, at: "/Groups")
            }
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 204 }, "\(statuses)")
            #expect(try await scene.members(dn) == Set(people.map(\.dn)))
        }

        @Test(arguments: Way.all)
        func theLastOfEightGivesTheOnlyValue(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.absent.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let bridge = try self.bridge(way)
            let statuses = try await self.eight { try await bridge.patch(id, Self.title("by \($0)")) }
            #expect(statuses == Array(repeating: 200, count: 8))
            #expect(try await scene.contents(dn)?["title"]?.count == 1)
        }

        /// Another bridge, which shares no lock, writes in the moment before the write: both values are there, until that is seen.
        @Test(arguments: Way.all)
        func aValueThatCameBetweenIsSeenAfterwards(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.between.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                guard number == 1 else { return }
                await #expect(throws: Never.self) {
                    try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: title\ntitle: Theirs\n-\n")
                }
            }
            let bridge = try self.bridge(way, over: directory)
            #expect(try await bridge.patch(id, Self.title("Ours")).expect(200)["title"] == "Ours")
            #expect(try await scene.contents(dn)?["title"]?.first == "Ours")
            #expect(try await bridge.get("/Users/\(id)").expect(200)["title"] == "Ours")
            #expect(directory.changes.count == 2)
        }

        /// What stands in the place of another is checked by the server itself, but where it takes a stale value.
        @Test(arguments: Way.all.prefix(2))
        func aValueThatWasExchangedMeanwhileIsPlannedAnew(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.stale.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example", "title: Before")
            let directory = WatchedDirectory(scene.directory) { number in
                guard number == 1 else { return }
                await #expect(throws: Never.self) {
                    try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: Theirs\n-\n")
                }
            }
            let bridge = try self.bridge(way, over: directory)
            #expect(try await bridge.patch(id, Self.title("Ours")).expect(200)["title"] == "Ours")
            #expect(try await scene.contents(dn)?["title"] == ["Ours"])
        }

        @Test(arguments: Way.all)
        func servesAWholeLife(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.life.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let bridge = try self.bridge(way)
            let id = try await bridge.post(BridgeCaller.person(name, #""title":"First""#)).expect(201).id
            try await bridge.patch(id, Self.title("Second")).expect(200)
            try await bridge.put(id, BridgeCaller.person(name, #""title":"Third""#)).expect(200)
            let rename = #"{"op":"replace","path":"userName","value":"\#(name).new"}"#
            let reply = try await bridge.patch(id, rename, Self.title("Fourth")).expect(200)
            #expect(reply["userName"].string == "\(name).new" && reply["title"] == "Fourth")
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            let people = "uid=\(name).new,ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(people)?["pwdAccountLockedTime"] == ["000001010000Z"])
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":true}"#).expect(200)
            #expect(try await scene.contents(people)?["pwdAccountLockedTime"] == nil)
            try await bridge.delete(id).expect(204)
            let leaver = try await scene.contents("uid=\(name).new,ou=leavers,dc=acme,dc=example")
            #expect(leaver?["pwdAccountLockedTime"] == ["000001010000Z"] && leaver?["title"] == ["Fourth"])
            try await bridge.get("/Users/\(id)").expect(404)
        }

        /// The version is compared once more under the lock.
        @Test(arguments: Way.all)
        func aVersionThatEndsBeforeTheLockIsSeen(way: Way) async throws {
            let scene = try BridgeScene.current
            let name = "eight.late.\(Way.all.firstIndex { $0.testDescription == way.testDescription } ?? 0)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example", "title: Before")
            let tag = try #require(
                try await self.bridge(way).get("/Users/\(id)").expect(200).headers.first(name: "ETag"))
            let hasCome = Mutex(false)
            let directory = WatchedDirectory(
                scene.directory,
                beforeSearch: { request in
                    guard request.scope == .base, request.base.description == dn,
                        !hasCome.withLock({ hasCome in
                            defer { hasCome = true }
                            return hasCome
                        })
                    else { return }
                    _ = try? await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: Theirs\n-\n")
                })
            let reply = try await self.bridge(way, over: directory).send(
                .PATCH, "/Users/\(id)", #"{"Operations":[{"op":"replace","path":"displayName","value":"Ours"}]}"#,
                headers: ["If-Match": tag])
            #expect(reply.status == 412 && hasCome.withLock { $0 })
            #expect(directory.changes.isEmpty)
            let contents = try await scene.contents(dn)
            #expect(contents?["title"] == ["Theirs"] && contents?["cn"] == ["Old"])
        }
    }
}

/// The real directory, which fails the test where it is asked to check anything with a write.
private final class UncheckingDirectory: Directory {
    private let directory: any Directory

    init(_ directory: any Directory) {
        self.directory = directory
    }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.directory.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        let asserts = options.controls.contains { if case .assertion = $0 { true } else { false } }
        if asserts { throw LDAPError(.unavailableCriticalExtension, diagnostic: "no assertions here") }
        return try await self.directory.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        try await self.directory.hold(idle: idle)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease(body)
    }
}
