import Bridge
import Directories
import Encodings
import Glibc
import LDAP
import LDAPClient
import Logging
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

/// A private Samba as the controller of a domain, the bridge's own connection to it, and one of the administrator that looks behind the
/// bridge's back.
struct SambaScene: Sendable {
    let samba: PrivateSamba
    /// The directory as the bridge's account sees it, which is one of the Account Operators.
    let directory: ClientDirectory
    /// The bridge's connections.
    let client: Client
    let administrator: Client

    static let suffix = "DC=acme,DC=example"
    static let people = "OU=people,\(Self.suffix)"
    static let groups = "OU=groups,\(Self.suffix)"
    static let leavers = "OU=leavers,\(Self.suffix)"
    static let account = "CN=starbridge,CN=Users,\(Self.suffix)"
    static let partitions = "CN=Partitions,CN=Configuration,\(Self.suffix)"
    static let password = "Starbridge-secret1!"

    @TaskLocal fileprivate static var shared: SambaScene?

    /// The scene of the suite that runs.
    static var current: SambaScene {
        get throws { try #require(self.shared) }
    }

    /// A bridge for people and groups, as the configuration leaves them to the kind of server.
    func bridge(
        over directory: (any Bridge.Directory)? = nil, options: Provisioner.Options = Provisioner.Options(),
        memory: Provisioner.Memory = Provisioner.Memory(), _ change: (inout Mapping) -> Void = { _ in }
    ) -> BridgeCaller {
        var (users, groups) = (Self.users, Self.teams)
        change(&users)
        groups.deletion = .delete
        var options = options
        options.cursors = FixedSigner()
        options.baseURL = BridgeCaller.baseURL
        options.referenceTargets = [users, groups]
        func provisioner(_ mapping: Mapping) -> Provisioner {
            Provisioner(
                mapping: mapping, directory: directory ?? self.directory, options: options, memory: memory,
                logger: .silent)
        }
        return BridgeCaller(provisioner(users), provisioner(groups))
    }

    /// People as a configuration has them that says where they are, and that leavers are kept.
    static var users: Mapping {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: Self.people))
        mapping.leftOpen = .all
        mapping.deletion = .trash(base: DistinguishedName(server: Self.leavers))
        mapping.showGroups(.request)
        return mapping
    }

    /// Groups as a configuration has them that says where they are.
    static var teams: Mapping {
        var mapping = Mapping.groupOfNames(base: DistinguishedName(server: Self.groups))
        mapping.leftOpen = .all
        return mapping
    }
}

// MARK: - Starting

extension SambaScene {
    /// Starts Samba, runs both clients, and ends all of it with `body`.
    static func run(_ body: (SambaScene) async throws -> Void) async throws {
        try await LDAPClientScene.inFolder { folder in
            let samba = try await PrivateSamba.start(PrivateSamba.Options(folder: folder))
            try await samba.running { try await self.run(on: samba, body) }
        }
    }

    private static func run(on samba: PrivateSamba, _ body: (SambaScene) async throws -> Void) async throws {
        let url = try #require(samba.ldapURL)
        let administrator = try Self.configuration([url], samba.rootDN, samba.rootPassword)
        try await LDAPClientScene.withClient(administrator) { administrator in
            // People may sign in by a suffix besides that of the domain.
            try await administrator.apply(
                ldif: "dn: \(Self.partitions)\nchangetype: modify\nadd: uPNSuffixes\nuPNSuffixes: ad.acme.example\n-\n")
            let account = try Self.configuration([url], Self.account, Self.password)
            try await LDAPClientScene.withClient(account) { client in
                try await body(
                    SambaScene(
                        samba: samba, directory: ClientDirectory(client: client), client: client,
                        administrator: administrator))
            }
        }
    }

