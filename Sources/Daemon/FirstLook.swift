import Bridge
public import ConfigurationFile
public import LDAP
import LDAPClient
public import Logging
import ServiceLifecycle
public import Survey

/// A look at a directory that no configuration describes yet, and the configuration that it needs.
public struct FirstLook: Sendable {
    /// The configuration.
    public let configuration: SketchedConfiguration
    /// What `serve` would say against it.
    public let problems: [ConfigurationError.Problem]

    /// Looks over connections of its own, and writes nothing.
    ///
    /// `passwordFile` is where the account's password is now, `base` where to look, by default everywhere, and `file` where the
    /// configuration is to be.
    /// - Throws: ``ConfigurationError`` if a file that is named cannot be used, ``LDAPError`` if the directory does not answer, and
    ///   ``SketchError`` if nobody is found in it.
    public static func run(
        by access: SketchedAccess, passwordFile: String, below base: DistinguishedName?, for file: String,
        logger: Logger
    ) async throws -> FirstLook {
        let client = Client(configuration: self.client(access, passwordFile), logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: client)], logger: logger))
        async let running: Void = group.run()
        let result: Result<FirstLook, any Error>
        do {
            let directory = ClientDirectory(client: client)
            let sketch = try await DirectorySketch.look(at: directory, below: base, as: access.account)
            let configuration = SketchedConfiguration(of: sketch, reachedBy: access)
            let settings = try Settings(text: configuration.text, for: file)
            var problems: [ConfigurationError.Problem] = []
            for (section, check) in settings.checks(of: directory) {
                problems += await check.report().problems.map { settings.problem($0, in: section) }
            }
            result = .success(FirstLook(configuration: configuration, problems: problems))
        } catch let error as LDAPError {
            // What a server said to the account is worth more than that none can be used.
            if case .refused(let refusal) = client.state {
                result = .failure(refusal)
            } else {
                result = .failure(error)
            }
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running
        return try result.get()
    }

    private static func client(_ access: SketchedAccess, _ passwordFile: String) -> Client.Configuration {
        let credentials = access.account.map { account in
            BindCredentials.simple(dn: account) { () throws(LDAPError) in try Secrets.read(passwordFile) }
        }
        return Client.Configuration(
            servers: access.servers, credentials: credentials ?? .external,
            tls: TLSOptions(caFile: access.caFile, startTLS: access.startsTLS), connections: 1, timeout: .seconds(30))
    }
}
