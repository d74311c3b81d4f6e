import ConfigurationFile
import Foundation
import NIOCore
import SCIMFront
import ServiceLifecycle

/// What serves on one address; an address that cannot be opened is an error of the configuration.
struct OpenListener: Service {
    let settings: Settings.Listener
    let file: String
    let listener: Listener

    /// Serves until the process stops.
    /// - Throws: ``ConfigurationError`` that names the address.
    func run() async throws {
        do {
            try await self.listener.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ConfigurationError(
                file: self.file,
                reason: "listen: \(self.settings.host):\(self.settings.port) cannot be opened: \(Self.reason(error))"
            )
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is SocketAddressError: "the host is not known"
        default: "\(error)"
        }
    }
}
