import Fuzzing
import NIOHTTP1
import LDAP
import SCIM
import Testing

extension BridgeTests {
    /// Damaged requests are answered by the client's own fault, and what is refused changes nothing.
    @Suite(.serialized, .bridge) struct Fuzz {
        private static func mutator(_ name: String) throws -> Mutator {
            Mutator(try #require(FuzzTarget.all.first { $0.name == name }), seed: 42)
        }

        private static func text(_ mutator: inout Mutator) -> String {
            String(decoding: mutator.next(), as: UTF8.self)
        }

        @Test func refusedPatchesChangeNothing() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("fuzzed")
            let bridge = scene.wideBridge(below: "fuzzed") { _ in }
            let (_, id) = try await scene.addPerson(
                "fuzz", below: "ou=fuzzed,ou=elsewhere", "mail: fuzz@acme.example", "title: T", "businessCategory: r")
            var mutator = try Self.mutator("patch")
            var changed = 0
            for _ in 0..<400 {
                let dn = try #require(try await scene.names("(entryUUID=\(id))").first)
                let version = try await scene.version(dn)
                let body = Self.text(&mutator)
                let reply = try await bridge.send(.PATCH, "/Users/\(id)", body)
                #expect(reply.status == 200 || reply.status == 400, "\(reply.text) to \(body)")
                if reply.status == 200 {
                    #expect(try await bridge.get("/Users/\(id)").body == reply.body, "\(body)")
                    changed += 1
                } else {
                    #expect(try await scene.version(dn) == version, "\(reply.text) to \(body)")
                }
            }
            #expect(changed > 20)
        }

        @Test func filtersAreReadOrRefused() async throws {
            let bridge = try BridgeScene.current.bridge()
            var mutator = try Self.mutator("filter")
            for _ in 0..<400 {
                let filter = Self.text(&mutator)
                let reply = try await bridge.find(filter)
                #expect(reply.status == 200 || reply.status == 400, "\(reply.text) to \(filter)")
            }
        }

        @Test func peopleAreCreatedOrRefused() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("fuzzed2")
            let bridge = scene.wideBridge(below: "fuzzed2") { _ in }
            var mutator = try Self.mutator("resource")
            for _ in 0..<300 {
                let body = Self.text(&mutator)
                let reply = try await bridge.post(body)
                #expect([201, 400, 409].contains(reply.status), "\(reply.text) to \(body)")
                guard reply.status == 201 else { continue }
                #expect(try await bridge.get("/Users/\(reply.id)").body == reply.body, "\(body)")
                _ = try await bridge.delete(reply.id)
            }
        }
    }
}
