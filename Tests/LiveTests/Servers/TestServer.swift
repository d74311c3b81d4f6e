import Directories
import Glibc
import LDAP
import Sandbox
import Testing
import Translator

/// A kind of directory server that tests start, and how they speak with it.
///
/// Each is a value in a file of its own; what is done on all of them is a list of ``UseCase``s and of the contract's clauses.
struct TestServer: Sendable {
    /// The name in reports.
    var name: String
    /// The program without which it cannot be started.
    var program: String
    /// What the bridge knows of it.
    var dialect: Dialect
    /// The bridge's own account, and its password.
    var account: (name: DistinguishedName, password: String) = (
        DistinguishedName(server: "cn=starbridge,ou=services,dc=acme,dc=example"), "starbridge-secret"
    )
    /// The mapping of people below `ou=people`.
    var people: Mapping
    /// The mapping of groups below `ou=groups`.
    var groups: Mapping
    /// Whether a disabled person of that mapping is refused by the server itself.
    var locksOut = true
    /// How many connections the bridge has to it.
    var connections = 2
    /// Whether it sorts lists that are longer than a page.
    var sortsLongLists = true
    /// Whether only root may start it.
    var needsRoot = false
    /// What people look like whom somebody added before there was a bridge.
    var legacy = LegacyPerson(leaf: "uid", lines: ["objectClass: inetOrgPerson", "uid: NAME", "sn: Old", "cn: Old"])
    /// An address that it refuses, because the syntax or the length of `mail` forbids it.
    var forbiddenMail = "ümlaut@acme.example"
    /// The attribute that holds a password, and the form in which somebody else writes one there.
    var password: @Sendable (String) -> (attribute: LDAP.AttributeDescription, value: AttributeValue) = {
        ("userPassword", AttributeValue($0))
    }
    /// Starts it in a folder that is removed afterwards.
    var start: @Sendable (_ folder: String) async throws -> any PrivateServer

    /// Starts a server, and ends it with `body`.
    func run(_ body: (any PrivateServer) async throws -> Void) async throws {
        try await LDAPClientScene.inFolder { folder in
            let server = try await self.start(folder)
            try await server.running { try await body(server) }
        }
    }

    /// Whether it can be started here; where it must be, that it cannot is a failure.
    var isInstalled: Bool {
        access(self.program, X_OK) == 0 && (!self.needsRoot || geteuid() == 0) || getenv("CI") != nil
    }

    /// The mapping of people below another branch of the suffix.
    func people(below branch: String) -> Mapping {
        var mapping = self.people
        mapping.base = DistinguishedName(server: "\(branch),dc=acme,dc=example")
        return mapping
    }
}

/// The entry of a person who was in a directory before there was a bridge.
struct LegacyPerson: Sendable {
    /// The attribute that names it.
    var leaf: String
    /// The other lines, in which NAME stands for the person's name.
    var lines: [String]

    /// The name of the entry below a branch of the suffix.
    func dn(_ name: String, below branch: String) -> String { "\(self.leaf)=\(name),\(branch),dc=acme,dc=example" }

    /// The whole record as LDIF, with more lines.
    func record(_ name: String, below branch: String, _ more: [String]) -> String {
        let lines = self.lines.map { $0.replacing("NAME", with: name) }
        return (["dn: \(self.dn(name, below: branch))"] + lines + more).joined(separator: "\n") + "\n"
    }
}

extension Trait where Self == ConditionTrait {
    /// The tests start a server of this kind; on a machine without it they are left out and say so.
    static func needs(_ server: TestServer) -> Self {
        .enabled(if: server.isInstalled, "\(server.name) is not installed, or this is not root")
    }
}