    /// How a client knows the controller.
    static func configuration(
        _ servers: [String], _ account: String, _ password: String, caFile: String? = nil
    ) throws -> Client.Configuration {
        var configuration = Client.Configuration(servers: try servers.map { try ServerURL(parsing: $0) })
        configuration.credentials = .simple(
            dn: DistinguishedName(server: account), password: { Array(password.utf8) })
        configuration.tls.caFile = caFile
        configuration.connections = 2
        configuration.timeout = .seconds(20)
        return configuration
    }
}

extension Client {
    /// Applies LDIF records.
    func apply(ldif: String) async throws {
        for change in try LDAP.Entry.parseLDIF(ldif) { _ = try await self.apply(change) }
    }
}

// MARK: - The directory behind the bridge's back

extension SambaScene {
    /// The attributes of an entry; nil if there is no such entry.
    func contents(_ dn: String) async throws -> [String: [String]]? {
        guard let entry = try await self.entry(dn) else { return nil }
        return Dictionary(
            entry.attributes.map { ($0.description.description, $0.values.map { $0.text ?? "\($0.bytes)" }) },
            uniquingKeysWith: +)
    }

    func entry(_ dn: String) async throws -> LDAP.Entry? {
        let request = SearchRequest(base: DistinguishedName(server: dn), scope: .base, attributes: ["*"])
        do {
            return try await self.administrator.search(request).entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }

    /// The values of one attribute of an entry.
    func values(_ attribute: String, of dn: String) async throws -> [String] {
        try await self.contents(dn)?[attribute] ?? []
    }

    /// What changes with every write to an entry.
    func version(_ dn: String) async throws -> String? { try await self.values("uSNChanged", of: dn).first }

    /// Adds a person as somebody may have done ten years ago, and returns the name of the entry.
    @discardableResult
    func addPerson(_ name: String, _ lines: String...) async throws -> String {
        let dn = "CN=\(name),\(Self.people)"
        let fixed = ["dn: \(dn)", "objectClass: user", "userPrincipalName: \(name.lowercased())@acme.example"]
        try await self.administrator.apply(ldif: (fixed + lines).joined(separator: "\n") + "\n")
        return dn
    }

    static func person(_ name: String) -> String { "CN=\(name),\(Self.people)" }
    static func group(_ name: String) -> String { "CN=\(name),\(Self.groups)" }
}

// MARK: - One scene for all tests of a suite

/// Gives all tests of a suite one Samba.
struct SambaTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await SambaScene.run { scene in
            try await SambaScene.$shared.withValue(scene) { try await function() }
        }
    }
}

extension Trait where Self == SambaTrait {
    static var samba: Self { SambaTrait() }
}

extension Trait where Self == ConditionTrait {
    /// The tests start a real Samba; on a machine without one they are left out and say so.
    static var needsSamba: Self {
        .enabled(if: PrivateSamba.isInstalled || getenv("CI") != nil, "Samba is not installed, or this is not root")
    }
}

/// The whole bridge over a real controller of an Active Directory domain, from the HTTP request to the entry.
///
/// All of them share one controller, for it takes a while to make a domain; each uses names of its own.
@Suite(.needsSamba, .samba, .serialized, .timeLimit(.minutes(5))) enum SambaADTests {}

// MARK: - What clients send

extension SambaScene {
    /// The body of a POST or PUT for somebody who is shown by this name, with further members as JSON.
    static func body(_ name: String, _ members: String...) -> String {
        let user = name.lowercased().replacing(" ", with: ".")
        let fixed = [
            #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#, #""displayName":"\#(name)""#,
            #""userName":"\#(user)@acme.example""#, #""externalId":"id-\#(user)""#,
            #""emails":[{"type":"work","primary":true,"value":"\#(user)@mail.example"}]"#,
        ]
        return "{" + (fixed + members).joined(separator: ",") + "}"
    }

    /// The body of a POST of a group with members of these ids.
    static func body(ofGroup name: String, _ members: [String] = []) -> String {
        let values = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\(name)","members":[\(values)]}
            """
    }
}
