import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
public import NIOSSL
public import SCIM
public import ServiceLifecycle

/// The administrator's page, on a listener of its own.
///
/// It is made on the server and needs no script. Whoever shows a token of scope `console` gets a session; nothing is shown to others.
public struct ConsoleServer: Service {
    /// Where it listens.
    public enum Place: Hashable, Sendable {
        /// A host, an IPv6 address without its brackets, and a port.
        case address(host: String, port: Int)
        /// The path of a Unix socket.
        case socket(String)
    }

    private let place: Place
    private let tls: TLSConfiguration?
    private let responder: RouterResponder<ConsoleContext>
    private let logger: Logger
    private let onReady: @Sendable (Int?) async -> Void

    /// Prepares the page; nobody is answered before it runs.
    ///
    /// - Parameters:
    ///   - tls: What the listener speaks; nil for plain text, on loopback and Unix sockets alone.
    ///   - names: The names of its certificate, by which it may be asked for.
    ///   - authenticator: Judges the token of whoever signs in.
    ///   - onReady: Told the port once the page is served.
    /// - Throws: A fault of the program: a template that cannot be read.
    public init(
        at place: Place, tls: TLSConfiguration? = nil, names: [String] = [], source: any ConsoleSource,
        authenticator: any Authenticator, logger: Logger, onReady: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) throws {
        let pages = try Pages()
        let sessions = SessionTable()
        self.place = place
        self.tls = tls
        self.logger = logger
        self.onReady = onReady
        let router = Router(context: ConsoleContext.self)
        router.add(middleware: SafeHeaders(rule: HostRule(place, names: names), pages: pages))
        router.add(
            middleware: Doorkeeper(
                sessions: sessions, authenticator: authenticator, pages: pages, isSecure: tls != nil, logger: logger))
        PageRoutes(source: source, pages: pages).add(to: router)
        self.responder = router.buildResponder()
    }

    /// Serves the page until the daemon stops.
    public func run() async throws {
        try await self.application().run()
    }

    /// What Hummingbird runs.
    func application() throws -> Application<RouterResponder<ConsoleContext>> {
        var configuration = ApplicationConfiguration(address: self.place.bindAddress, serverName: nil)
        configuration.availableConnectionsDelegate = .maximum(64, logger: self.logger)
        var logger = self.logger
        if logger.logLevel < .warning { logger.logLevel = .warning }
        return Application(
            responder: self.responder, server: try self.server(), configuration: configuration,
            onServerRunning: { channel in await self.onReady(channel.localAddress?.port) }, logger: logger)
    }

    private func server() throws -> HTTPServerBuilder {
        let timeouts = HTTP1Channel.Configuration(idleTimeout: .seconds(60))
        guard let tls else { return .http1(configuration: timeouts) }
        return try .tls(.http1(configuration: timeouts), tlsConfiguration: tls)
    }
}

extension ConsoleServer.Place {
    fileprivate var bindAddress: BindAddress {
        switch self {
        case .address(let host, let port): .hostname(host, port: port)
        case .socket(let path): .unixDomainSocket(path: path)
        }
    }
}

extension HostRule {
    fileprivate init(_ place: ConsoleServer.Place, names: [String]) {
        switch place {
        case .address(let host, let port): self.init(host: host, port: port, names: names)
        case .socket: self = .socket
        }
    }
}
