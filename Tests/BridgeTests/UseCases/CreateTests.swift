import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// A POST becomes an entry.
@Suite struct CreateTests {
    private typealias World = BridgeWorld

    private static let trashed = World.dn("ada", "ou=leavers")

    @Test func storesWhatWasSentAndNothingElse() async throws {
        let world = World()
        let made = try await world.create(
            World.person(
                "ada", #""externalId":"6a-1","displayName":"Ada, the First","title":"Countess""#,
                #""name":{"givenName":"Ada","familyName":"Lovelace"},"nickName":"unmapped""#,
                #""\#(World.enterprise)":{"organization":"Acme","department":"R&D"}"#))
        #expect(
            world.directory.ldif == """
                dn: uid=ada,ou=people,dc=acme,dc=example
                changetype: add
                objectClass: inetOrgPerson
                uid: ada
                labeledURI: 6a-1
                givenName: Ada
                sn: Lovelace
                cn: Ada, the First
                title: Countess
                mail: ada@acme.example
                o: Acme
                departmentNumber: R&D

                """)
        #expect(made.id == world.values("entryUUID", of: World.dn("ada")).first)
        #expect(made.isActive == true)
        #expect(try made.texts("nickName") == [])
        #expect(made.meta?.resourceType == "User")
        #expect(made == (try await world.read(made.id ?? "")))
    }

    @Test(arguments: [
        (#""name":{"givenName":"Ada","familyName":"Lovelace"}"#, "Lovelace", "Ada Lovelace"),
        (#""name":{"familyName":"Lovelace"}"#, "Lovelace", "Lovelace"), (#""title":"""#, "ada", "ada"),
    ])
    func fillsInWhatTheObjectClassDemands(members: String, surname: String, commonName: String) async throws {
        let world = World()
        try await world.create(World.person("ada", members))
        #expect(world.values("sn", of: World.dn("ada")) == [surname])
        #expect(world.values("cn", of: World.dn("ada")) == [commonName])
    }

    @Test(arguments: [("false", true), (#""False""#, true), ("true", false)])
    func createsDisabled(active: String, isLocked: Bool) async throws {
        let world = World()
        let made = try await world.create(World.person("ada", #""active":\#(active)"#))
        #expect(made.isActive == !isLocked)
        #expect(world.directory[World.dn("ada")]?["pwdAccountLockedTime"] == (isLocked ? World.lock : []))
    }

    @Test func isRefusedBeforeAnythingIsWritten() async throws {
        let world = World()
        await refused(400, .invalidValue, "userName") {
            try await world.create(#"{"emails":[{"type":"work","value":"a@b"}]}"#)
        }
        await refused(400, .invalidValue, "emails") { try await world.create(#"{"userName":"ada"}"#) }
        let filtered = World { $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .equal("o", "Acme")]) }
        await refused(400, .invalidValue, "organization", "(o=Acme)") { try await filtered.create(World.person("ada")) }
        #expect(world.directory.attempts == [] && filtered.directory.attempts == [])
    }

    @Test func namesTheEntryThatHasTheNameAlready() async throws {
        let world = World()
        world.directory.load("dn: ou=berlin,ou=people,\(World.suffix)\nobjectClass: organizationalUnit\nou: berlin\n")
        let taken = try world.addPerson("ada", below: "ou=berlin,ou=people")
        await refused(409, .uniqueness, taken.dn, "userName", "match") { try await world.create(World.person("ADA")) }
        #expect(world.directory.attempts == [])
    }

    /// The bridge does not look for what it does not keep unique; the directory does, and is understood.
    @Test func namesTheEntryThatHoldsWhatTheDirectoryKeepsUnique() async throws {
        let world = World()
        let holder = try world.addPerson("holder", "mail: shared@acme.example")
        let body = World.person("ada", #""emails":[{"type":"work","value":"SHARED@acme.example"}]"#)
        await refused(409, .uniqueness, holder.dn) { try await world.create(body) }
        #expect(world.directory.attempts.count == 1)
        #expect(!world.exists(World.dn("ada")))
    }

    @Test func aNamesakeOutsideOfTheBaseIsNoConflict() async throws {
        let world = World()
        try world.addPerson("ada", below: "ou=services")
        try await world.create(World.person("ada"))
        #expect(world.exists(World.dn("ada")))
    }

    @Test func aNameThatSomethingElseHasIsAConflict() async throws {
        let world = World()
        world.directory.load("dn: \(World.dn("ada"))\nobjectClass: account\nuid: ada\n")
        await refused(409, .uniqueness, World.dn("ada")) { try await world.create(World.person("ada")) }
    }

    /// One search looks for the values, for whoever was deleted, and for the name; what it finds is asked for again.
    @Test func asksOnceWhetherAnythingIsInTheWay() async throws {
        let world = World()
        let body = World.person("ada", #""externalId":"ada-1""#)
        let id = try #require(try await world.create(body).id)
        #expect(
            world.directory.searches.map(\.description) == [
                "search \(World.suffix) sub '(|(uid=ada)(&(labeledURI=ada-1)(uid=ada))(member=\(World.dn("ada")))"
                    + "(uniqueMember=\(World.dn("ada"))))' 1.1"
            ])
        try await world.delete(id)
        #expect(try await world.create(body).id == id)
    }

    /// A search of one database does not look into another.
    @Test(arguments: ["ou=people,dc=acme,dc=example", "ou=leavers,dc=acme,dc=example"])
    func looksIntoEachDatabase(context: String) async throws {
        let world = World(over: MemoryDirectory { $0.innerContexts = [DistinguishedName(server: context)] })
        try await world.create(World.person("ada", #""externalId":"ada-1""#))
        let bases = world.directory.searches.map(\.base.description)
        #expect(bases == ["ou=people", "ou=leavers"].map { "\($0),\(World.suffix)" } + [World.suffix])
    }

    /// Whose fault it is, is told by the searches themselves.
    @Test func aRefusedSearchOfAllIsNoAnswer() async throws {
        let world = World()
        let holder = try world.addPerson("holder")
        let suffix = DistinguishedName(server: World.suffix)
        world.directory.onSearch { request, _ in
            guard request.base == suffix, case .or(let filters) = request.filter, filters.count > 2 else { return nil }
            return LDAPError(.adminLimitExceeded)
        }
        try await world.create(World.person("ada"))
        await refused(409, .uniqueness, holder.dn) { try await world.create(World.person("holder")) }
        world.directory.onSearch { _, _ in LDAPError(.serverDown) }
        await refused(503) { try await world.create(World.person("eve")) }
    }

    @Test func namesTheBaseThatIsMissing() async throws {
        let base = "ou=nowhere,\(World.suffix)"
        let world = World { $0.base = DistinguishedName(server: base) }
        await refused(500, nil, base, "base") { try await world.create(World.person("ada")) }
    }

    @Test func ofTenAtTheSameTimeOneIsMade() async throws {
        let world = World()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        try await world.create(World.person("ada"))
                        return 201
                    } catch let error as SCIMError {
                        return error.status
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 9))
        #expect(world.directory.written.count == 1)
    }

    // MARK: - Those who come back

    @Test func theSamePersonComesBackWithTheirID() async throws {
        let world = World()
        let body = World.person("ada", #""externalId":"ada-1","title":"Old""#)
        let id = try #require(try await world.create(body).id)
        let team = try world.addGroup("team", World.dn("ada"))
        world.directory.load("dn: \(World.dn("ada"))\nchangetype: modify\nadd: roomNumber\nroomNumber: 9\n-\n")
        try await world.delete(id)
        let back = try await world.create(World.person("ada", #""externalId":"ada-1","displayName":"Back""#))
        #expect(back.id == id)
        #expect(back.isActive == true)
        let entry = try #require(world.directory[World.dn("ada")])
        #expect(entry["pwdAccountLockedTime"] == [])
        #expect(entry["title"] == [] && entry["cn"] == ["Back"] && entry["roomNumber"] == ["9"])
        #expect(world.members(team.dn) == [World.dn("ada")])
        #expect(!world.exists(Self.trashed))
    }

    @Test func comesBackDisabledIfThatIsWhatWasSent() async throws {
        let world = World()
        let id = try #require(try await world.create(World.person("ada", #""externalId":"ada-1""#)).id)
        try await world.delete(id)
        let back = try await world.create(World.person("ada", #""externalId":"ada-1","active":false"#))
        #expect(back.id == id && back.isActive == false)
        #expect(world.directory[World.dn("ada")]?["pwdAccountLockedTime"] == World.lock)
    }

    /// A recycled name must not inherit a leaver's groups.
    @Test func anotherPersonOfTheSameNameIsNew() async throws {
        let world = World()
        let id = try #require(try await world.create(World.person("ada", #""externalId":"old""#)).id)
        try await world.delete(id)
        let other = try await world.create(World.person("ada", #""externalId":"new""#))
        #expect(other.id != id)
        #expect(world.values("entryUUID", of: Self.trashed) == [id])
    }

    @Test func theNameAloneIsEnoughWhereNobodyInheritsIt() async throws {
        let world = World { $0.revival = .userName }
        let id = try #require(try await world.create(World.person("ada", #""externalId":"old""#)).id)
        try await world.delete(id)
        let back = try await world.create(World.person("ada", #""externalId":"new""#))
        #expect(back.id == id)
        #expect(try back.text("externalId") == "new")
    }

    @Test func nobodyIsBroughtBackByAGuess() async throws {
        let world = World { $0.revival = .userName }
        let one = try world.addPerson("one", below: "ou=leavers", "uid: ada")
        let two = try world.addPerson("two", below: "ou=leavers", "uid: ada")
        await refused(409, .uniqueness, one.dn, two.dn) { try await world.create(World.person("ada")) }
        #expect(world.directory.attempts == [])
    }

    /// The directory forbids the second name, and says so of the one in the trash.
    @Test func namesTheTrashedEntryThatStandsInTheWay() async throws {
        let directory = MemoryDirectory { options in
            options.habits.uniqueness.base = options.suffix
            options.habits.uniqueAttributes = ["uid"]
        }
        let world = World(over: directory)
        let id = try #require(try await world.create(World.person("ada", #""externalId":"old""#)).id)
        try await world.delete(id)
        await refused(409, .uniqueness, Self.trashed) {
            try await world.create(World.person("ada", #""externalId":"new""#))
        }
        #expect(try await world.create(World.person("ada", #""externalId":"old""#)).id == id)
    }

    @Test func whoComesBackWhileAnotherBringsThemBackIsAConflict() async throws {
        let world = World()
        let body = World.person("ada", #""externalId":"ada-1""#)
        let id = try #require(try await world.create(body).id)
        try await world.delete(id)
        world.directory.interrupt(
            .other {
                $0.load(
                    "dn: \(Self.trashed)\nchangetype: modrdn\nnewrdn: uid=ada\ndeleteoldrdn: 1\n"
                        + "newsuperior: ou=people,\(World.suffix)\n")
            })
        await refused(409, .uniqueness, World.dn("ada")) { try await world.create(body) }
    }

    // MARK: - Dead names

    @Test(arguments: [Mapping.Renaming.follow, .server, .refuse])
    func aNewEntryInheritsNothing(renaming: Mapping.Renaming) async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.renaming = renaming })
        let one = try world.addGroup("one", World.dn("ada"), "cn=other,\(World.suffix)")
        let two = try world.addGroup("two", World.dn("ADA"))
        try await world.create(World.person("ada"))
        #expect(world.members(one.dn) == ["cn=other,\(World.suffix)"])
        #expect(world.members(two.dn) == [""])
        #expect(world.exists(World.dn("ada")))
    }

    @Test func whatIsNotOursToWriteIsNamed() async throws {
        let world = World()
        let foreign = try world.addGroup("foreign", World.dn("ada"), below: "ou=services")
        await refused(409, .uniqueness, foreign.dn, "inherit") { try await world.create(World.person("ada")) }
        #expect(!world.exists(World.dn("ada")))
        #expect(world.members(foreign.dn) == [World.dn("ada")])
    }

    @Test func aConflictTakesNothingAway() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        await refused(409, .uniqueness, ada.dn) { try await world.create(World.person("ada")) }
        #expect(world.members(team.dn) == [ada.dn])
    }

    /// Who comes back is named again by those who named them, and by nobody who meant somebody else.
    @Test(arguments: [Mapping.Renaming.follow, .server])
    func whoComesBackInheritsNothing(renaming: Mapping.Renaming) async throws {
        let directory = renaming == .follow ? World.carelessDirectory() : MemoryDirectory()
        let world = World(over: directory, users: { $0.renaming = renaming })
        let body = World.person("ada", #""externalId":"ada-1""#)
        let id = try #require(try await world.create(body).id)
        let own = try world.addGroup("own", World.dn("ada"))
        try await world.delete(id)
        let dead = try world.addGroup("dead", World.dn("ada"), "cn=other,\(World.suffix)")
        #expect(try await world.create(body).id == id)
        #expect(world.members(own.dn) == [World.dn("ada")])
        #expect(world.members(dead.dn) == ["cn=other,\(World.suffix)"])
    }

    @Test func whatCannotBeReadBackIsSaid() async throws {
        let directory = MemoryDirectory { $0.controls.remove("1.3.6.1.1.13.2") }
        let world = World(over: directory)
        #expect(try await world.create(World.person("eve")).id != nil)
        let dn = DistinguishedName(server: World.dn("ada"))
        directory.onSearch { request, _ in request.base == dn ? LDAPError(.insufficientAccessRights) : nil }
        await refused(403) { try await world.create(World.person("ada")) }
        #expect(world.exists(World.dn("ada")))
    }

    @Test func aGroupIsMadeWithItsMembers() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let made = try await world.createGroup(#"{"displayName":"team","members":[{"value":"\#(ada.id)"}]}"#)
        #expect(made.memberIDs == [ada.id])
        #expect(world.members("cn=team,ou=groups,\(World.suffix)") == [ada.dn])
        await refused(400, .invalidValue, World.nobody) {
            try await world.createGroup(#"{"displayName":"other","members":[{"value":"\#(World.nobody)"}]}"#)
        }
        await refused(409, .uniqueness, "cn=team,ou=groups,\(World.suffix)", "same group", "displayName") {
            try await world.createGroup(#"{"displayName":"TEAM"}"#)
        }
        await refused(400, .invalidValue, "displayName") { try await world.createGroup(#"{"members":[]}"#) }
    }

    @Test func aMemberWhoLeavesMeanwhileIsTakenBackWithTheGroup() async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.renaming = .follow })
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.other { $0.load("dn: \(ada.dn)\nchangetype: delete\n") })
        await refused(400, .invalidValue, ada.id) {
            try await world.createGroup(#"{"displayName":"team","members":[{"value":"\#(ada.id)"}]}"#)
        }
        #expect(!world.exists("cn=team,ou=groups,\(World.suffix)"))
    }
}
