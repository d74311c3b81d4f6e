import Authentication
import Bridge
public import ConfigurationFile
import Foundation
public import HTTPTypes
import Hummingbird
import LDAPClient
public import Logging
import SCIM
import SCIMFront
import ServiceLifecycle
import Synchronization

/// One call answered by the daemon's own front, with plans noted instead of applied.
public struct Explanation: Sendable {
    /// The searches as comments and the changes as LDIF, in the order of the call.
    public let report: String
    /// The status of the answer.
    public let status: HTTPResponse.Status
    /// The body of the answer; empty where it has none.
    public let body: String
}

extension Explanation {
    /// Explains one call over connections of its own; `path` is what follows the Tenant URL, with its query.
    ///
    /// - Throws: ``ConfigurationError`` where `serve` would not start either.
    public init(
        of method: HTTPRequest.Method, _ path: String, _ body: [UInt8], by configuration: Settings, logger: Logger
    ) async throws {
        let client = Client(configuration: configuration.client, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: client)], logger: logger))
        async let running: Void = group.run()
        self = try await Self.explained(method, path, body, configuration, client, logger)
        await group.triggerGracefulShutdown()
        try await running
    }

    private static func explained(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], _ configuration: Settings, _ client: Client,
        _ logger: Logger
    ) async throws -> Explanation {
        let directory = ClientDirectory(client: client)
        var options = configuration.options
        options.clearance = try await self.clearance(directory, configuration)
        options.cursors = CursorSecret(file: TokensFile(path: configuration.tokensFile), logger: logger)
        let explainer = Explainer(
            mappings: configuration.mappings, dialect: configuration.directory.dialect, directory: directory,
            options: options, logger: logger
        )
        let front = Front(
            providers: explainer.provisioners, authenticator: AnyoneAtThisTerminal(),
            baseURL: configuration.baseURL, configuration: .starbridge, logger: logger
        )
        let request = self.request(method, path, body, below: configuration.baseURL)
        let response = try await front.respond(to: request, context: CallContext(logger: logger))
        let collector = BodyCollector()
        try await response.body.write(collector)
        return Explanation(report: explainer.report, status: response.status, body: collector.text)
    }

    /// What is known of the directory, looked at as `serve` does.
    private static func clearance(
        _ directory: ClientDirectory, _ configuration: Settings
    ) async throws(ConfigurationError) -> Clearance {
        let clearance = Clearance()
        var problems: [ConfigurationError.Problem] = []
        for (section, check) in configuration.checks(of: directory) {
            let report = clearance.learn(await check.report(), of: section)
            problems += report.problems.map { configuration.problem($0, in: section) }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return clearance
    }

    private static func request(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], below baseURL: String
    ) -> Request {
        let prefix = URL(string: baseURL)?.path ?? ""
        let head = HTTPRequest(
            method: method, scheme: nil, authority: nil,
            path: prefix + path.replacing(" ", with: "+"),
            headerFields: [.contentType: "application/scim+json"]
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
    }
}

/// Whoever can read the configuration and its secrets may ask.
private struct AnyoneAtThisTerminal: Authenticator {
    func authenticate(_ credentials: SCIM.Credentials) async -> Verdict {
        .accepted(Principal(name: "explain"))
    }
}

/// Takes the body of an answer that no network carries.
private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let buffer = Mutex(ByteBuffer())

    var text: String {
        self.buffer.withLock { String(buffer: $0) }
    }

    func write(_ buffer: ByteBuffer) async throws {
        self.buffer.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
