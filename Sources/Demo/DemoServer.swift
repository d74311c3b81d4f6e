import Authentication
import Sandbox

/// The directory server of a demo, with the sample tree in it.
struct DemoServer: Sendable {
    let kind: DemoDirectory
    let server: any PrivateServer
    /// Where the bridge finds it.
    let url: String
    /// The name of the bridge's account.
    let account: String
    /// Whoever looks behind the bridge's back: an account that reads and writes everything.
    let inspector: (name: String, password: String)
    /// The sample tree.
    let tree: SampleTree

    /// Loads the sample tree and starts the server.
    ///
    /// - Throws: `SandboxError`, or a cancellation.
    static func start(_ wish: DemoRun.Wish, in folder: SandboxFolder) async throws -> DemoServer {
        switch wish.directory {
        case .openLDAP: try await self.startSlapd(wish, folder)
        case .ds389: try await self.startDS389(wish, folder)
        case .sambaAD: try await self.startSamba(wish, folder)
        }
    }

    private static func startSlapd(_ wish: DemoRun.Wish, _ folder: SandboxFolder) async throws -> DemoServer {
        var options = PrivateSlapd.Options(folder: folder.path)
        options.ldapPort = wish.directoryPort
        options.isDurable = true
        options.rootPassword = try SecretToken().text
        let inspector = ServiceAccount(
            name: "inspector", password: try folder.secret("inspector-password"), isUnlimited: true)
        options.accounts = [try self.account(folder), inspector]
        let tree = SampleTree(suffix: options.suffix, people: wish.people)
        options.content = .stream { try tree.write($0) }
        let slapd = try await PrivateSlapd.start(options)
        return DemoServer(
            kind: wish.directory, server: slapd, url: slapd.ldapURL ?? slapd.ldapiURL,
            account: "cn=starbridge,ou=services,\(options.suffix)",
            inspector: ("cn=inspector,ou=services,\(options.suffix)", inspector.password), tree: tree)
    }

    private static func startDS389(_ wish: DemoRun.Wish, _ folder: SandboxFolder) async throws -> DemoServer {
        var options = PrivateDS389.Options(folder: folder.path)
        options.port = wish.directoryPort
        options.rootPassword = try folder.secret("inspector-password")
        options.accounts = [try self.account(folder)]
        options.lookThroughLimit = -1
        let tree = SampleTree(suffix: options.suffix, people: wish.people, directory: .ds389)
        options.content = try tree.ldif()
        let server = try await PrivateDS389.start(options)
        return DemoServer(server, of: tree, account: "cn=starbridge,ou=services,\(options.suffix)")
    }

    private static func startSamba(_ wish: DemoRun.Wish, _ folder: SandboxFolder) async throws -> DemoServer {
        var options = PrivateSamba.Options(folder: folder.path)
        options.rootPassword = try folder.secret("inspector-password")
        options.account = try self.account(folder)
        let tree = SampleTree(suffix: options.suffix, people: wish.people, directory: .sambaAD)
        options.content = try tree.ldif()
        let server = try await PrivateSamba.start(options)
        return DemoServer(server, of: tree, account: options.accountDN)
    }

    /// The bridge's account with the password that is kept in the folder.
    private static func account(_ folder: SandboxFolder) throws -> ServiceAccount {
        ServiceAccount(name: "starbridge", password: try folder.secret("ldap-password"), isUnlimited: false)
    }
}

extension DemoServer {
    /// A server whose manager is the one who looks behind the bridge's back.
    private init(_ server: any PrivateServer, of tree: SampleTree, account: String) {
        self.init(
            kind: tree.directory, server: server, url: server.ldapURL ?? "", account: account,
            inspector: (server.rootDN, server.rootPassword), tree: tree)
    }
}
