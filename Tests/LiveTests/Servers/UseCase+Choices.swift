import Bridge
import LDAP
import NIOHTTP1
import SCIM
import Testing
import Translator

// Places, names and numbers that the bridge chooses, on every kind of server.
extension UseCase {
    private static let branch = "ou=people,dc=acme,dc=example"
    private static let title = AttributePath(attribute: "title")

    private static func set(_ path: String, _ value: String) -> String {
        #"{"op":"replace","path":"\#(path)","value":"\#(value)"}"#
    }

    /// Names people by what is shown of them, which is stored elsewhere.
    private static func named(_ mapping: inout Mapping) {
        mapping.rdn = "cn"
        mapping.naming = (try? Template(parsing: "{displayName}")).map { Mapping.Naming($0, isNumbered: true) }
        for index in mapping.rules.indices where mapping.rules[index].attribute == "cn" {
            mapping.rules[index].attribute = "displayName"
        }
    }

    /// Makes a counter where the bridge may write, and returns what counts with it.
    private static func counting(_ scene: BridgeScene, from start: Int) async throws -> Mapping.Allocation {
        let dn = "cn=\(BridgeScene.freshName("next")),ou=groups,dc=acme,dc=example"
        try await scene.apply(
            "dn: \(dn)\nobjectClass: device\nobjectClass: extensibleObject\nuidNumber: \(start)\n")
        let counter = Mapping.Allocation.Counter(DistinguishedName(server: dn), "uidNumber")
        return Mapping.Allocation("uidNumber", .number(start...(start + 99), counter))
    }

    /// Gives people of any class a number.
    private static func numbered(_ mapping: inout Mapping, _ allocation: Mapping.Allocation) {
        mapping.objectClasses = ["inetOrgPerson", "extensibleObject"]
        mapping.allocations = [allocation]
    }

