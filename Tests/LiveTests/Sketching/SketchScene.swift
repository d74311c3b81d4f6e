import Bridge
import ConfigurationFile
import Directories
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Survey
import Testing
import Translator

@testable import Daemon

/// What `starbridge init` writes of a private directory, and a bridge that is configured by it.
struct SketchScene: Sendable {
    /// The configuration as it was written.
    let text: String
    let settings: Settings
    /// What `serve` would refuse.
    let problems: [String]
    let bridge: BridgeCaller
    /// Who looks behind the bridge's back.
    let root: Client

    /// Looks at a server as an account, and configures a bridge by what was seen.
    ///
    /// `failing` are the ids of what check finds to be mended, and nothing else is.
    static func run(
        on server: any PrivateServer, as account: (name: DistinguishedName, password: String),
        below base: String? = nil, failing: Set<String> = [], _ body: (SketchScene) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let passwordFile = folder.path + "/ldap-password"
        try FileText.write(account.password + "\n", to: passwordFile)
        let url = try #require(server.ldapURL)
        let access = SketchedAccess(
            servers: [try ServerURL(parsing: url)], account: account.name, passwordFile: passwordFile)
        let look = try await FirstLook.run(
            by: access, passwordFile: passwordFile, below: base.map { DistinguishedName(server: $0) },
            for: folder.path + "/starbridge.yaml", logger: .silent)
        let text = look.configuration.text
        try FileText.write(text, to: folder.path + "/starbridge.yaml")
        let settings = try Settings(contentsOf: folder.path + "/starbridge.yaml")
        var findings: [CheckFinding] = []
        try await CheckRun(of: settings, logger: .silent) { findings.append($0) }.run()
        let failures = findings.filter { $0.verdict == .failure }
        #expect(Set(failures.map(\.id)) == failing && findings.count > 10, "\(failures)\n\(text)")
        var rootConfiguration = settings.client
        rootConfiguration.credentials = .simple(
            dn: DistinguishedName(server: server.rootDN), password: { Array(server.rootPassword.utf8) })
        try await LDAPClientScene.withClient(settings.client) { client in
            let directory = ClientDirectory(client: client)
            var options = settings.options
            options.cursors = FixedSigner()
            options.baseURL = BridgeCaller.baseURL
            let providers = settings.mappings.map {
                Provisioner(mapping: $0, directory: directory, options: options, logger: .silent)
            }
            let bridge = BridgeCaller(serving: providers.providers)
            try await LDAPClientScene.withClient(rootConfiguration) { root in
                try await body(
                    SketchScene(
                        text: text, settings: settings, problems: look.problems.map(\.description), bridge: bridge,
                        root: root))
            }
        }
    }

    /// Starts a slapd with a tree of one's own, which the bridge's account may write, and sketches it.
    static func run(
        _ tree: OddTree, below base: String? = nil, _ body: (SketchScene) async throws -> Void
    ) async throws {
        try await LDAPClientScene.inFolder { folder in
            var options = PrivateSlapd.Options(folder: folder)
            options.overlays = tree.overlays
            options.globalDirectives = tree.schema
            options.sizeLimit = tree.sizeLimit
            options.databaseDirectives = [
                "access to attrs=userPassword by anonymous auth by * none",
                "access to dn.subtree=\"\(tree.top)\" by dn.exact=\"\(TestServer.slapd.account.name)\" write by users read",
            ]
            options.content = .standardAnd(tree.content)
            let slapd = try await PrivateSlapd.start(options)
            try await slapd.running {
                try await self.run(on: slapd, as: TestServer.slapd.account, below: base, body)
            }
        }
    }

    /// What is said of somebody, whom the user name alone must find.
    func person(_ userName: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Reply {
        let found = try await self.bridge.find(#"userName eq "\#(userName)""#)
        #expect(found.total == 1, "\(found.text)\n\(self.text)", sourceLocation: sourceLocation)
        return try await self.bridge.get("/Users/\(found["Resources.0.id"].string ?? "")")
    }

    /// The values of an attribute of an entry.
    func values(_ attribute: AttributeDescription, of dn: String) async throws -> [String] {
        let request = SearchRequest(base: DistinguishedName(server: dn), scope: .base)
        return try await self.root.search(request).entries.first?[attribute].compactMap(\.text) ?? []
    }

    /// Whether the text has a line that begins so, blanks aside.
    func says(_ line: String) -> Bool {
        self.text.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix(line) }
    }
}

/// A tree as nobody would make it today.
struct OddTree: Sendable {
    /// The entry that it is below.
    var top: String
    var overlays: Set<PrivateSlapd.Overlay> = []
    /// Definitions in the words of slapd.conf(5).
    var schema: [String] = []
    var sizeLimit = 5000
    var content: String
}
