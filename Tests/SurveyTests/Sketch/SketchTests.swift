import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile
@testable import Survey

/// What is made of a directory of which nothing is known.
@Suite struct SketchTests {
    private static let suffix = "dc=acme,dc=example"
    static let access = SketchedAccess(
        servers: (try? ServerURL(parsing: "ldap://127.0.0.1:389")).map { [$0] } ?? [],
        account: DistinguishedName(server: "cn=starbridge,ou=services,\(Self.suffix)"), passwordFile: "/etc/password")

    /// People below a unit, with further lines that a number decides.
    static func people(
        _ count: Int, below unit: String = "ou=people", named rdn: String = "uid",
        _ lines: (Int) -> [String] = { _ in [] }
    ) -> String {
        (0..<count).map { number in
            ([
                "dn: \(rdn)=p\(number),\(unit),\(Self.suffix)", "objectClass: inetOrgPerson", "\(rdn): p\(number)",
                "sn: P", "givenName: Q",
            ] + (rdn == "cn" ? [] : ["cn: Person \(number)"]) + lines(number)).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    static func sketch(
        _ ldif: String, below base: String? = nil, _ change: (inout MemoryDirectory.Options) -> Void = { _ in }
    ) async throws -> SketchedConfiguration {
        let directory = MemoryDirectory(change)
        directory.load(ldif)
        let sketch = try await DirectorySketch.look(
            at: directory, below: base.map { DistinguishedName(server: $0) }, as: Self.access.account)
        return SketchedConfiguration(of: sketch, reachedBy: Self.access)
    }

    /// The configuration as the reader of files understands it.
    private static func settings(_ sketch: SketchedConfiguration) throws -> Settings {
        try Settings(yaml: sketch.text, file: "f")
    }

    @Test func theTextSaysWhatWasDecided() async throws {
        let sketch = try await Self.sketch(
            Self.people(5) { ["mail: p\($0)@acme.example", "title: Boss \"\($0)\""] } + "\n"
                + "dn: cn=all,ou=groups,\(Self.suffix)\nobjectClass: groupOfNames\ncn: all\nmember: uid=p1,ou=people,\(Self.suffix)\n"
        )
        let settings = try Self.settings(sketch)
        let (users, wanted) = (settings.users, sketch.users.mapping)
        #expect(users.base == wanted.base && users.filter == wanted.filter && users.rdn == wanted.rdn)
        #expect(users.rules.filter { !$0.isReadOnly } == wanted.rules.map(Self.withNames))
        #expect(users.activation == wanted.activation && users.renaming == wanted.renaming)
        #expect(users.revival == wanted.revival && users.deletion == nil)
        let (groups, kept) = (try #require(settings.groups.first), try #require(sketch.groups.first?.mapping))
        #expect(groups.base == kept.base && groups.filter == kept.filter && groups.objectClasses == kept.objectClasses)
        #expect(groups.rules == kept.rules.map { Self.withNames($0, isGroup: true) })
    }

    /// The rule as a file has it, where what clients know somebody by is required and unique without a word.
    private static func withNames(_ rule: Mapping.Rule) -> Mapping.Rule { self.withNames(rule, isGroup: false) }

    private static func withNames(_ rule: Mapping.Rule, isGroup: Bool) -> Mapping.Rule {
        var rule = rule
        if rule.path.description == (isGroup ? "displayName" : "userName") { rule.isUnique = true }
        return rule
    }

    @Test func severalUnitsHaveTheEntryAboveThem() async throws {
        let units = ["a", "b"].map {
            "dn: ou=\($0),ou=people,\(Self.suffix)\nobjectClass: organizationalUnit\nou: \($0)\n"
        }
        let ldif =
            units.joined(separator: "\n") + "\n" + Self.people(4, below: "ou=a,ou=people") + "\n"
            + Self.people(4, below: "ou=b,ou=people", named: "cn") + "\n" + Self.people(1, below: "ou=services")
        let users = try await Self.sketch(ldif).users
        #expect(users.mapping.base.description == "ou=people,\(Self.suffix)")
        #expect(users.notes["base"] == ["8 people were seen there, and 1 elsewhere, who are left out."])
    }

    @Test func whoHasLeftSaysNothingOfWherePeopleAre() async throws {
        let users = try await Self.sketch(Self.people(3) + "\n" + Self.people(9, below: "ou=leavers", named: "cn"))
            .users
        #expect(users.mapping.base.description == "ou=people,\(Self.suffix)")
        #expect(users.proposals["on_delete"] == "{ strategy: trash, base: \"ou=leavers,\(Self.suffix)\" }")
    }

    @Test func aNameIsWhatEverybodyHasAndNoTwoShare() async throws {
        let shared = try await Self.sketch(
            Self.people(4, named: "cn") { ["mail: p\($0)@acme.example", "uid: \($0 < 2 ? "same\($0)" : "uid\($0)")"] }
        ) { $0.habits.uniqueAttributes = [] }
        #expect(shared.users.mapping.rules.first?.attribute == "uid")
        let double = try await Self.sketch(
            Self.people(4, named: "cn") { ["mail: p\($0)@acme.example", "uid: \($0 < 2 ? "same" : "uid\($0)")"] }
        ) { $0.habits.uniqueAttributes = [] }
        #expect(double.users.mapping.rules.first?.attribute == "mail")
        #expect(double.users.mapping.rdn == "cn")
    }

    @Test(
        arguments: [
            ([], "labeledURI"), (["labeledURI: https://a.example home"], "labeledURI"),
            (["labeledURI: somebodys-id"], "destinationIndicator"),
            (["labeledURI: somebodys-id", "destinationIndicator: x"], nil),
        ] as [([String], String?)])
    func anExternalIDGoesWhereNobodyHasAnything(lines: [String], attribute: String?) async throws {
        let users = try await Self.sketch(Self.people(3) { _ in lines }).users.mapping
        let rule = users.rules.first { $0.path.description == "externalId" }
        #expect(rule?.attribute.description == attribute)
        #expect(users.revival == (attribute == nil ? .never : .externalId))
    }

    @Test func numbersOfTheStaffAreNeverTakenForAnExternalID() async throws {
        let users = try await Self.sketch(Self.people(3) { ["employeeNumber: 47\($0)"] }).users.mapping
        let rule = try #require(users.rules.first { $0.attribute == "employeeNumber" })
        #expect(rule.path.attribute == "employeeNumber")
    }

    @Test func aLockIsWrittenOnlyWhereItIsProved() async throws {
        let mark = try await Self.sketch(Self.people(3)).users
        #expect(mark.lock?.text == "{ strategy: attribute, attribute: employeeType, inactive: disabled }")
        let used = try await Self.sketch(Self.people(3) { _ in ["employeeType: Staff"] }).users
        #expect(used.lock?.attribute == "businessCategory")
        #expect(used.mapping.rules.contains { $0.path.description == "userType" })
    }

    @Test func thosePeopleAreNobodyWhoAreNotThere() async throws {
        let error = await #expect(throws: SketchError.self) { try await Self.sketch("") }
        #expect(
            error?.description.contains("'\(Self.suffix)'") == true && error?.description.contains("--base") == true)
    }

    @Test func aFilterFindsNobodyElse() async throws {
        let ldif =
            Self.people(3) + "\n"
                + """
                dn: cn=printer,ou=people,\(Self.suffix)
                objectClass: account
                objectClass: simpleSecurityObject
                uid: printer
                userPassword: x

                dn: uid=posix,ou=people,\(Self.suffix)
                objectClass: account
                objectClass: posixAccount
                uid: posix
                cn: posix
                uidNumber: 1
                gidNumber: 1
                homeDirectory: /

                """
        let filter = try await Self.sketch(ldif.replacing("cn=printer", with: "uid=printer")).users.mapping.filter
        #expect(
            filter.description
                == "(&(|(objectClass=inetOrgPerson)(objectClass=account))(!(objectClass=simpleSecurityObject)))")
    }

    private static func account(_ number: Int, _ gid: String) -> [String] {
        [
            "objectClass: posixAccount", "uidNumber: \(2000 + number)", "gidNumber: \(gid)",
            "homeDirectory: /home/p\(number)",
        ]
    }

    @Test func newPeopleGetWhatTheOthersHave() async throws {
        let sketch = try await Self.sketch(Self.people(5) { Self.account($0, "100") })
        #expect(sketch.users.mapping.objectClasses == ["inetOrgPerson", "posixAccount", "shadowAccount"])
        let settings = try Self.settings(sketch)
        #expect(settings.users.computed == sketch.users.mapping.computed)
        #expect(settings.users.allocations == [Mapping.Allocation("uidNumber", .number(2005...52_004, nil))])
        #expect(
            sketch.users.mapping.computed.map(\.line) == [
                "gidNumber: { value: \"100\", write: create }",
                "homeDirectory: { value: \"/home/{userName}\", write: create }",
            ])
    }

