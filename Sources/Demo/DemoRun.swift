import Authentication
import ConfigurationFile
import Daemon
import Foundation
import Glibc
import Logging
import Observability
import SCIM
public import Sandbox
import Synchronization

/// A private directory with invented people and the bridge in front of it, both running in this process's care.
public struct DemoRun: Sendable {
    private let folder: SandboxFolder
    private let listener: (host: String, port: Int)
    /// The directory.
    public var server: any PrivateServer { self.directory.server }
    private let directory: DemoServer
    private let configuration: DemoConfiguration
    private let token: String
    private let consoleToken: String
    private let ledger = ChangeLedger()

    /// What the user can choose.
    public struct Wish: Sendable {
        /// The address that the bridge listens on.
        public var listener: (host: String, port: Int)
        /// The kind of directory.
        public var directory: DemoDirectory
        /// The port of the directory on 127.0.0.1; 0 takes a free one, and Samba has a fixed one.
        public var directoryPort: Int
        /// The Secret Token; nil makes one.
        public var token: String?
        /// How many people the sample tree has.
        public var people: Int
        /// Whether an administrator is asked where many are changed.
        public var isGuarded: Bool

        /// The port of the console on 127.0.0.1; nil for none.
        public var consolePort: Int?

        /// Creates a wish.
        public init(
            listener: (host: String, port: Int), directory: DemoDirectory = .openLDAP, directoryPort: Int,
            token: String?, people: Int, isGuarded: Bool = false
        ) {
            self.listener = listener
            self.directory = directory
            self.directoryPort = directoryPort
            self.token = token
            self.people = people
            self.isGuarded = isGuarded
        }
    }

    /// Loads and starts the directory and writes the configuration.
    ///
    /// - Throws: `SandboxError`, or a cancellation.
    public init(_ wish: Wish, in folder: SandboxFolder) async throws {
        self.folder = folder
        self.token = try wish.token ?? SecretToken().text
        self.consoleToken = try SecretToken().text
        self.directory = try await DemoServer.start(wish, in: folder)
        self.listener = wish.listener
        var configuration = DemoConfiguration(
            folder: folder.path, directory: self.directory, listener: wish.listener, consolePort: wish.consolePort)
        configuration.isGuarded = wish.isGuarded
        self.configuration = configuration
        try self.configuration.writeFile()
        let records = [("demo", self.token, Scopes.service), ("administrator", self.consoleToken, .console)].map {
            TokensFile.Record(name: $0, digest: SecretToken.digest(of: $1), created: Date(), scopes: $2)
        }
        try TokensFile(path: self.configuration.tokensFile).update { $0 = records }
    }

    /// Serves until SIGINT or SIGTERM; `tell` gets a line for each call, and `body` runs beside it as soon as calls are answered.
    ///
    /// - Throws: what the server throws, or `body`.
    public func serve(
        tell: (@Sendable (String) -> Void)?,
        then body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let (listening, listens) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "starbridge") { _ in
            DemoLogHandler(tell: tell, rest: LineLogHandler(level: .warning))
        }
        var server = Server(configuration: try Settings(contentsOf: self.configuration.path), logger: logger)
        // Whoever reads the lines asks for no LDIF, which would be kept for ever.
        if tell == nil { server.observer = { [ledger = self.ledger] in ledger.note($0) } }
        server.onReady = { listens.yield() }
        server.onStopOverdue = { [directory = self.server] in
            Task {
                await directory.kill()
                _exit(EXIT_FAILURE)
            }
        }
        let running = server
        let client = self.client
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
                try await body()
            }
            // The first to fail cancels the other; `waitForAll` would wait for it.
            while try await group.next() != nil {}
        }
    }

    /// Plays the recorded session and returns how many of its calls went differently; `report` gets the lines of the report.
    ///
    /// - Throws: `SandboxError` when the bridge does not answer.
    public func replay(report: @escaping (String) -> Void) async throws -> Int {
        let replay = Replay(client: self.client, prefix: "/scim/v2", ledger: self.ledger, report: report)
        return try await replay.play(RecordedSession.calls)
    }

    /// How many people the recorded session needs at least.
    public static let peopleOfReplay = RecordedSession.people

    private var client: LoopbackClient {
        LoopbackClient(host: self.configuration.reachableHost, port: self.listener.port, token: self.token)
    }

    /// What a script wants to know, on one line.
    public var json: String {
        let suffix = self.server.suffix
        var object: Object = [
            "tenant_url": .string(self.configuration.tenantURL),
            "secret_token": .string(self.token),
            "ldap_url": .string(self.directory.url),
            "bind_dn": .string(self.directory.inspector.name),
            "bind_password": .string(self.directory.inspector.password),
            "users_base": .string("ou=people,\(suffix)"),
            "groups_base": .string("ou=groups,\(suffix)"),
            "leavers_base": .string("ou=leavers,\(suffix)"),
            "config": .string(self.configuration.path),
            "pid": .integer(Int64(getpid())),
        ]
        if let url = self.configuration.consoleURL {
            object["console_url"] = .string(url)
            object["console_token"] = .string(self.consoleToken)
        }
        return String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self)
    }

    /// What a person wants to know, in the words of Entra's form.
    public var introduction: String {
        """
        Tenant URL     \(self.configuration.tenantURL)
        Secret Token   \(self.token)
        \(self.configuration.consoleURL.map { "\nConsole        \($0)\nIts token      \(self.consoleToken)\n" } ?? "")
        Look into the directory with
          ldapsearch -x -LLL -H \(self.directory.url) -D \(self.directory.inspector.name) \\
            -w \(self.directory.inspector.password) -b ou=people,\(self.server.suffix) '\(self.directory.tree.exampleFilter)' '*' '+'

        Configuration  \(self.configuration.path)
        Each call makes one line here. Ctrl-C ends the demo\(self.folder.isTemporary ? " and removes its directory" : "").

        """
    }
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
