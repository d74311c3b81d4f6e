import SCIM
import Sandbox
import Testing

extension BridgeTests {
    /// Lists of people who come and go while the pages are turned.
    @Suite(
        .serialized,
        .bridge { options in
            options.content = .standardAnd(
                (0..<420).map {
                    "dn: uid=m\($0),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: m\($0)\ncn: M\nsn: \($0 % 3)\n\n"
                }
                .joined())
        }
    ) struct MovingList {
        /// By position, everybody who stays is shown once while others are made; by cursor also while others leave.
        @Test func showsEverybodyWhoStaysOnce() async throws {
            let scene = try BridgeScene.current
            let bridges = [scene.bridge(), scene.bridge()]
            var start = 1
            var names: [String] = []
            for number in 0... {
                let reply = try await bridges[number % 2].get("/Users?startIndex=\(start)&count=60&attributes=userName")
                    .expect(200)
                if reply.userNames.isEmpty { break }
                names += reply.userNames
                start += reply.userNames.count
                if number < 5 { try await bridges[0].post(BridgeCaller.person("new\(number)")).expect(201) }
            }
            #expect(names.count == Set(names).count)
            #expect(Set(names) == Set((0..<420).map { "m\($0)" } + (0..<5).map { "new\($0)" }))
            for sort in ["", "&sortBy=name.familyName", "&sortBy=name.familyName&sortOrder=descending"] {
                try await self.walk(sort, scene, bridges)
            }
        }

        /// Before every page a person is made, and one who was shown already leaves, mostly the last one shown.
        private func walk(_ sort: String, _ scene: BridgeScene, _ bridges: [BridgeCaller]) async throws {
            let before = Set(try await scene.names("(uid=*)", below: "ou=people,dc=acme,dc=example"))
            var shown: [String] = []
            var gone: Set<String> = []
            var cursor = ""
            for number in 0..<20 {
                let path = "/Users?attributes=userName\(sort)&count=40&cursor=\(cursor)"
                let reply = try await bridges[number % 2].get(path).expect(200)
                shown += reply.userNames
                guard let next = reply["nextCursor"].string else { break }
                cursor = next
                let leaver = number % 3 == 0 ? shown[shown.count - 7] : shown[shown.count - 1]
                if gone.insert(leaver).inserted {
                    try await scene.apply("dn: uid=\(leaver),ou=people,dc=acme,dc=example\nchangetype: delete\n")
                }
                try await scene.addPerson("walk\(sort.utf8.count).\(number)")
            }
            #expect(shown.count == Set(shown).count, "\(sort)")
            let missed = before.subtracting(shown.map { "uid=\($0),ou=people,dc=acme,dc=example" })
            #expect(missed.isEmpty, "\(sort)")
            #expect(gone.count > 5)
        }
    }
}
