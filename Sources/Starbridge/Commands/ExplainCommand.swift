import ArgumentParser
import Bridge
import Foundation
import LDAPClient
import Logging
import ServiceLifecycle

/// `starbridge explain`: what a call would do, without doing it.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print the LDAP searches and the LDIF that a SCIM call would cause; nothing is written.",
        discussion: """
            PATH is what follows the Tenant URL, such as /Users or '/Users?filter=userName eq "ada@example.com"'.
            """
    )

    @Argument(help: "The HTTP method: GET, POST, PUT, PATCH or DELETE.")
    var method: String
    @Argument(help: "The path and query after the Tenant URL.")
    var path: String
    @Argument(help: "The body as JSON, @FILE, or - for standard input.")
    var body: String?
    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try self.file.read()
        let body = try self.content()
        let logger = Logger.starbridge(level: .error)
        let client = Client(configuration: configuration.client, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: client)], logger: logger))
        async let running: Void = group.run()
        let explanation = Explanation(configuration: configuration, client: client, logger: logger)
        let isSuccess = try await explanation.print(self.method.uppercased(), self.path, body)
        await group.triggerGracefulShutdown()
        try await running
        if !isSuccess { throw ExitCode(1) }
    }

    private func content() throws -> [UInt8] {
        guard let body else { return [] }
        if body == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard body.hasPrefix("@") else { return Array(body.utf8) }
        guard let data = FileManager.default.contents(atPath: String(body.dropFirst())) else {
            throw ValidationError("\(body.dropFirst()) cannot be read")
        }
        return [UInt8](data)
    }
}
