import Directories
import LDAP
import Sandbox
import Translator

extension TestServer {
    /// Samba as the controller of an Active Directory domain.
    static let samba: TestServer = {
        var server = TestServer(
            name: "Samba", program: "/usr/sbin/samba", dialect: .sambaAD,
            people: .activeDirectoryUser(base: DistinguishedName(server: "ou=people,dc=acme,dc=example")),
            groups: .activeDirectoryGroup(base: DistinguishedName(server: "ou=groups,dc=acme,dc=example"))
        ) { folder in try await PrivateSamba.start(PrivateSamba.Options(folder: folder)) }
        let options = PrivateSamba.Options(folder: "")
        server.needsRoot = true
        server.account = (DistinguishedName(server: options.accountDN), options.account.password)
        server.people.deletion = .trash(base: DistinguishedName(server: "ou=leavers,dc=acme,dc=example"))
        server.groups.deletion = .delete
        // What is shown of people names their entries, and most use cases say nothing of it.
        for index in server.people.rules.indices where server.people.rules[index].attribute == "cn" {
            server.people.rules[index].defaultValue = try? Template(parsing: "{userName}")
        }
        server.legacy = LegacyPerson(leaf: "cn", lines: ["objectClass: user", "userPrincipalName: NAME", "sn: Old"])
        // No more than 256 characters.
        server.forbiddenMail = String(repeating: "x", count: 300) + "@acme.example"
        server.password = { password in
            (
                "unicodePwd",
                AttributeValue(bytes: "\"\(password)\"".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
            )
        }
        return server
    }()
}
