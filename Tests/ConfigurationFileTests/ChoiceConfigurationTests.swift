import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

/// The file says where people are, how they are named, and what they are given.
@Suite struct ChoiceConfigurationTests {
    private static func file(_ lines: String) -> String {
        """
        directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: "/p" } }
        users:
          base: dc=acme
          attributes: { userName: uid, displayName: displayName, title: title, name.familyName: sn }
        """ + "\n" + lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n") + "\n"
    }

    private static func users(_ lines: String) throws -> Mapping {
        try Settings(yaml: Self.file(lines), file: "f").users
    }

    private static func problems(_ lines: String) -> [String] {
        do {
            _ = try Settings(yaml: Self.file(lines), file: "f")
            return []
        } catch {
            return error.problems.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.reason)" }
        }
    }

    private static func titled(_ title: String?) -> Resource {
        Resource(attributes: title.map { ["title": .string($0)] } ?? [:])
    }

    @Test(
        arguments: [
            (#"place: "ou={title}""#, "Sales", "ou=Sales,dc=acme"),
            (#"place: "ou={title},dc=acme""#, "Sales", "ou=Sales,dc=acme"),
            (#"place: { name: "ou={title},ou=staff", default: "ou=rest" }"#, nil, "ou=rest,dc=acme"),
            (
                #"place: { by: title, table: { Sales: "ou=sales", Board: "ou=board,dc=acme" } }"#, "sales",
                "ou=sales,dc=acme"
            ),
            (
                #"place: { by: title, table: { Sales: "ou=sales", Board: "ou=board,dc=acme" } }"#, "Board",
                "ou=board,dc=acme"
            ),
            (#"place: { by: title, table: { Sales: "ou=sales" }, default: "ou=rest" }"#, "Clerk", "ou=rest,dc=acme"),
        ] as [(String, String?, String)])
    func placesAreRead(line: String, title: String?, place: String) throws {
        let placement = try #require(try Self.users(line).placement)
        #expect(placement.place(of: Self.titled(title)) == DistinguishedName(server: place))
    }

    @Test func anAttributeOfTheExtensionNeedsNoSchema() throws {
        let placement = try #require(
            try Self.users(#"place: { by: department, table: { Sales: "ou=sales" } }"#).placement)
        #expect(placement.paths == [AttributePath(schema: .enterpriseUser, attribute: "department")])
    }

    @Test func namesAreRead() throws {
        let plain = try Self.users("rdn: uid")
        #expect(plain.rdn == "uid" && plain.naming == nil)
        let line = #"rdn: { attribute: cn, value: "{displayName}", on_conflict: number, rename: keep }"#
        let named = try Self.users(line)
        #expect(named.rdn == "cn")
        #expect(
            named.naming
                == Mapping.Naming(try Template(parsing: "{displayName}"), isNumbered: true, follows: false))
        #expect(try Self.users(#"rdn: { attribute: cn, value: "{title}" }"#).naming?.follows == true)
    }

    @Test func allocationsAreRead() throws {
        let lines = """
            allocate:
              - { attribute: uidNumber, range: 10000-60000, counter: "cn=next,dc=acme", counter_attribute: gidNumber }
              - { attribute: gidNumber, range: 1 - 5 }
              - { attribute: sAMAccountName, value: "{userName}", length: 12 }
            """
        let counter = Mapping.Allocation.Counter(DistinguishedName(server: "cn=next,dc=acme"), "gidNumber")
        #expect(
            try Self.users(lines).allocations == [
                .init("uidNumber", .number(10000...60000, counter)), .init("gidNumber", .number(1...5, nil)),
                .init("sAMAccountName", .text(try Template(parsing: "{userName}"), limit: 12)),
            ])
        #expect(try Self.users("allocate: { attribute: uidNumber, range: 1-5 }").allocations.count == 1)
    }

    @Test(arguments: [
        (#"place: "people""#, "5:11 users.place: \"people\" is no part of a name"),
        (#"place: "ou={tilte}""#, "5:15 users.place: SCIM users have no attribute tilte; did you mean title?"),
        (#"place: { by: title }"#, "5:10 users.place.table is missing"),
        (#"place: { table: { A: "ou=a" } }"#, "5:10 users.place.by is missing"),
        (#"place: { by: title, tabel: { A: "ou=a" } }"#, "unknown key users.place.tabel; did you mean table?"),
        (#"place: { by: title, table: { A: "ou=a", a: "ou=b" } }"#, "5:43 users.place.table: a has two places"),
        (
            #"place: { by: title, table: { A: "nowhere" } }"#,
            "users.place.table: the place of A is not a distinguished name"
        ),
        (#"place: { name: "ou={title}", by: title }"#, "unknown key users.place.by"),
        (#"rdn: { attribute: cn }"#, "5:8 users.rdn.value is missing"),
        (#"rdn: { attribute: cn, value: "{displayName" }"#, "users.rdn.value: "),
        (#"rdn: { attribute: cn, value: "x", on_conflict: count }"#, "users.rdn.on_conflict: must be refuse or number"),
        (#"allocate: { attribute: uidNumber }"#, "must say what is given: numbers by `range`, or a text by `value`"),
        (#"allocate: { attribute: uidNumber, range: 1-5, value: "x" }"#, "must say what is given"),
        (
            #"allocate: { attribute: uidNumber, range: 9-5 }"#,
            "users.allocate.range: must be two numbers such as 10000-60000"
        ),
        (#"allocate: { attribute: uidNumber, range: -5 }"#, "users.allocate.range: must be two numbers"),
        (#"allocate: { attribute: uidNumber, range: 1-5, length: 3 }"#, "unknown key users.allocate.length"),
        (
            #"allocate: { attribute: uidNumber, range: 1-5, counter_attribute: x }"#,
            "users.allocate.counter_attribute needs"
        ),
    ])
    func whatIsWrongIsToldWithItsPlace(line: String, reason: String) {
        let problems = Self.problems(line)
        #expect(problems.contains { $0.contains(reason) }, "\(problems)")
    }
}
