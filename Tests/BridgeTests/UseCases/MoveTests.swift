import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// People can be disabled by a move.
@Suite struct MoveTests {
    private typealias World = BridgeWorld

    private static let gone = "ou=gone,ou=people"
    private static let enable = #"{"op":"replace","path":"active","value":true}"#

    private static func world(
        _ directory: MemoryDirectory = MemoryDirectory(), _ change: (inout Mapping) -> Void = { _ in }
    ) -> World {
        let world = World(over: directory) {
            $0.activation = [.move(below: DistinguishedName(server: "\(Self.gone),\(World.suffix)"))]
            change(&$0)
        }
        for unit in ["gone", "staff"] {
            directory.load("dn: ou=\(unit),ou=people,\(World.suffix)\nobjectClass: organizationalUnit\nou: \(unit)\n")
        }
        return world
    }

    private static func dn(_ uid: String) -> String { World.dn(uid, Self.gone) }

    @Test func movesThereAndBackWithTheSameID() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada", "title: T")
        let team = try world.addGroup("team", ada.dn)
        for _ in 0..<2 { #expect(try await world.patch(ada.id, World.disable).isActive == false) }
        #expect(
            world.directory.ldif == """
                dn: \(ada.dn)
                changetype: modrdn
                newrdn: uid=ada
                deleteoldrdn: 0
                newsuperior: \(Self.gone),\(World.suffix)

                """)
        #expect(world.values("entryUUID", of: Self.dn("ada")) == [ada.id] && !world.exists(ada.dn))
        #expect(world.members(team.dn) == [Self.dn("ada")])
        #expect(try await world.read(ada.id).isActive == false)
        for _ in 0..<2 { #expect(try await world.patch(ada.id, Self.enable).isActive == true) }
        #expect(world.values("entryUUID", of: ada.dn) == [ada.id] && world.values("title", of: ada.dn) == ["T"])
        #expect(world.directory.written.count == 2)
    }

