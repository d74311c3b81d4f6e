import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// An explained call shows what it would do, and does nothing.
@Suite struct ExplainTests {
    private typealias World = BridgeWorld

    /// A bridge that explains, over the directory of another.
    private struct Explained {
        let world: World
        let explainer: Explainer

        init(_ world: World = World(), _ change: (inout Mapping) -> Void = { _ in }) {
            var (people, teams) = (World.people, World.teams)
            change(&people)
            teams.renaming = people.renaming
            var options = Provisioner.Options()
            options.referenceTargets = [people, teams]
            options.maximumPage = 20
            self.world = world
            self.explainer = Explainer(
                mappings: [people, teams], directory: world.directory, options: options, logger: .silent)
        }

        var report: String { self.explainer.report }
        var users: Provisioner { self.explainer.provisioners[0] }
        var groups: Provisioner { self.explainer.provisioners[1] }

        func patch(_ id: String, _ operations: String...) async throws -> Resource {
            try Resource(
                shown: try await self.users.patch(
                    id: id, with: try World.patch(operations), context: World.context))
        }

        func create(_ body: String) async throws -> Resource {
            try Resource(
                shown: try await self.users.create(try World.resource(body, .user), context: World.context))
        }

        func find(_ filter: String? = nil) async throws -> [String] {
            let query = Query(filter: try filter.map { try SCIM.Filter(parsing: $0) })
            return try await self.users.resources(query, context: World.context).userNames
        }

        /// Expects the report to hold these lines and to be LDIF, and nothing to be written.
        func expect(_ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
            for line in lines {
                #expect(self.report.contains(line), "\(line) in:\n\(self.report)", sourceLocation: sourceLocation)
            }
            _ = try LDAP.Entry.parseLDIF(self.report)
            #expect(self.world.directory.attempts == [], sourceLocation: sourceLocation)
        }
    }

    @Test func aChangeIsShownAsSearchesAndLDIF() async throws {
        let explained = Explained()
        let ada = try explained.world.addPerson("ada", "title: Old")
        let answer = try await explained.patch(ada.id, World.set("title", "New"), World.set("userName", "eva"))
        #expect(try answer.text("title") == "New")
        try explained.expect(
            "# search ", "(entryUUID=\(ada.id))", "#   1 found", "# effect: rename", "# only if ",
            "newrdn: uid=eva\ndeleteoldrdn: 1\n", "delete: title\ntitle: Old\n-\nadd: title\ntitle: New\n")
    }

    /// What the directory would show of the group in the person is imagined too.
    @Test func aDisableByAGroupOrAMoveIsShown() async throws {
        let (group, gone) = ("cn=off,ou=groups,\(World.suffix)", "ou=gone,ou=people,\(World.suffix)")
        let explained = Explained {
            $0.activation = [
                .group(DistinguishedName(server: group), of: .inactive), .move(below: DistinguishedName(server: gone)),
            ]
        }
        explained.world.directory.load("dn: \(gone)\nobjectClass: organizationalUnit\nou: gone\n")
        try explained.world.addGroup("off", "cn=other,\(World.suffix)")
        let ada = try explained.world.addPerson("ada")
        #expect(try await explained.patch(ada.id, World.disable).isActive == false)
        try explained.expect(
            "# effect: disable", "newsuperior: \(gone)\n", "dn: \(group)\n", "add: member\nmember: uid=ada,\(gone)\n")
    }

