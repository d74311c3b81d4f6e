import Bridge
import Glibc
import Hummingbird
import HummingbirdTLS
import LDAPClient
import Logging
import NIOSSL
import SCIM
import SCIMFront
import ServiceLifecycle
import Translator
import UnixSignals

/// The daemon: everything that runs for one configuration, put together.
struct Server {
    let configuration: Configuration
    let logger: Logger
    var serviceManager = ServiceManager()
    /// Told of every change that the directory has committed.
    var observer: @Sendable (AppliedChange) -> Void = { _ in }
    /// What runs beside it.
    var companions: [any Service] = []
    /// Called once all listeners are open.
    var onListening: @Sendable () async -> Void = {}
    /// Called where the process should have stopped, and something in it hangs.
    var onStopOverdue: @Sendable () -> Void = { _exit(EXIT_FAILURE) }

    /// Serves until SIGTERM or SIGINT, lets running requests finish, and returns.
    /// - Throws: ``ConfigurationError`` if the directory shows that the configuration cannot work.
    func run() async throws {
        let client = Client(configuration: self.configuration.client, logger: self.logger)
        let directory = ClientDirectory(client: client)
        let watch = DirectoryWatch(
            client: client, directory: directory, configuration: self.configuration,
            serviceManager: self.serviceManager,
            logger: self.logger
        )
        // In the order of dependency: the end is announced first, then the listeners stop, the connections to the
        // directory last.
        let services: [any Service] =
            self.companions + [client, watch] + (try self.listeners(over: directory)) + [self.stopNotice]
        var settings = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: self.logger
        )
        // A client that never ends its request does not keep the process from ending; the directory has the rest of the time.
        settings.maximumGracefulShutdownDuration = .seconds(14)
        try await ServiceGroup(configuration: settings).run()
    }

    private var stopNotice: StopNotice {
        StopNotice(serviceManager: self.serviceManager) { [logger, onStopOverdue] in
            logger.error("The process is ended, since something in it does not end by itself.")
            onStopOverdue()
        }
    }

    private func listeners(over directory: ClientDirectory) throws -> [any Service] {
        let front = self.front(over: directory)
        let readiness = Readiness(listeners: self.configuration.listeners.count) {
            self.serviceManager.notify(.ready)
            await self.onListening()
        }
        return try self.configuration.listeners.map { listener in
            let application = Application(
                responder: front,
                server: try listener.server(self.configuration.file),
                configuration: .init(address: .hostname(listener.host, port: listener.port), serverName: nil),
                onServerRunning: { channel in
                    self.logger.notice(
                        "Listening.", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
                    await readiness.opened()
                },
                logger: self.logger
            )
            return OpenListener(listener: listener, file: self.configuration.file, application: application)
        }
    }

    private func front(over directory: ClientDirectory) -> Front {
        var options = self.configuration.options
        options.cursors = CursorSecret(file: TokensFile(path: self.configuration.tokensFile), logger: self.logger)
        let provisioners = self.configuration.mappings.map { mapping in
            Provisioner(
                mapping: mapping, dialect: self.configuration.directory.dialect, directory: directory,
                options: options, logger: self.logger, observer: self.observer
            )
        }
        let tokens = TokenAuthenticator(
            file: TokensFile(path: self.configuration.tokensFile), logger: self.logger
        )
        return Front(
            providers: provisioners, authenticator: tokens, baseURL: self.configuration.baseURL,
            basePath: self.configuration.basePath, configuration: .starbridge, logger: self.logger
        )
    }
}

/// Counts the listeners that are open and tells when it is all of them.
actor Readiness {
    private var missing: Int
    private let whenReady: @Sendable () async -> Void

    init(listeners: Int, whenReady: @escaping @Sendable () async -> Void) {
        self.missing = listeners
        self.whenReady = whenReady
    }

    func opened() async {
        self.missing -= 1
        if self.missing == 0 { await self.whenReady() }
    }
}

extension ServiceProviderConfig {
    /// What the bridge offers.
    static let starbridge = ServiceProviderConfig(
        maximumBulkOperations: 1000, maximumResults: Provisioner.Options().maximumPage,
        defaultResults: Provisioner.Options().defaultPage, cursorTimeout: Provisioner.cursorTimeout, supportsSort: true
    )
}
