import Bridge
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

extension SambaADTests {
    /// Several writers of one entry, and a server that goes away.
    @Suite struct Races {
        /// Sends eight calls at the same time, and returns their statuses.
        private func eight(_ call: @escaping @Sendable (Int) async throws -> Reply) async throws -> [Int] {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 { group.addTask { try await call(number).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static let oneOfEight = [200, 412, 412, 412, 412, 412, 412, 412]

        /// The server itself takes a stale old value of this attribute.
        @Test func oneOfEightDisablesWithOneVersionWins() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let dn = try await scene.addPerson("RacingFlags", "userAccountControl: 66048")
            let id = try await bridge.find(#"userName eq "racingflags@acme.example""#)["Resources.0.id"].string ?? ""
            for round in 0..<4 {
                let read = try await bridge.get("/Users/\(id)").expect(200)
                let tag = try #require(read.headers.first(name: "ETag"))
                let isActive = round % 2 == 1
                let statuses = try await self.eight { _ in
                    let body = #"{"Operations":[{"op":"replace","path":"active","value":\#(isActive)}]}"#
                    return try await bridge.send(.PATCH, "/Users/\(id)", body, headers: ["If-Match": tag])
                }
                #expect(statuses.sorted() == Self.oneOfEight)
                #expect(try await scene.values("userAccountControl", of: dn) == [isActive ? "66048" : "66050"])
            }
        }

        /// An administrator clicks in the moment between the read and the write, or in that after the write.
        @Test(arguments: [("between", 1), ("after", 2)]) func keepsFlagsThatOthersSetMeanwhile(
            name: String, moment: Int
        ) async throws {
            let scene = try SambaScene.current
            let dn = try await scene.addPerson("Flagged\(name)", "userAccountControl: 512")
            @Sendable func setFlag() async {
                await #expect(throws: Never.self) {
                    try await scene.administrator.apply(
                        ldif: """
                            dn: \(dn)
                            changetype: modify
                            replace: userAccountControl
                            userAccountControl: \(moment == 1 ? 66048 : 66050)
                            -

                            """)
                }
            }
            let reads = Counter()
            let watched = WatchedDirectory(
                scene.directory,
                beforeSearch: { search in
                    guard search.scope == .base, search.attributes.contains("userAccountControl") else { return }
                    if await reads.next() == moment { await setFlag() }
                })
            let bridge = scene.bridge(over: watched)
            let id =
                try await bridge.find(#"userName eq "flagged\#(name)@acme.example""#)["Resources.0.id"].string ?? ""
            let off = try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(off["active"] == false)
            #expect(try await scene.values("userAccountControl", of: dn) == ["66050"])
        }
    }
}

/// Numbers events from 1 on.
private actor Counter {
    private var count = 0

    func next() -> Int {
        self.count += 1
        return self.count
    }
}