    private static func make(_ bridges: [BridgeCaller], _ count: Int, _ prefix: String, _ member: String) async throws
        -> [String]
    {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<count {
                group.addTask {
                    let body = BridgeCaller.person(BridgeScene.freshName(prefix), member)
                    return try await bridges[number % bridges.count].post(body).expect(201).id
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    static let choices = [
        UseCase("a place is where the value says, and a new value moves the person") { scene in
            let unit = BridgeScene.freshName("sales")
            try await scene.addUnit(unit, below: Self.branch)
            let bridge = scene.bridge { mapping in
                var table = PlaceTable()
                table["Sales"] = DistinguishedName(server: "ou=\(unit),\(Self.branch)")
                table["Ghosts"] = DistinguishedName(server: "ou=ghosts,\(Self.branch)")
                mapping.placement = Mapping.Placement(.table(by: Self.title, table), fallback: mapping.base)
            }
            let (name, id) = try await bridge.makePerson("placed", #""title":"Sales""#)
            #expect(try await scene.stored(id)?.dn.description == "uid=\(name),ou=\(unit),\(Self.branch)")
            let groups = scene.groupBridge()
            let path = try await groups.makeGroup("placed", [id])
            for (title, place) in [("Clerk", ""), ("Chief", ""), ("sales", "ou=\(unit),")] {
                for _ in 0..<2 { try await bridge.patch(id, Self.set("title", title)).expect(200) }
                #expect(try await scene.stored(id)?.dn.description == "uid=\(name),\(place)\(Self.branch)")
                try await scene.settles { try await groups.get(path).expect(200).ids("members") == [id] }
            }
            try await bridge.patch(id, Self.set("title", "Ghosts")).expect(
                500, nil, "ou=ghosts,\(Self.branch)", "place")
            try await bridge.post(BridgeCaller.person(BridgeScene.freshName("ghost"), #""title":"Ghosts""#)).expect(
                500, nil, "ou=ghosts,\(Self.branch)", "place")
            #expect(try await scene.stored(id)?.dn.description == "uid=\(name),ou=\(unit),\(Self.branch)")
        },
        UseCase("of namesakes made at once by two bridges each gets a number of its own") { scene in
            let bridges = [scene.bridge(Self.named), scene.bridge(Self.named)]
            let name = BridgeScene.freshName("Jane Doe")
            let ids = try await Self.make(bridges, 8, "jane", #""displayName":"\#(name)""#)
            var names: Set<String> = []
            for id in ids { names.formUnion(try await scene.values("cn", of: id)) }
            #expect(names == Set([name] + (2...8).map { "\(name) \($0)" }))
            let other = BridgeScene.freshName("Jane Roe")
            for id in ids.prefix(2) {
                for _ in 0..<2 { try await bridges[0].patch(id, Self.set("displayName", other)).expect(200) }
            }
            let renamed = try await [scene.values("cn", of: ids[0]), scene.values("cn", of: ids[1])]
            #expect(renamed == [[other], ["\(other) 2"]])
        },
        UseCase("of numbers that two bridges take from one counter none is given twice") { scene in
            let allocation = try await Self.counting(scene, from: 5000)
            let bridges = [
                scene.bridge { Self.numbered(&$0, allocation) }, scene.bridge { Self.numbered(&$0, allocation) },
            ]
            var numbers: [String] = []
            for id in try await Self.make(bridges, 16, "counted", #""title":"A""#) {
                numbers += try await scene.values("uidNumber", of: id)
            }
            #expect(numbers.count == 16 && Set(numbers).count == 16, "\(numbers)")
            #expect(numbers.allSatisfy { (5000...5099).contains(Int($0) ?? 0) }, "\(numbers)")
        },
        UseCase("a range without counter gives what is free, and says when it is over") { scene in
            let range = Mapping.Allocation("uidNumber", .number(7000...7008, nil))
            let bridge = scene.bridge { Self.numbered(&$0, range) }
            try await scene.apply(
                "dn: cn=\(BridgeScene.freshName("taken")),ou=groups,dc=acme,dc=example\nobjectClass: device\n"
                    + "objectClass: extensibleObject\nuidNumber: 7003\n")
            var numbers: Set<String> = []
            for id in try await Self.make([bridge], 8, "free", #""title":"A""#) {
                numbers.formUnion(try await scene.values("uidNumber", of: id))
            }
            #expect(numbers == Set((7000...7008).filter { $0 != 7003 }.map(String.init)))
            try await bridge.post(BridgeCaller.person(BridgeScene.freshName("over"))).expect(500, nil, "7000-7008")
        },
        UseCase("an account of POSIX is made, found, changed and moved to the trash") { scene in
            let allocation = try await Self.counting(scene, from: 9000)
            let home = try Template(parsing: "/home/{userName}")
            let group = try Template(parsing: "100")
            let bridge = scene.bridge { mapping in
                mapping.filter = .equal("objectClass", "posixAccount")
                mapping.objectClasses = ["account", "posixAccount"]
                mapping.rules = [
                    Mapping.Rule(
                        path: .init(attribute: "userName"), attribute: "userid", isRequired: true, isUnique: true),
                    Mapping.Rule(path: .init(attribute: "displayName"), attribute: "cn", isRequired: true),
                ]
                mapping.computed = [
                    Mapping.Computed(attribute: "homeDirectory", templates: [home], isInitial: true),
                    Mapping.Computed(attribute: "gidNumber", templates: [group]),
                ]
                mapping.allocations = [allocation]
                (mapping.activation, mapping.revival) = ([], .never)
            }
            let name = BridgeScene.freshName("posix")
            let body = BridgeCaller.person(name, #""displayName":"Ada""#)
            let id = try await bridge.post(body).expect(201).id
            let entry = try #require(try await scene.stored(id))
            #expect(entry.dn == DistinguishedName(server: "uid=\(name),\(Self.branch)"))
            #expect(entry["uidNumber"] == ["9000"] && entry["gidNumber"] == ["100"])
            #expect(entry["homeDirectory"].compactMap(\.text) == ["/home/\(name)"])
            try await bridge.post(body).expect(409, .uniqueness, name)
            #expect(try await bridge.find("userName eq \"\(name)\"").expect(200).total == 1)
            try await bridge.patch(id, Self.set("displayName", "Bob")).expect(200)
            #expect(try await scene.values("uidNumber", of: id) == ["9000"])
            try await bridge.delete(id).expect(204)
            let next = try await bridge.post(body).expect(201).id
            #expect(try await scene.values("uidNumber", of: next) == ["9001"])
        },
    ]
}
