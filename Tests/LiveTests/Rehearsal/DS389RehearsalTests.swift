import LDAP
import SCIM
import Sandbox
import Testing

/// A rehearsal in front of 389 Directory Server, whose schema slapd does not take as it is.
@Suite(.needs(.ds389), .timeLimit(.minutes(5))) struct DS389RehearsalTests {
    private static let suffix = "dc=acme,dc=example"

    private static let people = """
        dn: uid=ann,ou=people,\(Self.suffix)
        objectClass: inetOrgPerson
        objectClass: nsMemberOf
        uid: ann
        cn: Ann
        sn: A
        mail: ann@acme.example
        userPassword: password-of-ann
        memberOf: cn=staff,ou=groups,\(Self.suffix)

        dn: uid=bob,ou=people,\(Self.suffix)
        objectClass: inetOrgPerson
        objectClass: account
        uid: bob
        cn: Bob
        sn: B
        mail: bob@acme.example
        nsAccountLock: TRUE

        dn: cn=staff,ou=groups,\(Self.suffix)
        objectClass: groupOfNames
        cn: staff
        member: uid=ann,ou=people,\(Self.suffix)


        """

    private static let sections = """
          on_rename: server
        groups:
          base: "ou=groups,dc=acme,dc=example"
          on_rename: server
        """

    @Test func keepsIDsAndLocksPeopleAsTheOriginalDoes() async throws {
        try await LDAPClientScene.inFolder { folder in
            var options = PrivateDS389.Options(folder: folder)
            options.content = Self.people
            let server = try await PrivateDS389.start(options)
            try await server.running {
                let url = try #require(server.ldapURL)
                try await RehearsalScene.run({ ($0.directory, $0.users) = (url, Self.sections) }) { scene in
                    try await self.play(scene)
                }
            }
        }
    }

    private func play(_ scene: RehearsalScene) async throws {
        #expect(!(try await scene.entries()).contains("userPassword:"))
        let ann = try await scene.id("ann")
        #expect(ann.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/) != nil, "\(ann)")
        let bob = try await scene.call("GET", "/Users/\(try await scene.id("bob"))")
        #expect(bob.body.object?["active"] == .boolean(false), "\(bob.text)")
        try await scene.replace(ann, "active", "\"False\"")
        try await scene.replace(ann, "userName", "\"anna\"")
        try await scene.call("POST", "/Users", body: BridgeCaller.person("eve"))
        let report = try await scene.report()
        #expect(report.status == 1)
        let changes = try Entry.parseLDIF(report.output)
        #expect(changes.first?.ldif().contains("newrdn: uid=anna") ?? false, "\(report.output)")
        #expect(report.output.contains("nsAccountLock: TRUE"), "\(report.output)")
        #expect(changes.map(\.target.description).contains("uid=eve,ou=people,\(Self.suffix)"))
        #expect(!report.output.contains("starbridgeCopy") && !report.output.contains("cn=staff"), "\(report.output)")
        #expect(report.output.contains("#   1 disabled") && report.output.contains("#   1 renamed"))
        #expect(await scene.end() == 1)
    }
}
