import Authentication
import ConfigurationFile
import Console
import Logging
import SCIM
import ServiceLifecycle

/// The administrator's page as a part of the daemon: where it cannot be served, that is told of, and ends nothing else.
struct ConsoleService: Service {
    private let server: ConsoleServer
    private let place: String
    private let logger: Logger

    /// Prepares the page that a configuration asks for, over whichever generation is in force.
    /// - Throws: ``ConfigurationError`` where the files of its TLS cannot be used.
    init(
        _ console: Settings.Console, of file: String, succession: Succession, control: DaemonControl, logger: Logger
    ) throws {
        self.place = "\(console.listener.place)"
        self.logger = logger
        self.server = try ConsoleServer(
            at: console.place, tls: try console.listener.tls?.configuration(file).0, names: console.names,
            source: DaemonConsole(succession: succession, control: control),
            authenticator: AuthenticatorInForce(succession: succession), logger: logger
        ) { [place, logger] _ in
            logger.info("The console is served.", metadata: ["address": "\(place)"])
        }
    }

    func run() async throws {
        do {
            try await self.server.run()
        } catch {
            self.logger.error(
                "The console cannot be served; calls are answered all the same.",
                metadata: ["address": "\(self.place)", "error": "\(error)"])
        }
        // A service that ends by itself would end the daemon.
        try? await gracefulShutdown()
    }
}

/// Judges tokens as the generation in force does.
private struct AuthenticatorInForce: Authenticator {
    let succession: Succession

    func authenticate(_ credentials: Credentials) async -> Verdict {
        await self.succession.inForce.generation.clients.authenticator.authenticate(credentials)
    }
}

extension Settings.Console {
    fileprivate var place: ConsoleServer.Place {
        switch self.listener.place {
        case .address(let host, let port): .address(host: host, port: port)
        case .socket(let path, mode: _): .socket(path)
        }
    }
}
