import LDAP
import SCIM
import Sandbox
import Testing

extension BridgeTests {
    /// A directory whose answers hold less than a page.
    @Suite(
        .serialized,
        .bridge { options in
            options.sizeLimit = 30
            options.content = .standardAnd(
                (0..<130).map {
                    "dn: uid=s\($0),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: s\($0)\ncn: S\nsn: S\n\n"
                }
                .joined())
        }
    ) struct SmallAnswers {
        @Test(arguments: [
            "startIndex=21&count=100", "cursor=&count=100", "sortBy=userName&startIndex=31", "filter=title+ne+%22x%22",
        ])
        func pagesArePutTogether(query: String) async throws {
            let bridge = try BridgeScene.current.bridge()
            let reply = try await bridge.get("/Users?\(query)").expect(200)
            #expect(Set(reply.userNames).count == 100)
            #expect(reply["totalResults"] == 130)
            guard let cursor = reply["nextCursor"].string else { return }
            let rest = try await bridge.get("/Users?cursor=\(cursor)&count=100").expect(200)
            #expect(Set(rest.userNames + reply.userNames).count == 130)
            #expect(rest["nextCursor"] == .null)
        }
    }

    /// A directory as most are installed: it neither sorts nor shows windows, and its size limit leaves room.
    @Suite(
        .serialized,
        .bridge { options in
            options.overlays = [.ppolicy]
            options.content = .standardAnd(
                (0..<450).map { number in
                    """
                    dn: uid=u\(number),ou=people,dc=acme,dc=example
                    objectClass: inetOrgPerson
                    uid: u\(number)
                    cn: U
                    sn: \(number % 3)


                    """
                }
                .joined())
        }
    ) struct PlainLists {
        @Test func showEverybodyOnce() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            for start in ["startIndex=1", "cursor="] {
                var (shown, next) = ([String](), start)
                while shown.count < 450 {
                    let reply = try await bridge.get("/Users?attributes=userName&count=120&\(next)").expect(200)
                    guard !reply.userNames.isEmpty else { break }
                    #expect(start != "startIndex=1" || reply["totalResults"] == 450)
                    shown += reply.userNames
                    next = reply["nextCursor"].string.map { "cursor=\($0)" } ?? "startIndex=\(shown.count + 1)"
                }
                #expect(shown.count == 450, "\(start)")
                #expect(Set(shown) == Set((0..<450).map { "u\($0)" }), "\(start)")
            }
        }

        @Test func areSortedWhereTheyAreShort() async throws {
            let bridge = try BridgeScene.current.bridge()
            let short = #"name.familyName eq "2" and userName sw "u1""#
            let names = try await bridge.find(short, "&sortBy=userName&sortOrder=descending").expect(200).userNames
            #expect(names.count > 30)
            #expect(names == names.sorted(by: >))
            try await bridge.get("/Users?sortBy=userName").expect(400, .invalidPath, "cannot sort", "filter")
        }
    }

    /// A directory that shows fewer entries than there are, and has no way around it.
    @Suite(
        .serialized,
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
