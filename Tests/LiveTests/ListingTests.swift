import Bridge
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

@testable import Starbridge

extension BridgeTests {
    /// Lists longer than the directory returns at once: 1,200 people under a size limit of 500.
    @Suite(
        .bridge { options in
            let people = (0..<1200).map { number in
                """
                dn: uid=p\(number),ou=people,dc=acme,dc=example
                objectClass: inetOrgPerson
                uid: p\(number)
                cn: Person \(number)
                sn: \(number % 7)
                givenName: \(number % 2 == 0 ? "Even" : "Odd")
                title: Mr  X


                """
            }
            options.content = .standardAnd(people.joined())
        }
    ) struct Listing {
        private static let everybody = Set((0..<1200).map { "p\($0)" })

        /// Turns the pages until one is empty.
        private func pages(_ query: String, count: Int?) async throws -> (names: [String], totals: Set<Int>) {
            let bridge = try BridgeScene.current.bridge()
            var names: [String] = []
            var totals: Set<Int> = []
            while true {
                let page = "startIndex=\(names.count + 1)" + (count.map { "&count=\($0)" } ?? "")
                let reply = try await bridge.get("/Users?" + query + page).expect(200)
                guard case .integer(let total) = reply["totalResults"] else { break }
                totals.insert(Int(total))
                #expect(reply["startIndex"] == .integer(Int64(names.count + 1)))
                #expect(reply["itemsPerPage"] == .integer(Int64(reply.userNames.count)))
                if reply.userNames.isEmpty { break }
                #expect(count == nil || reply.userNames.count <= (count ?? 0))
                names += reply.userNames
            }
            return (names, totals)
        }

        @Test(arguments: [200, 137, nil])
        func showsEverybodyOnce(count: Int?) async throws {
            let (names, totals) = try await self.pages("attributes=userName&", count: count)
            #expect(names.count == 1200)
            #expect(Set(names) == Self.everybody)
            #expect(totals == [1200])
        }

        @Test func filtersWhatTheDirectoryAloneCannot() async throws {
            for (filter, wished) in [
                (#"name.givenName eq "odd""#, { (number: Int) in number % 2 == 1 }),
                (#"title eq "mr  x""#, { _ in true }), (#"title co "  ""#, { _ in true }),
                (#"name.familyName gt "4""#, { $0 % 7 > 4 }),
                (#"userName pr and not (name.familyName eq "3")"#, { $0 % 7 != 3 }),
                (#"emails[type eq "work"]"#, { _ in false }),
            ] {
                let (names, totals) = try await self.pages("filter=\(BridgeCaller.formEncoded(filter))&", count: 200)
                let expected = (0..<1200).filter(wished)
                #expect(Set(names) == Set(expected.map { "p\($0)" }), "\(filter)")
                #expect(names.count == expected.count, "\(filter)")
                #expect(totals == [expected.count], "\(filter)")
            }
        }

        @Test(arguments: [
            ("count=0", 0, 1), ("startIndex=1201", 0, 1201), ("startIndex=5000&count=3", 0, 5000), ("count=-1", 0, 1),
            ("startIndex=-7&count=2", 2, 1), ("startIndex=0&count=1", 1, 1), ("startIndex=1200&count=10", 1, 1200),
            ("count=100000", 200, 1), ("", 100, 1), ("startIndex=1195&count=200", 6, 1195),
        ])
        func keepsToTheEdgesOfTheList(query: String, count: Int, start: Int) async throws {
            let bridge = try BridgeScene.current.bridge()
            for filter in ["", "filter=userName+pr&", "filter=title+co+%22++%22&"] {
                let reply = try await bridge.get("/Users?\(filter)\(query)").expect(200)
                #expect(reply.userNames.count == count, "\(filter)")
                #expect(reply["totalResults"] == 1200, "\(filter)")
                #expect(reply["startIndex"] == .integer(Int64(start)), "\(filter)")
            }
        }

        @Test(arguments: ["count=x", "startIndex=1.5", "count=99999999999999999999", "startIndex="])
        func refusesNumbersThatAreNone(query: String) async throws {
            try await BridgeScene.current.bridge().get("/Users?\(query)").expect(400, .invalidValue, "number")
        }
    }

    /// A directory that shows fewer entries than there are, and has no way around it.
    @Suite(
        .bridge { options in
            options.sizeLimit = 5
            options.overlays = [.ppolicy]
            options.content = .standardAnd(
                (0..<12).map {
                    "dn: uid=q\($0),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: q\($0)\ncn: Q\nsn: Q\n\n"
                }
                .joined())
        }
    ) struct ShortSightedDirectory {
        @Test func saysThatTheSizeLimitIsTooLow() async throws {
            let bridge = try BridgeScene.current.bridge()
            try await bridge.get("/Users").expect(400, .tooMany, "size limit")
            try await bridge.find(#"displayName eq "q""#).expect(400, .tooMany, "size limit")
            #expect(try await bridge.find(#"userName eq "q3""#).expect(200).userNames == ["q3"])
            try await bridge.post(BridgeCaller.person("q3")).expect(409, .uniqueness, "uid=q3,")
        }
    }
}
