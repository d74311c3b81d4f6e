import Bridge
import LDAP
import NIOHTTP1
import SCIM
import Testing

extension UseCase {
    /// Makes some people with one department, and a bridge that finds them by it.
    private static func crowd(_ scene: BridgeScene, _ count: Int) async throws -> (BridgeCaller, String, [String]) {
        let (bridge, department) = (scene.bridge(), BridgeScene.freshName("crowd"))
        let extension_ = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        for number in 0..<count {
            try await bridge.post(
                BridgeCaller.person(
                    "\(department).\(10 + number)", #""title":"T\#(number % 3)""#,
                    #""\#(extension_)":{"department":"\#(department)"}"#)
            ).expect(201)
        }
        let filter = BridgeCaller.formEncoded("\(extension_):department eq \"\(department)\"")
        return (bridge, filter, (0..<count).map { "\(department).\(10 + $0)" })
    }

    /// Options of a bridge whose lists are soon longer than an answer, so that the directory cuts the pages out.
    private static var shortPages: Provisioner.Options {
        var options = Provisioner.Options()
        options.maximumPage = 5
        return options
    }

    static let lists = [
        UseCase("a list is walked by index and by cursor, and ends") { scene in
            let (bridge, filter, names) = try await Self.crowd(scene, 25)
            var seen: [String] = []
            while seen.count < 100 {
                let path = "/Users?filter=\(filter)&startIndex=\(seen.count + 1)&count=7"
                let reply = try await bridge.get(path).expect(200)
                #expect(reply["totalResults"] == 25)
                if reply.userNames.isEmpty { break }
                seen += reply.userNames
            }
            #expect(seen.sorted() == names)
            var (byCursor, cursor) = ([String](), "")
            repeat {
                let reply = try await bridge.get("/Users?filter=\(filter)&count=7&cursor=\(cursor)").expect(200)
                byCursor += reply.userNames
                cursor = reply["nextCursor"].string ?? ""
            } while !cursor.isEmpty && byCursor.count < 100
            #expect(byCursor == seen)
        },
        UseCase("a long list is walked, and there is nothing behind its end") { scene in
            let bridge = scene.bridge()
            for _ in 0..<3 { _ = try await bridge.makePerson("listed") }
            let all = try #require(try await bridge.get("/Users?count=0").expect(200).total)
            let few = scene.bridge(options: Self.shortPages)
            for (start, count) in [(1, 5), (all - 2, 3), (all, 1), (all + 1, 0), (all + 7, 0)] {
                let reply = try await few.get("/Users?startIndex=\(start)&count=5").expect(200)
                #expect(reply.total == all)
                #expect(reply.userNames.count == count, "\(start) of \(all)")
            }
            var (seen, cursor) = ([String](), "")
            repeat {
                let reply = try await few.get("/Users?count=5&cursor=\(cursor)").expect(200)
                seen += reply.userNames
                cursor = reply["nextCursor"].string ?? ""
            } while !cursor.isEmpty && seen.count < all + 10
            #expect(seen.count == all && Set(seen).count == all)
        },
        UseCase("a list is sorted as the client wishes") { scene in
            let (bridge, filter, names) = try await Self.crowd(scene, 12)
            for (order, sorted) in [("ascending", names), ("descending", names.reversed())] {
                let path = "/Users?filter=\(filter)&sortBy=userName&sortOrder=\(order)"
                #expect(try await bridge.get(path).expect(200).userNames == sorted)
                let few = try await scene.bridge(options: Self.shortPages).get(path + "&count=5&startIndex=4")
                if scene.kind.sortsLongLists {
                    #expect(few.expect(200).userNames == Array(sorted[3..<8]))
                } else {
                    few.expect(400, .invalidPath, "cannot sort")
                }
            }
            let titles = try await bridge.get("/Users?filter=\(filter)&sortBy=title").expect(200)
            let shown = (titles["Resources"].array ?? []).compactMap { $0.object?["title"]?.string }
            #expect(shown == shown.sorted() && shown.count == 12)
        },
        UseCase("filters find what they mean") { scene in
            let (bridge, filter, names) = try await Self.crowd(scene, 6)
            let base = names[0].dropLast(3)
            for (text, wished) in [
                ("userName co \"\(base.dropFirst(2))\"", names), ("userName sw \"\(base)\"", names),
                ("userName sw \"\(base)\" and title eq \"t1\"", [names[1], names[4]]),
                ("userName sw \"\(base)\" and title ne \"T1\"", [names[0], names[2], names[3], names[5]]),
                ("userName sw \"\(base)\" and not (title eq \"T0\" or title eq \"T2\")", [names[1], names[4]]),
                ("userName sw \"\(base)\" and userName ew \"3\"", [names[3]]),
                ("userName sw \"\(base)\" and title pr", names),
                ("userName sw \"\(base)\" and name.givenName pr", []),
                ("userName sw \"\(base)\" and title gt \"T1\"", [names[2], names[5]]),
                ("userName sw \"\(base)\" and (active eq true)", names),
                ("userName sw \"\(base)\" and active ne true", []),
                ("userName sw \"\(base)\" and meta.created gt \"2020-01-01T00:00:00Z\"", names),
                ("userName sw \"\(base)\" and emails[type eq \"work\" and value co \"@acme\"]", names),
                ("userName sw \"\(base)\" and schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"", names),
                ("userName sw \"\(base)\" and externalId pr", []),
            ] as [(String, [String])] {
                let found = try await bridge.find(text).expect(200).userNames.sorted()
                #expect(found == wished, "\(text)")
            }
            #expect(try await bridge.get("/Users?filter=\(filter)").expect(200).userNames.sorted() == names)
        },
    ]
}