    @Test func aClassWhoseDemandsNobodyCanGuessIsLeftOut() async throws {
        let mixed = try await Self.sketch(
            Self.people(4) { Self.account($0, $0 < 2 ? "1" : "2") + ["description: \($0)"] })
        #expect(mixed.users.mapping.objectClasses == ["inetOrgPerson", "shadowAccount"])
        #expect(mixed.users.notes["object_classes"]?.first?.contains("posixAccount is left out") == true)
    }

    @Test func noSecretIsReadOrWritten() async throws {
        let directory = MemoryDirectory()
        directory.load(Self.people(3) { _ in ["userPassword: hunter2"] })
        let sketch = try await DirectorySketch.look(at: directory, below: nil, as: nil)
        #expect(!SketchedConfiguration(of: sketch, reachedBy: Self.access).text.contains("hunter2"))
        let asked = Set(directory.searches.flatMap(\.attributes))
        #expect(!asked.contains("userPassword") && !asked.contains("jpegPhoto") && !asked.contains("*"))
        #expect(directory.searches.allSatisfy { !$0.attributes.isEmpty })
        #expect(directory.attempts == [])
    }

    @Test func moreThanTheDirectoryGivesIsLookedAtByUnits() async throws {
        let sketch = try await Self.sketch(Self.people(450)) { $0.sizeLimit = 250 }
        #expect(sketch.users.mapping.base.description == "ou=people,\(Self.suffix)")
        #expect(sketch.text.contains("# Not all entries were seen"))
    }
}
