import Bridge
import LDAP
import SCIM
import Sandbox
import Testing

extension PrivateSlapd.Options {
    /// 260 people, of whom the bridge's account may not see the ids of some.
    fileprivate mutating func hide(_ names: [String], _ access: String) {
        self.content = .standardAnd(
            (0..<260).map { number in
                let name = HiddenIDs.name(number)
                return
                    "dn: uid=\(name),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: \(name)\ncn: H\nsn: H\n\n"
            }.joined())
        self.databaseDirectives += names.map { name in
            "access to dn.exact=\"uid=\(name),ou=people,dc=acme,dc=example\" attrs=entryUUID"
                + " by dn.exact=\"cn=starbridge,ou=services,dc=acme,dc=example\" \(access) by * none"
        }
    }
}

/// What the tests of entries without an id have in common.
private enum HiddenIDs {
    static func name(_ number: Int) -> String { "h\(String(1000 + number).dropFirst())" }

    /// Follows a list to its end, and returns whom it shows and what it says of its length.
    static func walk(_ query: String, _ bridge: BridgeCaller) async throws -> (names: [String], totals: [Value]) {
        var (names, totals, next) = ([String](), [Value](), query.contains("cursor") ? "" : "&startIndex=1")
        for _ in 0..<40 {
            let reply = try await bridge.get("/Users?attributes=userName&count=60&\(query)\(next)").expect(200)
            names += reply.userNames
            totals.append(reply["totalResults"])
            guard !reply.userNames.isEmpty else { break }
            if query.contains("cursor") {
                guard let cursor = reply["nextCursor"].string else { break }
                next = cursor
            } else {
                next = "&startIndex=\(names.count + 1)"
            }
        }
        return (names, totals)
    }

    /// Every page shows those who have an id, and counts no others.
    static func expectOthers(
        than hidden: [String], _ queries: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let everybody = Set((0..<260).map(Self.name)).subtracting(hidden)
        for query in queries {
            let (names, totals) = try await Self.walk(query, BridgeScene.current.bridge())
            #expect(names.count == everybody.count, "\(query)", sourceLocation: sourceLocation)
            #expect(Set(names) == everybody, "\(query)", sourceLocation: sourceLocation)
            // By cursor a list that is judged here is not counted.
            let said = Set(totals.filter { $0 != .null })
            #expect(said.isSubset(of: [.integer(Int64(everybody.count))]), "\(query)", sourceLocation: sourceLocation)
            #expect(query.contains("cursor") || said.count == 1, "\(query)", sourceLocation: sourceLocation)
        }
        let count = try await BridgeScene.current.bridge().get("/Users?count=0").expect(200)["totalResults"]
        #expect(count == .integer(Int64(everybody.count)), sourceLocation: sourceLocation)
    }
}

extension BridgeTests {
    /// A long list does not count entries whose ids the account may not see.
    @Suite(.serialized, .bridge { $0.hide(["h007", "h150"], "none") }) struct HiddenIDsInSortedLists {
        @Test func areNotCounted() async throws {
            try await HiddenIDs.expectOthers(
                than: ["h007", "h150"],
                [
                    "", "sortBy=userName", "sortBy=userName&sortOrder=descending", "filter=title+ne+%22x%22", "cursor=",
                    "sortBy=userName&cursor=",
                ])
        }
    }

    /// The same where the directory sorts nothing.
    @Suite(
        .serialized,
        .bridge { options in
            options.overlays = [.ppolicy]
            options.hide(["h007", "h150"], "none")
        }
    ) struct HiddenIDsInPlainLists {
        @Test func areNotCounted() async throws {
            try await HiddenIDs.expectOthers(than: ["h007", "h150"], ["", "filter=title+ne+%22x%22", "cursor="])
        }
    }

    /// An account that may search for an id and not read it finds the entry and shows it to nobody.
    @Suite(.serialized, .bridge { $0.hide(["h007", "h150"], "search") }) struct SearchableIDs {
        /// Where nothing else is known of such entries, they are counted out from the page on that would show one.
        @Test func areNotCountedOnceOneIsKnown() async throws {
            let bridge = try BridgeScene.current.bridge()
            for page in ["startIndex=1&count=30", "startIndex=31&count=30", "startIndex=201&count=100", "count=0"] {
                let reply = try await bridge.get("/Users?sortBy=userName&\(page)").expect(200)
                #expect(reply["totalResults"] == 258, "\(page)")
            }
            let (names, totals) = try await HiddenIDs.walk("sortBy=userName", bridge)
            #expect(names == (0..<260).map(HiddenIDs.name).filter { $0 != "h007" && $0 != "h150" })
            #expect(Set(totals) == [258])
        }
    }
}
