import Authentication
import FoundationEssentials
import Glibc
import Sandbox
import Testing

/// `starbridge serve` as systemd would run it: with a folder of its own, credentials and somebody who listens to sd_notify.
struct Daemon: Sendable {
    /// What its configuration says.
    struct Settings: Sendable {
        var port = 0
        /// The address of the listener, where it is not that port of loopback.
        var address: String?
        var directory = "ldap://127.0.0.1:1"
        var account = "cn=starbridge,ou=services,dc=acme,dc=example"
        var password = "starbridge-secret"
        var passwordFile = "${CREDENTIALS_DIRECTORY}/ldap-password"
        /// Further lines of `directory:`, each after a line end.
        var connection = ""
        /// Further lines of the listener.
        var listener = ""
        var usersBase = "ou=people,dc=acme,dc=example"
        /// Further lines of `users:`, and what follows it.
        var users = ""
        /// Further sections.
        var sections = ""
        /// What stands in `limits:`; tests call as fast as they can.
        var limits = "rate: 1000000, burst: 1000000, failed_attempts: 100000"
        var logLevel = "info"
        /// A program, with its arguments, that becomes the daemon.
        var launcher: [String] = []
        /// The descriptor that is its standard input.
        var input: Int32?
        /// Further variables of its environment.
        var environment: [String: String] = [:]
    }

    let folder: String
    let settings: Settings
    let notices: NotifySocket
    let process: ChildProcess

    static let token = "s3cret-token-of-entra"

    var log: String { FileText.read(self.folder + "/serve.log") }
    var tokensFile: String { self.folder + "/tokens.json" }
    var configuration: String { self.folder + "/starbridge.yaml" }

    /// Starts a daemon and ends it with `body`.
    static func run(
        _ change: (inout Settings) -> Void = { _ in }, prepare: (String) async throws -> Void = { _ in },
        _ body: (Daemon) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        var settings = Settings()
        settings.port = try #require(Loopback.freePort())
        change(&settings)
        try await prepare(folder.path)
        try self.writeFiles(settings, in: folder.path)
        let notices = try NotifySocket(in: folder.path)
        try await Daemon(settings, in: folder.path, notices).running(body)
    }

    private init(_ settings: Settings, in folder: String, _ notices: NotifySocket) throws {
        self.process = try Program.start(
            ["serve", "--config", folder + "/starbridge.yaml", "--log-level", settings.logLevel],
            environment: ["NOTIFY_SOCKET": notices.path, "CREDENTIALS_DIRECTORY": folder]
                .merging(settings.environment) { $1 },
            launcher: settings.launcher.map { $0.replacing("FOLDER", with: folder) }, input: settings.input,
            log: folder + "/serve.log"
        )
        (self.folder, self.settings, self.notices) = (folder, settings, notices)
    }

    private func running(_ body: (Daemon) async throws -> Void) async throws {
        let result: Result<Void, any Error>
        do { result = .success(try await body(self)) } catch { result = .failure(error) }
        self.process.signal(SIGKILL)
        _ = await self.process.status()
        try result.get()
    }

    /// Starts it once more, after its end, with the files as they are.
    func again(_ body: (Daemon) async throws -> Void) async throws {
        try await Daemon(self.settings, in: self.folder, self.notices).running(body)
    }

    /// Writes another configuration.
    func configure(_ change: (inout Settings) -> Void) throws {
        var settings = self.settings
        change(&settings)
        try FileText.write(Self.yaml(settings, self.folder), to: self.configuration)
    }

    /// Starts a slapd with the usual accounts, and a daemon that is connected to it.
    static func runConnected(
        _ change: (inout Settings) -> Void = { _ in }, people: Int = 0,
        _ body: (Daemon, PrivateSlapd) async throws -> Void
    ) async throws {
        try await LDAPClientScene.withSlapd(people: people) { slapd in
            let url = try #require(slapd.ldapURL)
            let settings: (inout Settings) -> Void = {
                $0.directory = url
                change(&$0)
            }
            try await self.run(settings) { daemon in
                try await daemon.notices.wait(for: "STATUS=connected")
                try await daemon.notices.wait(for: "READY=1")
                try await body(daemon, slapd)
            }
        }
    }

    static func writeFiles(_ settings: Settings, in folder: String) throws {
        try FileText.write(settings.password + "\n", to: folder + "/ldap-password")
        try FileText.write(self.yaml(settings, folder), to: folder + "/starbridge.yaml")
        let file = TokensFile(path: folder + "/tokens.json")
        try file.update {
            $0.append(.init(name: "entra", digest: SecretToken.digest(of: self.token), created: .now))
        }
    }

    static func yaml(_ settings: Settings, _ folder: String) -> String {
        """
        listen:
          - address: "\(settings.address ?? "127.0.0.1:\(settings.port)")"
            \(settings.listener)
        base_url: https://scim.acme.example/scim/v2
        tokens_file: "\(folder)/tokens.json"
        directory:
          servers: ["\(settings.directory)"]
          bind: { dn: "\(settings.account)", password_file: "\(settings.passwordFile)" }
          timeout: 5s\(settings.connection)
        users:
          base: "\(settings.usersBase)"
        \(settings.users)
        \(settings.sections)
        limits: { \(settings.limits) }

        """
    }
}

extension Daemon {
    /// The text of a request; `path` is below the Tenant URL.
    static func request(
        _ method: String, _ path: String, body: String = "", token: String = Daemon.token, headers: String...
    ) -> String {
        let fields = [
            "Host: scim.acme.example", "Authorization: Bearer \(token)", "Content-Length: \(body.utf8.count)",
        ]
        return (["\(method) /scim/v2\(path) HTTP/1.1"] + fields + headers).joined(separator: "\r\n")
            + "\r\n\r\n" + body
    }

    /// Makes one call on a connection of its own.
    func call(
        _ method: String, _ path: String, body: String = "", token: String = Daemon.token
    ) async throws -> RawAnswer {
        try await Self.call(method, path, body: body, token: token, port: self.settings.port)
    }

    /// Makes one call to whatever listens on a port, on a connection of its own.
    static func call(
        _ method: String, _ path: String, body: String = "", token: String = Daemon.token, port: Int
    ) async throws -> RawAnswer {
        let connection = try RawConnection(port: port)
        try connection.send(Self.request(method, path, body: body, token: token, headers: "Connection: close"))
        return try await connection.answer()
    }

    /// The listeners' process has this long to end, whatever hangs.
    static let stopLimit = Duration.seconds(20)

    /// Asks the process to end and waits for it.
    func end() async -> Int32 {
        self.process.signal(SIGTERM)
        return await self.process.status()
    }
}