    @Test func whatChangesNothingHasNoLDIF() async throws {
        let explained = Explained()
        let ada = try explained.world.addPerson("ada", "title: Same")
        _ = try await explained.patch(ada.id, World.set("title", "Same"))
        #expect(!explained.report.contains("changetype"))
        _ = try await explained.find(#"userName eq "ada""#)
        try explained.expect("(uid=ada)", "1 found")
    }

    @Test func aNewPersonIsShownAndIsThereForWhatFollows() async throws {
        let explained = Explained()
        let made = try await explained.create(World.person("ada", #""active":false"#))
        #expect(made.isActive == false)
        try explained.expect(
            "# effect: create", "dn: uid=ada,ou=people,dc=acme,dc=example\nchangetype: add\n",
            "pwdAccountLockedTime: 000001010000Z\n")
        let id = try #require(made.id)
        #expect(try await explained.users.resource(id: id, projection: .all, context: World.context).id == id)
        await refused(409, .uniqueness, "uid=ada") { try await explained.create(World.person("ADA")) }
        let team = try World.resource(#"{"displayName":"team","members":[{"value":"\#(id)"}]}"#, .group)
        _ = try await explained.groups.create(team, context: World.context)
        _ = try await explained.patch(id, World.set("title", "New"))
        try explained.expect(
            "member: uid=ada,ou=people,dc=acme,dc=example\n", "add: title\ntitle: New\n", "judged here")
        #expect(!explained.world.exists(World.dn("ada")))
    }

    @Test(arguments: [World.people.deletion, .delete]) func aDeletionIsShown(deletion: Mapping.Deletion?) async throws {
        let explained = Explained { $0.deletion = deletion }
        let ada = try explained.world.addPerson("ada")
        try await explained.users.delete(id: ada.id, context: World.context)
        if deletion == .delete {
            try explained.expect("# effect: delete", "dn: \(ada.dn)\nchangetype: delete\n")
        } else {
            try explained.expect("# effect: delete", "newsuperior: ou=leavers,dc=acme,dc=example\n", "000001010000Z")
        }
        await refused(404, nil, ada.id) { try await explained.patch(ada.id, World.set("title", "x")) }
        #expect(try await explained.find() == [])
        try explained.expect("would be another by then")
        _ = try await explained.create(World.person("ada"))
    }

    @Test(arguments: [Mapping.Renaming.server, .follow])
    func aRenameIsSoForWhatFollows(renaming: Mapping.Renaming) async throws {
        let world = World(over: renaming == .server ? MemoryDirectory() : World.carelessDirectory())
        let explained = Explained(world) { $0.renaming = renaming }
        let ada = try world.addPerson("ada", "title: Old")
        let team = try world.addGroup("team", ada.dn)
        _ = try await explained.patch(ada.id, World.set("userName", "eva"))
        #expect(Set(try await explained.find()) == ["eva"])
        await refused(409, .uniqueness, World.dn("eva")) {
            try await explained.create(World.person("eva", #""emails":[{"type":"work","value":"x@acme.example"}]"#))
        }
        _ = try await explained.create(World.person("ada", #""emails":[{"type":"work","value":"new@acme.example"}]"#))
        for operation in ["remove", "add"] {
            _ = try await explained.groups.patch(
                id: team.id, with: try World.patch([World.members(operation, ada.id)]), context: World.context)
        }
        try explained.expect("newrdn: uid=eva", "member: \(World.dn("eva"))\n")
        #expect(world.members(team.dn) == [ada.dn])
    }

    @Test func whatTheDirectoryWouldRefuseIsRefused() async throws {
        let explained = Explained()
        let holder = try explained.world.addPerson("holder")
        let other = try explained.world.addPerson("other")
        let address = #""emails":[{"type":"work","value":"HOLDER@acme.example"}]"#
        await refused(409, .uniqueness, holder.dn) { try await explained.create(World.person("new", address)) }
        try explained.expect("cn=config does not show")
        let mail = World.set("emails[type eq \"work\"].value", "Holder@acme.example")
        await refused(409, .uniqueness, holder.dn) { try await explained.patch(other.id, mail) }
        _ = try await explained.patch(holder.id, mail)
        explained.world.directory.load("dn: \(World.dn("device"))\nobjectClass: account\nuid: device\n")
        await refused(409, .uniqueness, World.dn("device")) { try await explained.create(World.person("device")) }
    }

    @Test func whatTheServerShowsOfItsRulesCounts() async throws {
        let explained = Explained()
        explained.world.directory.load(
            """
            dn: cn=config
            objectClass: olcGlobal
            cn: config

            dn: olcDatabase={1}mdb,cn=config
            objectClass: olcDatabaseConfig
            olcDatabase: {1}mdb
            olcSuffix: dc=acme,dc=example

            dn: olcOverlay={0}unique,olcDatabase={1}mdb,cn=config
            objectClass: olcOverlayConfig
            objectClass: extensibleObject
            olcOverlay: {0}unique
            olcUniqueURI: ldap:///ou=people,dc=acme,dc=example?title?sub?(objectClass=inetOrgPerson)

            """)
        let holder = try explained.world.addPerson("holder", "title: Boss")
        await refused(409, .uniqueness, holder.dn) {
            try await explained.create(
                World.person("new", #""title":"BOSS""#, #""emails":[{"type":"work","value":"holder@acme.example"}]"#))
        }
        _ = try await explained.create(
            World.person("new", #""emails":[{"type":"work","value":"holder@acme.example"}]"#))
        try explained.expect("uid=new")
        #expect(!explained.report.contains("cn=config does not show"))
    }

    @Test func secretsAreNotShown() async throws {
        let explained = Explained(World(), World.takePasswords)
        let ada = try explained.world.addPerson("ada")
        let answer = try await explained.patch(ada.id, World.set("password", "hush-hush"))
        try explained.expect("userPassword: ********\n")
        #expect(!explained.report.contains("hush") && !"\(answer)".contains("hush"))
    }

    @Test func searchesFindWhatIsChanged() async throws {
        let explained = Explained()
        let (ada, eve) = (try explained.world.addPerson("ada"), try explained.world.addPerson("eve"))
        #expect(try await explained.find("active eq false") == [])
        _ = try await explained.patch(ada.id, World.disable)
        #expect(try await explained.find("active eq false") == ["ada"])
        #expect(try await explained.find("active eq true") == ["eve"])
        _ = try await explained.patch(eve.id, World.set("displayName", "Émile  X"))
        #expect(try await explained.find(#"displayName sw "émile x""#) == ["eve"])
        try explained.expect("judged here")
    }

    @Test func aSearchThatFailsIsShownToo() async throws {
        let explained = Explained()
        let ada = try explained.world.addPerson("ada")
        explained.world.directory.onSearch { _, _ in LDAPError(.busy) }
        await refused(503) { try await explained.patch(ada.id, World.set("title", "x")) }
        try explained.expect("#   busy (51)")
    }

    @Test(arguments: [[], ["2.16.840.1.113730.3.4.9"]])
    func aLongListIsReadAsItIs(missing: Set<String>) async throws {
        let world = World(over: MemoryDirectory { $0.controls.subtract(missing) })
        for number in 0..<25 { try world.addPerson("p\(number)") }
        let explained = Explained(world)
        #expect(try await explained.find().count == 20)
        try explained.expect("sizeLimitExceeded", missing.isEmpty ? "20 found" : "25 found")
    }
}
