import Glibc
import LDAP
import Logging
import Sandbox
import Testing

@testable import LDAPClient

/// A private slapd and a client that runs against it, for the length of one test.
struct LDAPClientScene {
    let slapd: PrivateSlapd
    let client: Client

    static let people = DistinguishedName(server: "ou=people,dc=acme,dc=example")
    static let base = DistinguishedName(server: "dc=acme,dc=example")
    static let root = DistinguishedName(server: "cn=admin,dc=acme,dc=example")

    static func person(_ number: Int) -> DistinguishedName {
        DistinguishedName(server: "uid=p\(number),ou=people,dc=acme,dc=example")
    }

    static var isInstalled: Bool {
        access("/usr/sbin/slapd", X_OK) == 0 || getenv("CI") != nil
    }

    /// A search for one person by name.
    static func find(_ number: Int, _ attributes: AttributeDescription...) -> SearchRequest {
        SearchRequest(base: people, filter: .equal("uid", AttributeValue("p\(number)")), attributes: attributes)
    }

    /// A modification of one person.
    static func replace(
        _ number: Int, _ attribute: AttributeDescription, _ values: AttributeValue...
    ) -> Change {
        .modify(self.person(number), [Modification(.replace, attribute, values)])
    }

    /// Starts a slapd with some people in it, and ends it with `body`.
    static func withSlapd<Output>(
        people count: Int = 3,
        options change: (inout PrivateSlapd.Options) -> Void = { _ in },
        _ body: (PrivateSlapd) async throws -> Output
    ) async throws -> Output {
        try await Self.inFolder { folder in
            var options = PrivateSlapd.Options(folder: folder)
            options.overlays = [.sssvlv, .ppolicy, .memberof]
            options.sizeLimit = 100_000
            options.content = .standardAnd(Self.records(people: count))
            change(&options)
            let slapd = try await PrivateSlapd.start(options)
            return try await slapd.running { try await body(slapd) }
        }
    }

    /// Gives `body` the path of a folder in memory that is not there yet, and removes it afterwards.
    static func inFolder<Output>(_ body: (_ folder: String) async throws -> Output) async throws -> Output {
        let folder = "/dev/shm/starbridge-\(UInt32.random(in: 0 ... .max))"
        defer { Self.remove(folder) }
        return try await body(folder)
    }

    /// Starts a slapd and a client of it.
    static func run<Output>(
        people count: Int = 3,
        options change: (inout PrivateSlapd.Options) -> Void = { _ in },
        configure: (inout Client.Configuration) -> Void = { _ in },
        _ body: (LDAPClientScene) async throws -> Output
    ) async throws -> Output {
        try await self.withSlapd(people: count, options: change) { slapd in
            let url = try #require(slapd.ldapURL)
            var configuration = try Self.configuration([url])
            configure(&configuration)
            return try await Self.withClient(configuration) { client in
                try await body(LDAPClientScene(slapd: slapd, client: client))
            }
        }
    }

    /// Runs a client for the length of `body`.
    @discardableResult
    static func withClient<Output>(
        _ configuration: Client.Configuration, _ body: (Client) async throws -> Output
    ) async throws -> Output {
        let client = Client(
            configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await client.run() }
        let result: Result<Output, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        running.cancel()
        try? await running.value
        return try result.get()
    }

    static func configuration(_ servers: [String]) throws -> Client.Configuration {
        var configuration = Client.Configuration(servers: try servers.map { try ServerURL(parsing: $0) })
        configuration.credentials = .simple(dn: self.root, password: { Array("root-secret".utf8) })
        configuration.connections = 1
        configuration.timeout = .seconds(5)
        configuration.connectTimeout = .seconds(2)
        return configuration
    }

    /// The records of some people as LDIF.
    static func records(people count: Int) -> String {
        (0..<count).map(Self.record).joined()
    }

    private static func record(_ number: Int) -> String {
        """
        dn: uid=p\(number),ou=people,dc=acme,dc=example
        objectClass: inetOrgPerson
        uid: p\(number)
        cn: Person \(number)
        sn: \(number % 7)


        """
    }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { self.remove("\(path)/\(name)") }
            }
            closedir(directory)
        }
        if unlink(path) != 0 { rmdir(path) }
    }
}

extension Trait where Self == ConditionTrait {
    /// The tests start a real slapd; on a machine without one they are left out and say so.
    static var needsSlapd: Self { .enabled(if: LDAPClientScene.isInstalled, "slapd is not installed") }
}

extension PrivateServer {
    /// Runs `body`, and ends the server with it.
    nonisolated func running<Output>(_ body: () async throws -> Output) async throws -> Output {
        let result: Result<Output, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await self.resume()
        await self.kill()
        return try result.get()
    }

    /// Stops the server and waits until each of its threads has stopped.
    func standStill() async {
        self.pause()
        while self.threads.contains(where: { !FileText.read($0).contains("\nState:\tT") }) { await Task.yield() }
    }

    private var threads: [String] {
        let folder = "/proc/\(self.pid)/task"
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if Int(name) != nil { paths.append("\(folder)/\(name)/status") }
        }
        return paths
    }
}

extension PrivateSlapd {
    /// How many connections to its port there are, as the kernel knows them.
    nonisolated var connections: Int {
        let port = String(self.options.ldapPort ?? 0, radix: 16, uppercase: true)
        let end = ":" + String(repeating: "0", count: 4 - port.count) + port
        return FileText.read("/proc/net/tcp").split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[1].hasSuffix(end) && fields[3] == "01"
        }
    }
}

/// Expects an ``LDAPError`` and returns it.
@discardableResult
func ldapError(
    _ code: ResultCode? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> some Any
) async -> LDAPError? {
    do {
        let value = try await body()
        Issue.record("no error but \(value)", sourceLocation: sourceLocation)
        return nil
    } catch let error as LDAPError {
        if let code { #expect(error.code == code, "\(error)", sourceLocation: sourceLocation) }
        return error
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
        return nil
    }
}

extension LeasedConnection {
    /// Returns as whom the server takes the client.
    func whoAmI() async throws(LDAPError) -> String {
        try await self.connection.whoAmI(self.deadline)
    }
}

extension Client {
    /// Waits until the client is in a state.
    func reaches(_ isWanted: (State) -> Bool) async -> State? {
        for await state in self.states where isWanted(state) { return state }
        return nil
    }

    /// Waits until the client uses a server.
    func reaches(server: String) async throws {
        let url = try ServerURL(parsing: server)
        _ = await self.reaches { $0 == .connected(url) }
    }
}
