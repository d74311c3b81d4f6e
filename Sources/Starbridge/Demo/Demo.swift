import Foundation
import Glibc
import Logging
import SCIM
import Synchronization

/// A private directory with invented people and the bridge in front of it, both running in this process's care.
struct Demo {
    let folder: DemoFolder
    let listener: (host: String, port: Int)
    let slapd: PrivateSlapd
    let configuration: DemoConfiguration
    let token: String
    let ledger = ChangeLedger()
    private let inspectorPassword: String

    /// What the user can choose.
    struct Wish {
        var listener: (host: String, port: Int)
        var directoryPort: Int
        var token: String?
        var people: Int
    }

    /// Loads and starts the directory and writes the configuration.
    ///
    /// - Throws: `SlapdError`, or a cancellation.
    init(_ wish: Wish, in folder: DemoFolder) async throws {
        self.folder = folder
        self.token = try wish.token ?? SecretToken().text
        self.inspectorPassword = try folder.secret("inspector-password")
        let bridgePassword = try folder.secret("ldap-password")
        var options = PrivateSlapd.Options(folder: folder.path)
        options.ldapPort = wish.directoryPort
        options.isDurable = true
        options.rootPassword = try SecretToken().text
        options.accounts = [
            PrivateSlapd.Account(name: "starbridge", password: bridgePassword, isUnlimited: false),
            PrivateSlapd.Account(name: "inspector", password: self.inspectorPassword, isUnlimited: true),
        ]
        let tree = SampleTree(suffix: options.suffix, people: wish.people)
        options.content = .stream { try tree.write($0) }
        self.slapd = try await PrivateSlapd.start(options)
        self.listener = wish.listener
        self.configuration = DemoConfiguration(
            folder: folder.path,
            suffix: options.suffix,
            directory: self.slapd.ldapURL ?? self.slapd.ldapiURL,
            listener: wish.listener
        )
        try self.configuration.writeFile()
        let record = TokensFile.Record(name: "demo", digest: SecretToken.digest(of: self.token), created: Date())
        try TokensFile(path: self.configuration.tokensFile).update { $0 = [record] }
    }

    /// Serves until SIGINT or SIGTERM; `body` runs beside it as soon as calls are answered.
    ///
    /// - Throws: what the server throws, or `body`.
    func serve(
        tell: (@Sendable (String) -> Void)?,
        then body: @escaping @Sendable (LoopbackClient) async throws -> Void
    ) async throws {
        let (listening, listens) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "starbridge") { _ in
            DemoLogHandler(tell: tell, rest: LineLogHandler(level: .warning))
        }
        var server = Server(configuration: try Configuration(contentsOf: self.configuration.path), logger: logger)
        // Whoever reads the lines asks for no LDIF, which would be kept for ever.
        if tell == nil { server.observer = { [ledger = self.ledger] in ledger.note($0) } }
        server.onReady = { listens.yield() }
        server.onStopOverdue = { [slapd] in
            Task {
                await slapd.kill()
                _exit(EXIT_FAILURE)
            }
        }
        let running = server
        let client = LoopbackClient(
            host: self.configuration.reachableHost,
            port: self.listener.port,
            token: self.token
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listens.finish() }
                try await running.run()
            }
            group.addTask {
                guard await listening.first(where: { true }) != nil else {
                    return
                }
                try await client.waitUntilServed()
                try await body(client)
            }
            // The first to fail cancels the other; `waitForAll` would wait for it.
            while try await group.next() != nil {}
        }
    }

    /// What a script wants to know, on one line.
    var json: String {
        let suffix = self.slapd.suffix
        let object: Object = [
            "tenant_url": .string(self.configuration.tenantURL),
            "secret_token": .string(self.token),
            "ldap_url": .string(self.configuration.directory),
            "bind_dn": .string(self.inspector),
            "bind_password": .string(self.inspectorPassword),
            "users_base": .string("ou=people,\(suffix)"),
            "groups_base": .string("ou=groups,\(suffix)"),
            "leavers_base": .string("ou=leavers,\(suffix)"),
            "config": .string(self.configuration.path),
            "pid": .integer(Int64(getpid())),
        ]
        return String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self)
    }

    /// What a person wants to know, in the words of Entra's form.
    var introduction: String {
        """
        Tenant URL     \(self.configuration.tenantURL)
        Secret Token   \(self.token)

        Look into the directory with
          ldapsearch -x -LLL -H \(self.configuration.directory) -D \(self.inspector) \\
            -w \(self.inspectorPassword) -b ou=people,\(self.slapd.suffix) '(uid=anna.schmidt)' '*' '+'

        Configuration  \(self.configuration.path)
        Each call makes one line here. Ctrl-C ends the demo\(self.folder.isTemporary ? " and removes its directory" : "").

        """
    }

    private var inspector: String { "cn=inspector,ou=services,\(self.slapd.suffix)" }
}

extension LoopbackClient {
    /// Asks for nobody until the directory is connected.
    fileprivate func waitUntilServed() async throws {
        let target = "/scim/v2/Users?count=0"
        for _ in 0..<200 {
            let id = DemoLogHandler.silentRequest
            let answer = try await self.call("GET", target, body: nil, token: self.token, requestID: id)
            guard answer.status == 503 else {
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
