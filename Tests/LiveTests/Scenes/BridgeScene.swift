import Authentication
import Bridge
import Directories
import Glibc
import LDAP
import LDAPClient
import Logging
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

/// A private directory server, the bridge's own connection to it, and one of the root DN that looks behind the bridge's back.
struct BridgeScene: Sendable {
    /// What kind of server it is.
    let kind: TestServer
    let server: any PrivateServer
    /// The directory as the bridge's account sees it.
    let directory: ClientDirectory
    let root: Client

    /// Where units have room that no rule of uniqueness reaches; the bridge's account may write there.
    static let elsewhere = "ou=elsewhere,dc=acme,dc=example"

    @TaskLocal fileprivate static var shared: BridgeScene?

    /// The scene of the suite that runs.
    static var current: BridgeScene {
        get throws { try #require(self.shared) }
    }

    /// A mapping like the demo's, for people below one branch.
    static func mapping(_ branch: String = "ou=people") -> Mapping {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "\(branch),dc=acme,dc=example"))
        mapping.deletion = .trash(base: DistinguishedName(server: "ou=leavers,dc=acme,dc=example"))
        mapping.renaming = .server
        return mapping
    }

    /// What may be referred to: every person below the suffix.
    static var everybody: Mapping {
        var mapping = Self.mapping()
        mapping.base = DistinguishedName(server: "dc=acme,dc=example")
        return mapping
    }

    /// A mapping like the demo's, for groups.
    static var groups: Mapping {
        var mapping = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,dc=acme,dc=example"))
        mapping.deletion = .delete
        mapping.renaming = .server
        return mapping
    }

    /// Maps the manager of a person.
    static func showManager(_ mapping: inout Mapping) {
        let path = AttributePath(schema: .enterpriseUser, attribute: "manager")
        mapping.rules.append(Mapping.Rule(path: path, attribute: "manager", isReference: true))
    }

    /// A bridge with the usual mapping, changed, over the real directory or a double that wraps it.
    func bridge(
        over directory: (any Directory)? = nil, dialect: Dialect? = nil, branch: String = "ou=people",
        options: Provisioner.Options = Provisioner.Options(), memory: Provisioner.Memory = Provisioner.Memory(),
        _ change: (inout Mapping) -> Void = { _ in }
    ) -> BridgeCaller {
        var mapping = self.kind.people(below: branch)
        change(&mapping)
        return BridgeCaller(
            Provisioner(
                mapping: mapping, dialect: dialect, directory: directory ?? self.directory,
                options: self.referring(options, by: mapping.rules), memory: memory,
                logger: .silent))
    }

    /// A bridge that serves groups beside the usual people.
    func groupBridge(
        over directory: (any Directory)? = nil, dialect: Dialect? = nil,
        options: Provisioner.Options = Provisioner.Options(), _ change: (inout Mapping) -> Void = { _ in },
        observer: @escaping @Sendable (AppliedChange) -> Void = { _ in }
    ) -> BridgeCaller {
        var mapping = self.kind.groups
        change(&mapping)
        let settings = self.referring(options, by: self.kind.people.rules)
        let groups = Provisioner(
            mapping: mapping, dialect: dialect, directory: directory ?? self.directory, options: settings,
            logger: .silent, observer: observer)
        let users = Provisioner(
            mapping: self.kind.people, directory: self.directory, options: settings, logger: .silent)
        return BridgeCaller(users, groups)
    }

    private func referring(_ options: Provisioner.Options, by rules: [Mapping.Rule]) -> Provisioner.Options {
        var options = options
        var everybody = self.kind.people
        everybody.base = DistinguishedName(server: "dc=acme,dc=example")
        everybody.rules = rules
        options.cursors = options.cursors ?? FixedSigner()
        if options.referenceTargets.isEmpty { options.referenceTargets = [everybody, self.kind.groups] }
        options.baseURL = BridgeCaller.baseURL
        return options
    }

    /// Starts a server, runs both clients, and ends all of it with `body`.
    static func run(on kind: TestServer, _ body: (BridgeScene) async throws -> Void) async throws {
        try await kind.run { server in
            var root = try LDAPClientScene.configuration([try #require(server.ldapURL)])
            root.timeout = .seconds(20)
            root.connectTimeout = .seconds(20)
            root.credentials = .simple(
                dn: DistinguishedName(server: server.rootDN), password: { Array(server.rootPassword.utf8) })
            var account = root
            account.credentials = .simple(dn: kind.account.name, password: { Array(kind.account.password.utf8) })
            account.connections = kind.connections
            try await LDAPClientScene.withClient(root) { root in
                try await LDAPClientScene.withClient(account) { client in
                    let scene = BridgeScene(
                        kind: kind, server: server, directory: ClientDirectory(client: client), root: root)
                    try await scene.addUnit("elsewhere", below: "dc=acme,dc=example")
                    try await body(scene)
                }
            }
        }
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

// MARK: - The directory behind the bridge's back

extension BridgeScene {
    /// All attributes of an entry by name, those of the last change excepted; nil if there is no such entry.
    func contents(_ dn: String) async throws -> [String: [String]]? {
        guard let entry = try await self.entry(dn) else { return nil }
        let named = entry.attributes.map { ($0.description.description, $0.values.map { $0.text ?? "\($0.bytes)" }) }
        let last: Set = ["modifyTimestamp", "modifiersName", "entryCSN", "userPassword"]
        return Dictionary(named.filter { !last.contains($0.0) }, uniquingKeysWith: +)
    }

    /// The whole entry, operational attributes included.
    func entry(_ dn: String) async throws -> LDAP.Entry? {
        let request = SearchRequest(
            base: DistinguishedName(server: dn), scope: .base, attributes: ["*", "+", self.kind.dialect.idAttribute])
        do {
            return try await self.root.search(request).entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }

    /// What changes with every write to an entry.
    func version(_ dn: String) async throws -> String? {
        try await self.entry(dn)?[self.kind.dialect.versionAttribute ?? "modifyTimestamp"].first?.text
    }

    func id(_ dn: String) async throws -> String {
        try #require(try await self.entry(dn)?[self.kind.dialect.idAttribute].first.flatMap(self.kind.dialect.id))
    }

    /// The names below a branch that a filter finds.
    func names(_ filter: String, below base: String = "dc=acme,dc=example") async throws -> [String] {
        let request = SearchRequest(
            base: DistinguishedName(server: base), filter: try LDAP.Filter(parsing: filter), attributes: ["1.1"])
        return try await self.root.search(request).entries.map(\.dn.description).sorted()
    }

    /// Applies LDIF records as the root DN.
    func apply(_ ldif: String) async throws {
        for change in try LDAP.Entry.parseLDIF(ldif) { _ = try await self.root.apply(change) }
    }

    /// Adds a person as somebody may have done ten years ago, and returns the name of the entry and its id.
    @discardableResult
    func addPerson(
        _ uid: String, below branch: String = "ou=people", _ lines: String...
    ) async throws -> (dn: String, id: String) {
        let dn = self.kind.legacy.dn(uid, below: branch)
        try await self.apply(self.kind.legacy.record(uid, below: branch, lines))
        return (dn, try await self.id(dn))
    }

    /// Adds a group of these members as somebody may have done ten years ago, and returns the name of the entry and its id.
    @discardableResult
    func addGroup(_ name: String, _ members: [String]) async throws -> (dn: String, id: String) {
        let dn = "cn=\(name),ou=groups,dc=acme,dc=example"
        let record = ["dn: \(dn)", "objectClass: groupOfNames", "cn: \(name)"] + members.map { "member: \($0)" }
        try await self.apply(record.joined(separator: "\n") + "\n")
        return (dn, try await self.id(dn))
    }

    /// The members of a group as the directory holds them.
    func members(_ dn: String) async throws -> Set<String> {
        Set(try await self.contents(dn)?["member"] ?? [])
    }

    /// The members of a group once slapd's overlay refint, which works after it has answered, has had time for them.
    func settledMembers(_ dn: String, until isSettled: (Set<String>) -> Bool) async throws -> Set<String> {
        let deadline = ContinuousClock.now + .seconds(2)
        while true {
            let members = try await self.members(dn)
            if isSettled(members) || .now >= deadline { return members }
        }
    }

    /// A name that no other case of the same test has, which may run at the same time.
    static func freshName(_ name: String) -> String { "\(name).\(UInt32.random(in: 0 ... .max))" }

    /// Adds an organizational unit.
    func addUnit(_ name: String, below parent: String = BridgeScene.elsewhere) async throws {
        try await self.apply("dn: ou=\(name),\(parent)\nobjectClass: organizationalUnit\nou: \(name)\n")
    }
}

/// Signs cursors with a secret that every bridge of the tests has.
struct FixedSigner: CursorSigner {
    var secret: [UInt8] = Array("secret".utf8)
    var now: Int64 = 1_000_000

    func code(for message: [UInt8]) -> [UInt8] {
        SecretToken.digest(of: String(decoding: self.secret + message, as: UTF8.self))
    }
}

// MARK: - One scene for all tests of a suite

/// Gives all tests of a suite one server.
///
/// The suite is `.serialized` then: tests that share a directory come one after the other, suites run side by side.
struct BridgeTrait: SuiteTrait, TestScoping {
    var server: TestServer

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await SceneTurns.shared.inTurn {
            try await BridgeScene.run(on: self.server) { scene in
                try await BridgeScene.$shared.withValue(scene) { try await function() }
            }
        }
    }
}

extension Trait where Self == BridgeTrait {
    static var bridge: Self { BridgeTrait(server: .slapd) }

    static func bridge(_ change: @escaping @Sendable (inout PrivateSlapd.Options) -> Void) -> Self {
        BridgeTrait(server: .slapd(change))
    }

    static func bridge(on server: TestServer) -> Self { BridgeTrait(server: server) }
}

/// The whole bridge over one real slapd, from the HTTP request to the entry.
@Suite(.needsSlapd, .timeLimit(.minutes(5))) enum BridgeTests {}

extension Dialect {
    /// A server like OpenLDAP, on which nobody changes a group without moving its version.
    static let movingVersions: Dialect = {
        var dialect = Dialect.openLDAP
        dialect.movesVersionWithMembers = true
        return dialect
    }()
}