    @Test func whoIsActiveStaysInTheirUnit() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada", below: "ou=staff,ou=people")
        #expect(try await world.read(ada.id).isActive == true)
        try await world.patch(ada.id, Self.enable)
        #expect(world.directory.written.count == 0)
    }

    @Test func newPeopleAndWhoeverIsEnabledComeToTheirBase() async throws {
        let staff = DistinguishedName(server: "ou=staff,ou=people,\(World.suffix)")
        let world = Self.world {
            let gone = DistinguishedName(server: "\(Self.gone),\(World.suffix)")
            $0.activation = [.move(below: gone, activeBase: staff)]
        }
        let id = try #require(try await world.create(World.person("ada")).id)
        #expect(world.exists("uid=ada,\(staff)"))
        try await world.patch(id, World.disable)
        #expect(world.exists(Self.dn("ada")))
        try await world.patch(id, Self.enable)
        #expect(world.exists("uid=ada,\(staff)"))
        let off = try await world.create(World.person("bob", #""active":false"#))
        #expect(off.isActive == false && world.exists(Self.dn("bob")))
    }

    @Test(arguments: [("active eq true", ["here"]), ("active eq false", ["there"]), ("active ne false", ["here"])])
    func isFoundAsItIsShown(filter: String, names: [String]) async throws {
        let world = Self.world()
        try world.addPerson("here")
        try world.addPerson("there", below: Self.gone)
        #expect(try await world.find(filter).userNames == names)
    }

    @Test func otherChangesComeWithIt() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        let answer = try await world.patch(
            ada.id, World.set("title", "T"), World.set("userName", "leaver"), World.disable)
        #expect(answer.isActive == false)
        #expect(world.values("title", of: Self.dn("leaver")) == ["T"])
        #expect(world.values("uid", of: Self.dn("leaver")) == ["leaver"])
        let back = try await world.patch(ada.id, World.set("userName", "ada"), Self.enable)
        #expect(back.isActive == true && world.exists(ada.dn))
    }

    /// The move is the disable, and is not taken back for what comes after it.
    @Test func aRefusedChangeBesideItLeavesTheMove() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        let answer = try await world.patch(ada.id, World.set("title", "T"), World.disable)
        #expect(answer.isActive == false)
        #expect(world.exists(Self.dn("ada")) && world.values("title", of: Self.dn("ada")) == [])
    }

    @Test func aTakenNameGetsASuffixUntilThePersonReturns() async throws {
        let world = Self.world { $0.rdn = "cn" }
        func add(_ uid: String, _ branch: String) throws -> String {
            let dn = "cn=Ann,\(branch),\(World.suffix)"
            world.directory.load(
                "dn: \(dn)\nobjectClass: inetOrgPerson\nuid: \(uid)\nsn: A\ncn: Ann\nmail: \(uid)@acme.example\n")
            return try #require(world.directory[dn]?["entryUUID"].first?.text)
        }
        let older = try add("ann1", Self.gone)
        let ann = try add("ann2", "ou=people")
        #expect(try await world.patch(ann, World.disable).isActive == false)
        #expect(world.values("entryUUID", of: "cn=Ann-\(ann),\(Self.gone),\(World.suffix)") == [ann])
        #expect(world.values("entryUUID", of: "cn=Ann,\(Self.gone),\(World.suffix)") == [older])
        #expect(try await world.read(ann).text("displayName") == "Ann")
        #expect(try await world.patch(ann, Self.enable).isActive == true)
        #expect(world.values("cn", of: "cn=Ann,ou=people,\(World.suffix)") == ["Ann"])
        #expect(world.values("entryUUID", of: "cn=Ann,ou=people,\(World.suffix)") == [ann])
    }

    @Test func referencesFollowWhereNobodyElseCarriesThem() async throws {
        let world = Self.world(World.carelessDirectory()) { $0.renaming = .follow }
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, "cn=other,\(World.suffix)")
        try await world.patch(ada.id, World.disable)
        #expect(world.members(team.dn) == [Self.dn("ada"), "cn=other,\(World.suffix)"])
        try await world.patch(ada.id, Self.enable)
        #expect(world.members(team.dn) == [ada.dn, "cn=other,\(World.suffix)"])
    }

    /// Referrers need the steps before a move that stays.
    @Test func referencesAreFinishedByTheRepeat() async throws {
        let world = Self.world(World.carelessDirectory()) { $0.renaming = .follow }
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, "cn=other,\(World.suffix)")
        world.directory.interrupt(write: 3, .refused(.unwillingToPerform))
        _ = try? await world.patch(ada.id, World.set("title", "T"), World.disable)
        #expect(world.exists(Self.dn("ada")))
        try await world.patch(ada.id, World.disable)
        #expect(world.members(team.dn) == [Self.dn("ada"), "cn=other,\(World.suffix)"])
    }

    /// Another writer changes the entry while it is disabled: both changes are there.
    @Test func aChangeAtTheSameTimeIsKept() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.other { $0.load("dn: \(ada.dn)\nchangetype: modify\nadd: title\ntitle: Late\n-\n") })
        try await world.patch(ada.id, World.disable)
        #expect(world.values("title", of: Self.dn("ada")) == ["Late"])
    }

    @Test func comesBackFromTheTrashToItsPlace() async throws {
        let world = Self.world()
        let id = try #require(try await world.create(World.person("ada", #""externalId":"ada-1""#)).id)
        try await world.delete(id)
        #expect(world.exists(World.dn("ada", "ou=leavers")))
        let back = try await world.create(World.person("ada", #""externalId":"ada-1","active":false"#))
        #expect(back.id == id && back.isActive == false && world.exists(Self.dn("ada")))
    }

    /// Nobody can carry along who names the person, so another strategy disables them where they are.
    @Test func anotherStrategyDisablesWhereTheMoveIsRefused() async throws {
        let gone = DistinguishedName(server: "\(Self.gone),\(World.suffix)")
        for isAlone in [true, false] {
            let world = Self.world(World.carelessDirectory()) {
                $0.renaming = .follow
                $0.activation = (isAlone ? [] : [.passwordPolicyLock]) + [.move(below: gone)]
            }
            let ada = try world.addPerson("ada")
            let foreign = try world.addGroup("foreign", ada.dn, below: "ou=services")
            if isAlone {
                await refused(400, .mutability, foreign.dn) { try await world.patch(ada.id, World.disable) }
                continue
            }
            #expect(try await world.patch(ada.id, World.set("title", "T"), World.disable).isActive == false)
            #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == World.lock)
            #expect(world.members(foreign.dn) == [ada.dn])
            #expect(world.users.omissions.counts.values.map(\.leftOut).reduce(0, +) > 0)
        }
    }
}
