import ConfigurationFile
import Directories
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

/// Configurations for directories that have grown in ways of their own.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct OddTreeTests {
    private static let suffix = "dc=acme,dc=example"

    private static func unit(_ name: String, below parent: String = Self.suffix) -> String {
        "dn: ou=\(name),\(parent)\nobjectClass: organizationalUnit\nou: \(name)\n\n"
    }

    // MARK: - People who are named by what they are called

    private static let named: OddTree = {
        let people = (1...12).map { number in
            """
            dn: cn=Doe\\, Jane \(number),ou=staff,\(Self.suffix)
            objectClass: inetOrgPerson
            cn: Doe, Jane \(number)
            sn: Doe
            givenName: Jane
            displayName: Jane Doe (\(number))
            uid: jdoe\(number)
            mail: jane.doe\(number)@acme.example
            \(number % 2 == 0 ? "labeledURI: https://acme.example/~jdoe\(number) home\n" : "")\(number == 3 ? "employeeNumber: 4711\n" : "")

            """
        }
        let group = """
            dn: cn=Board\\, The,ou=teams,\(Self.suffix)
            objectClass: groupOfUniqueNames
            cn: Board, The
            uniqueMember: cn=Doe\\, Jane 1,ou=staff,\(Self.suffix)
            uniqueMember: cn=Doe\\, Jane 2,ou=staff,\(Self.suffix)


            """
        return OddTree(
            top: Self.suffix, overlays: [.refint],
            content: Self.unit("staff") + Self.unit("teams") + people.joined() + group)
    }()

    @Test func peopleNamedByNamesWithCommas() async throws {
        try await SketchScene.run(Self.named) { scene in
            #expect(scene.problems == [])
            #expect(scene.says(#"base: "ou=staff,dc=acme,dc=example""#) && scene.says("rdn: cn"), "\(scene.text)")
            let jane = try await scene.person("jdoe3")
            #expect(jane["displayName"] == "Jane Doe (3)" && jane["name.familyName"] == "Doe")
            #expect(jane["name.formatted"] == "Doe, Jane 3")
            #expect(jane["externalId"] == .null)
            let made = try await scene.bridge.post(
                BridgeCaller.person("new", #""displayName":"New, Ada""#, #""externalId":"e-1""#)
            ).expect(201)
            #expect(made["externalId"] == "e-1")
            #expect(try await scene.values("cn", of: "cn=New\\, Ada,ou=staff,\(Self.suffix)") == ["New, Ada"])
            let group = try await scene.bridge.get("/Groups").expect(200)
            #expect(group["Resources.0.displayName"] == "Board, The" && group.total == 1)
            #expect(group["Resources.0.members"].array?.count == 2)
            // The server keeps uniqueMember right, as cn=config shows.
            #expect(scene.says("on_rename: server"))
        }
    }

    // MARK: - Accounts of POSIX machines

    private static let posix: OddTree = {
        let people = (1...9).map { number in
            """
            dn: uid=u\(number),ou=accounts,\(Self.suffix)
            objectClass: account
            objectClass: posixAccount
            uid: u\(number)
            cn: User \(number)
            uidNumber: \(1000 + number)
            gidNumber: 100
            homeDirectory: /home/u\(number)


            """
        }
        let groups = ["users", "wheel"].map {
            "dn: cn=\($0),ou=posix,\(Self.suffix)\nobjectClass: posixGroup\ncn: \($0)\ngidNumber: 100\nmemberUid: u1\n\n"
        }
        return OddTree(
            top: Self.suffix, content: Self.unit("accounts") + Self.unit("posix") + people.joined() + groups.joined())
    }()

    @Test func accountsOfPOSIXMachines() async throws {
        try await SketchScene.run(Self.posix) { scene in
            #expect(scene.problems == [])
            let user = try await scene.person("u4")
            #expect(user["userName"] == "u4" && user["active"] == true && user["displayName"] == "User 4")
            let made = try await scene.bridge.post(BridgeCaller.person("newcomer", #""displayName":"New""#)).expect(201)
            #expect(scene.says("members: { attribute: memberUid, by: uid }"), "\(scene.text)")
            let group = try await scene.bridge.makeGroup("unix", [made.id])
            #expect(try await scene.bridge.get(group).expect(200).ids("members") == [made.id])
            let name = try await scene.bridge.get(group)["displayName"].string ?? ""
            let entry = "cn=\(name),ou=posix,\(Self.suffix)"
            #expect(try await scene.values("gidNumber", of: entry) == ["1000"])
            #expect(try await scene.values("memberUid", of: entry) == ["newcomer"])
            let dn = "uid=newcomer,ou=accounts,\(Self.suffix)"
            #expect(try await scene.values("uidNumber", of: dn) == ["1010"])
            #expect(try await scene.values("gidNumber", of: dn) == ["100"])
            #expect(try await scene.values("homeDirectory", of: dn) == ["/home/newcomer"])
            try await scene.bridge.patch(user.id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(try await scene.values("shadowExpire", of: "uid=u4,ou=accounts,\(Self.suffix)") == ["1"])
            #expect(try await scene.person("u4")["active"] == false)
        }
    }

    // MARK: - Several units, and numbers as names

    private static let several: OddTree = {
        let people = (1...20).map { number in
            """
            dn: employeeNumber=\(number),ou=\(number % 2 == 0 ? "sales" : "engineering"),ou=all,\(Self.suffix)
            objectClass: inetOrgPerson
            employeeNumber: \(number)
            cn: P\(number)
            sn: \(number)
            mail: p\(number)@acme.example
            telephoneNumber: +1 555 \(number)
            employeeType: Staff


            """
        }
        let robots = (1...2).map {
            "dn: cn=robot\($0),ou=services,\(Self.suffix)\nobjectClass: inetOrgPerson\ncn: robot\($0)\nsn: r\n\n"
        }
        let units =
            Self.unit("all") + Self.unit("sales", below: "ou=all,\(Self.suffix)")
            + Self.unit("engineering", below: "ou=all,\(Self.suffix)")
        return OddTree(top: Self.suffix, content: units + people.joined() + robots.joined())
    }()

    @Test func severalUnitsAndNumbersAsNames() async throws {
        try await SketchScene.run(Self.several) { scene in
            #expect(scene.problems == [])
            #expect(scene.says(#"base: "ou=all,dc=acme,dc=example""#), "\(scene.text)")
            #expect(scene.says("rdn: employeeNumber") && scene.says("userName: mail"), "\(scene.text)")
            #expect(scene.says("# 20 people were seen there, and 2 elsewhere, who are left out."))
            let person = try await scene.person("p7@acme.example")
            #expect(person["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User|employeeNumber"] == "7")
            #expect(person["phoneNumbers.0.value"] == "+1 555 7" && person["userType"] == "Staff")
            let extension_ = #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"77"}"#
            try await scene.bridge.post(
                BridgeCaller.person("p77@acme.example", #""displayName":"P77""#, extension_)
            ).expect(201)
            #expect(
                try await scene.values("mail", of: "employeeNumber=77,ou=all,\(Self.suffix)") == ["p77@acme.example"])
        }
    }

    // MARK: - Classes of one's own

    private static let custom: OddTree = {
        let schema = [
            "attributetype ( 1.3.6.1.4.1.99999.1 NAME 'acmeBadgeNumber' EQUALITY caseIgnoreMatch "
                + "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
            "attributetype ( 1.3.6.1.4.1.99999.2 NAME 'acmeQuota' EQUALITY integerMatch "
                + "SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
            "objectclass ( 1.3.6.1.4.1.99999.3 NAME 'acmePerson' SUP inetOrgPerson STRUCTURAL MUST acmeBadgeNumber )",
            "objectclass ( 1.3.6.1.4.1.99999.4 NAME 'acmeMailbox' SUP top AUXILIARY MUST acmeQuota )",
            "objectclass ( 1.3.6.1.4.1.99999.5 NAME 'acmeTeam' SUP top STRUCTURAL MUST ( cn $ member ) MAY description )",
        ]
        let people = (1...8).map { number in
            """
            dn: uid=c\(number),ou=kunden,\(Self.suffix)
            objectClass: acmePerson
            objectClass: acmeMailbox
            uid: c\(number)
            cn: Cust \(number)
            sn: Omer
            acmeBadgeNumber: B-\(number)
            acmeQuota: 5


            """
        }
        let team = """
            dn: cn=team,ou=teams,\(Self.suffix)
            objectClass: acmeTeam
            cn: team
            member: uid=c1,ou=kunden,\(Self.suffix)


            """
        return OddTree(
            top: Self.suffix, schema: schema,
            content: Self.unit("kunden") + Self.unit("teams") + people.joined() + team)
    }()

    @Test func classesOfOnesOwn() async throws {
        try await SketchScene.run(Self.custom) { scene in
            #expect(scene.problems == [])
            #expect(scene.says("object_classes: [acmePerson, acmeMailbox]"), "\(scene.text)")
            let person = try await scene.person("c5")
            let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            #expect(person["\(enterprise)|employeeNumber"] == "B-5")
            try await scene.bridge.post(
                BridgeCaller.person("c99", #""displayName":"New""#, #""\#(enterprise)":{"employeeNumber":"B-99"}"#)
            ).expect(201)
            let dn = "uid=c99,ou=kunden,\(Self.suffix)"
            #expect(try await scene.values("acmeBadgeNumber", of: dn) == ["B-99"])
            #expect(try await scene.values("acmeQuota", of: dn) == ["5"])
            #expect(try await scene.values("objectClass", of: dn).contains("acmePerson"))
            let teams = try await scene.bridge.get("/Groups").expect(200)
            #expect(teams["Resources.0.displayName"] == "team")
        }
    }

    // MARK: - Groups of several kinds in one unit

    private static let mixed: OddTree = {
        let people = (1...10).map { number in
            """
            dn: uid=m\(number),ou=people,\(Self.suffix)
            objectClass: inetOrgPerson
            objectClass: posixAccount
            uid: m\(number)
            cn: Mix \(number)
            sn: Ed
            givenName: Mix
            mail: m\(number)@acme.example
            uidNumber: \(number)
            gidNumber: 1
            homeDirectory: /home/m\(number)
            manager: uid=m1,ou=people,\(Self.suffix)


            """
        }
        func group(_ name: String, _ lines: String...) -> String {
            (["dn: cn=\(name),ou=groups,\(Self.suffix)", "cn: \(name)"] + lines).joined(separator: "\n") + "\n\n"
        }
        let member = "uid=m1,ou=people,\(Self.suffix)"
        let groups = [
            group("a", "objectClass: groupOfNames", "member: \(member)"),
            group("b", "objectClass: groupOfNames", "member: cn=a,ou=groups,\(Self.suffix)"),
            group("c", "objectClass: groupOfUniqueNames", "uniqueMember: \(member)"),
            group("d", "objectClass: posixGroup", "gidNumber: 7", "memberUid: m1"),
            group("e", "objectClass: groupOfNames", "member: cn=nobody"),
            group("f", "objectClass: groupOfNames", "member: cn=nobody"),
        ]
        return OddTree(top: Self.suffix, content: people.joined() + groups.joined())
    }()

    @Test func groupsOfSeveralKinds() async throws {
        try await SketchScene.run(Self.mixed) { scene in
            #expect(scene.problems == [])
            #expect(scene.says("object_classes: [inetOrgPerson, posixAccount, shadowAccount]"), "\(scene.text)")
            #expect(scene.settings.groups.count == 3, "\(scene.text)")
            #expect(scene.says(#"empty_member: "cn=nobody""#), "\(scene.text)")
            let person = try await scene.person("m3")
            let manager = person["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User|manager|value"].string
            #expect(manager == (try await scene.person("m1")).id)
            let groups = try await scene.bridge.get("/Groups").expect(200)
            #expect(groups.total == 6, "\(groups.text)")
            let empty = try await scene.bridge.find(#"displayName eq "e""#, endpoint: "/Groups").expect(200)
            #expect(empty["Resources.0.members"].array ?? [] == [])
            let first = try await scene.person("m1").id
            for name in ["c", "d"] {
                let found = try await scene.bridge.find(#"displayName eq "\#(name)""#, endpoint: "/Groups").expect(200)
                #expect(found["Resources.0.members.0.value"].string == first, "\(found.text)")
            }
            try await scene.bridge.post(BridgeCaller.person("m99", #""displayName":"New""#)).expect(201)
            // An overlay that is not shown may be there all the same.
            #expect(scene.says("on_rename: refuse"))
        }
    }
}
