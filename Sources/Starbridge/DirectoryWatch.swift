import Bridge
import LDAP
import LDAPClient
import Logging
import ServiceLifecycle

/// Tells the service manager how the directory is, and ends the process when it shows that the configuration is wrong.
struct DirectoryWatch: Service {
    let client: Client
    let directory: ClientDirectory
    let configuration: Configuration
    let serviceManager: ServiceManager
    let logger: Logger

    func run() async throws {
        var isChecked = false
        for await state in self.client.states.cancelOnGracefulShutdown() {
            self.serviceManager.notify(.status(state.description))
            switch state {
            case .connected where !isChecked: isChecked = try await self.check()
            case .refused(let error) where !isChecked: throw self.refused(error)
            default: break
            }
        }
    }

    /// Whether the directory could be asked; if it could, the mapping works with it.
    private func check() async throws(ConfigurationError) -> Bool {
        var problems: [String] = []
        do {
            for mapping in self.configuration.mappings {
                let check = StartupCheck(
                    mapping: mapping, dialect: self.configuration.directory.dialect, directory: self.directory
                )
                problems += try await check.problems()
            }
        } catch {
            self.logger.warning("The directory could not be checked yet.", metadata: ["error": "\(error)"])
            return false
        }
        if problems.isEmpty { return true }
        throw ConfigurationError(problems.map { .init(file: self.configuration.file, reason: $0) })
    }

    private func refused(_ error: LDAPError) -> ConfigurationError {
        ConfigurationError(
            file: self.configuration.file,
            reason:
                "directory.bind: the directory refuses this account (\(error)); check the name and the password file"
        )
    }
}
