import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Filters and projections over what no single attribute of an entry says.
    @Suite(.serialized, .bridge) struct Filters {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        private static func show(_ mapping: inout Mapping) {
            BridgeScene.showManager(&mapping)
            mapping.showGroups(.request)
        }

        @Test func whoShowsASchemaIsFoundByIt() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("schema.ada", "o: Acme")
            try await scene.addPerson("schema.bob", "departmentNumber: 5")
            try await scene.addPerson("schema.eve")
            let bridge = scene.groupBridge()
            let some = #"userName sw "schema.""#
            for (filter, found) in [
                (#"schemas eq "\#(Self.enterprise)""#, ["ada", "bob"]), (#"schemas co "enterprise""#, ["ada", "bob"]),
                (#"schemas co "enterprise" and title pr"#, []), (#"not (schemas eq "\#(Self.enterprise)")"#, ["eve"]),
                (#"schemas ew "core:2.0:User""#, ["ada", "bob", "eve"]), (#"schemas eq "urn:nobody""#, []),
                (#"schemas ne "urn:ietf:params:scim:schemas:core:2.0:User""#, ["ada", "bob"]),
            ] {
                for more in ["&attributes=userName", "&excludedAttributes=\(Self.enterprise)"] {
                    let reply = try await bridge.find("\(filter) and \(some)", more).expect(200)
                    #expect(reply.userNames.sorted() == found.map { "schema.\($0)" }, "\(filter)")
                }
                let text = String(decoding: JSONWriter.bytes(.string("\(filter) and \(some)")), as: UTF8.self)
                let reply = try await bridge.send(.POST, "/.search", #"{"filter":\#(text)}"#).expect(200)
                #expect(ShownReferences.names(reply).sorted() == found.map { "schema.\($0)" }, "\(filter)")
            }
        }

        @Test(arguments: [
            ("attributes=members.display", ["display"]), ("attributes=members.type,members.$ref", ["type", "$ref"]),
            ("attributes=members.value,members.display", ["value", "display"]), ("attributes=members.value", ["value"]),
            ("excludedAttributes=members.value", ["$ref", "type", "display"]),
            ("excludedAttributes=members.display,members.type,members.$ref", ["value"]),
            ("excludedAttributes=members", []), ("attributes=displayName", []), ("attributes=members.nonsense", []),
        ])
        func partsOfMembersAreShownAsAsked(projection: String, parts: [String]) async throws {
            let scene = try BridgeScene.current
            let name = "parts.\(projection.hashValue)"
            let ada = try await scene.addPerson(name)
            let group = try await scene.addGroup(name, [ada.dn])
            let whole: Object = [
                "value": .string(ada.id), "$ref": .string("\(BridgeCaller.baseURL)/Users/\(ada.id)"), "type": "User",
                "display": "Old",
            ]
            var expected = Object()
            for part in parts { expected[part] = whole[part] }
            let bridge = scene.groupBridge()
            let one = try await bridge.get("/Groups/\(group.id)?\(projection)").expect(200)
            let list = try await bridge.get("/Groups?filter=id+eq+\(group.id)&\(projection)").expect(200)
            for members in [one["members"], list["Resources.0.members"]] {
                #expect(members == (parts.isEmpty ? .null : [.object(expected)]))
            }
        }

        @Test func partsOfGroupsAndManagersAreShownAsAsked() async throws {
            let scene = try BridgeScene.current
            let boss = try await scene.addPerson("asked.boss")
            let (dn, id) = try await scene.addPerson("asked.ada", "manager: \(boss.dn)")
            let group = try await scene.addGroup("asked", [dn])
            let bridge = scene.bridge(Self.show)
            let groups = "\(BridgeCaller.baseURL)/Groups/\(group.id)"
            for (part, value) in [("display", "asked"), ("type", "direct"), ("$ref", groups), ("value", group.id)] {
                let reply = try await bridge.get("/Users/\(id)?attributes=groups.\(part)").expect(200)
                #expect(reply["groups"] == [.object([part: .string(value)])], "\(part)")
            }
            for path in ["manager.displayName", "\(Self.enterprise):manager.displayName"] {
                let reply = try await bridge.get("/Users/\(id)?attributes=\(path)").expect(200)
                #expect(reply["\(Self.enterprise)|manager"] == ["displayName": "Old"], "\(path)")
            }
            let rest = try await bridge.get("/Users/\(id)?excludedAttributes=manager.value").expect(200)
            #expect(
                rest["\(Self.enterprise)|manager"] == [
                    "$ref": .string("\(BridgeCaller.baseURL)/Users/\(boss.id)"), "displayName": "Old",
                ])
            #expect(rest["groups"] == .null)
        }

        /// Members and managers that are shown, that are nobody's, and that are of the wrong kind.
        @Test(arguments: [200, 2]) func referencesAreJudgedByWhatIsShown(page: Int) async throws {
            try await ShownReferences.areJudged(page: page)
        }

        /// A filter that needs no names costs the one search that it did.
        @Test func idsAloneAreNotResolved() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("plainly")
            try await scene.addGroup("plainly", [dn, "uid=plainly.gone,ou=people,dc=acme,dc=example"])
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            func searches(_ filter: String) async throws -> [SearchRequest] {
                let count = directory.searches.count
                let path = "/Groups?attributes=displayName&filter=" + BridgeCaller.formEncoded(filter)
                #expect(try await bridge.get(path).expect(200)["totalResults"] == 1, "\(filter)")
                return Array(directory.searches[count...])
            }
            for filter in [#"members eq "\#(id)""#, #"members[value eq "\#(id)"]"#] {
                // Who the member is, among people and among groups, and who has it.
                let made = try await searches(filter)
                #expect(made.count == 3)
                #expect(made.last?.attributes.contains("member") == false)
            }
            #expect(try await searches(#"displayName eq "plainly""#).count == 1)
            let derived = try await searches(#"members.type eq "User" and displayName eq "plainly""#)
            #expect(derived.count == 3)
            #expect(derived.first.map { "\($0.filter)" }?.contains("(member=*)(cn=plainly)") == true)
        }

        @Test func datesAreComparedWithDates() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("dated")
            let bridge = scene.bridge()
            for filter in [
                #"meta.created gt "garbage""#, #"not (meta.created gt "garbage")"#, "meta.created eq 5",
                #"userName eq "dated" or meta.lastModified le "2026-11-24""#,
            ] {
                (try await bridge.find(filter)).expect(400, .invalidFilter, "2026-11-23T21:28:10Z", "meta.")
            }
            for filter in [
                "meta.Created gt 2015-10-10T14:38:21.8617979-07:00", #"meta.created gt "2015-10-10T14:38:21""#,
                "meta.lastModified ne null", #"meta.created sw "20""#,
            ] {
                #expect(
                    try await bridge.find(#"userName eq "dated" and \#(filter)"#).expect(200).userNames == ["dated"])
            }
        }

        @Test func filtersHoldAThousandComparisons() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("long.x999")
            try await scene.addPerson("long.x1000")
            let bridge = scene.bridge()
            func body(_ count: Int, _ connective: String) -> String {
                let terms = (0..<count).map { #"userName co \"long.x\#($0)\""# }
                return #"{"attributes":["userName"],"filter":"\#(terms.joined(separator: " \(connective) "))"}"#
            }
            for path in ["/.search", "/Users/.search"] {
                let reply = try await bridge.send(.POST, path, body(1000, "or")).expect(200)
                #expect(reply.userNames.sorted() == ["long.x1000", "long.x999"])
                #expect(try await bridge.send(.POST, path, body(1000, "and")).expect(200)["totalResults"] == 0)
                let started = ContinuousClock.now
                (try await bridge.send(.POST, path, body(5000, "or"))).expect(
                    400, .invalidFilter, "1000 comparisons", "byte ")
                #expect(ContinuousClock.now - started < .seconds(1))
            }
        }
    }
}

extension BridgeTests {
    /// The same where lists are read page by page from their beginning.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy] }) struct FiltersWithoutWindows {
        @Test func referencesAreJudgedByWhatIsShown() async throws {
            try await ShownReferences.areJudged(page: 2)
        }
    }
}

/// Groups and reports whose members and managers are partly shown.
private enum ShownReferences {
    static func areJudged(page: Int) async throws {
        let scene = try BridgeScene.current
        let name = "shown\(page)"
        let gone = "uid=\(name).gone,ou=people,dc=acme,dc=example"
        let boss = try await scene.addPerson("\(name).boss")
        let group = try await scene.addGroup("\(name) real", [boss.dn, gone])
        for (cn, members) in [
            ("moved", [gone, "ou=services,dc=acme,dc=example"]), ("empty", [""]), ("outer", [group.dn]),
            ("both", ["", boss.dn]),
        ] { try await scene.addGroup("\(name) \(cn)", members) }
        for (uid, manager) in [("report", boss.dn), ("dangling", gone), ("odd", group.dn)] {
            try await scene.addPerson("\(name).\(uid)", "manager: \(manager)")
        }
        var options = Provisioner.Options()
        options.maximumPage = page
        let groups = scene.groupBridge(options: options)
        let users = scene.bridge(options: options, BridgeScene.showManager)
        for (filter, found) in Self.groupFilters(boss.id) {
            let names = try await Self.walk(groups, "/Groups", #"displayName sw "\#(name) " and (\#(filter))"#)
            #expect(names == found.map { "\(name) \($0)" }, "\(filter)")
        }
        for (filter, found) in Self.userFilters(boss.id) {
            let names = try await Self.walk(users, "/Users", #"userName sw "\#(name)." and (\#(filter))"#)
            #expect(names == found.map { "\(name).\($0)" }, "\(filter)")
        }
    }

    private static func groupFilters(_ boss: String) -> [(String, [String])] {
        [
            ("members pr", ["both", "outer", "real"]), ("not (members pr)", ["empty", "moved"]),
            ("members eq null", ["empty", "moved"]), ("members.value pr", ["both", "outer", "real"]),
            (#"members.type eq "User""#, ["both", "real"]), (#"members[type eq "Group"]"#, ["outer"]),
            (#"not (members.type eq "User")"#, ["empty", "moved", "outer"]),
            (#"members.display co "OL""#, ["both", "real"]), (#"members.display ew " real""#, ["outer"]),
            (#"members.$ref ew "/Users/\#(boss)""#, ["both", "real"]), (#"members.$ref co "/Groups/""#, ["outer"]),
            (#"members[value eq "\#(boss)" and type eq "User"]"#, ["both", "real"]),
            (#"members[value eq "\#(boss)" and type eq "Group"]"#, []),
            (#"members[type eq "User"].value eq "\#(boss)""#, ["both", "real"]),
            (#"members ne "\#(boss)""#, ["empty", "moved", "outer"]), (#"members eq "\#(boss)""#, ["both", "real"]),
            (#"not (members eq "\#(boss)")"#, ["empty", "moved", "outer"]),
        ]
    }

    private static func userFilters(_ boss: String) -> [(String, [String])] {
        [
            ("manager pr", ["report"]), ("not (manager pr)", ["boss", "dangling", "odd"]),
            (#"manager.displayName eq "old""#, ["report"]), (#"manager[displayName sw "O"]"#, ["report"]),
            (#"manager.displayName ne "Old""#, ["boss", "dangling", "odd"]),
            (#"manager.$ref ew "\#(boss)""#, ["report"]), ("manager eq null", ["boss", "dangling", "odd"]),
            ("manager ne \(boss)", ["boss", "dangling", "odd"]), (#"schemas co "enterprise""#, ["report"]),
            (#"not (schemas co "enterprise")"#, ["boss", "dangling", "odd"]),
        ]
    }

    /// The names on all pages, which must be the same counted and by cursor.
    private static func walk(_ bridge: BridgeCaller, _ path: String, _ filter: String) async throws -> [String] {
        let base = "\(path)?attributes=userName,displayName&count=2&filter=\(BridgeCaller.formEncoded(filter))"
        var (counted, byCursor) = ([String](), [String]())
        while true {
            let reply = try await bridge.get("\(base)&startIndex=\(counted.count + 1)").expect(200)
            counted += Self.names(reply)
            if Self.names(reply).isEmpty || reply["totalResults"] == .integer(Int64(counted.count)) { break }
        }
        var cursor: String? = ""
        while let text = cursor {
            let reply = try await bridge.get("\(base)&cursor=\(text)").expect(200)
            byCursor += Self.names(reply)
            cursor = reply["nextCursor"].string
        }
        #expect(counted == byCursor, "\(filter)")
        return counted.sorted()
    }

    static func names(_ reply: Reply) -> [String] {
        (reply["Resources"].array ?? []).compactMap { ($0.object?["userName"] ?? $0.object?["displayName"])?.string }
    }
}
