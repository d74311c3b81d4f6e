import Bridge
public import ConfigurationFile
import Foundation
public import Logging
import NIOCore
public import NIOHTTP1
import SCIM
import SCIMFront

/// One call answered by the daemon's own front, with plans noted instead of applied.
public struct Explanation: Sendable {
    /// The searches as comments and the changes as LDIF, in the order of the call.
    public let report: String
    /// The status of the answer.
    public let status: HTTPResponseStatus
    /// The body of the answer; empty where it has none.
    public let body: String
}

extension Explanation {
    /// Explains one call over connections of its own; `path` is what follows the Tenant URL, with its query.
    ///
    /// - Throws: ``ConfigurationError`` where `serve` would not start either.
    public init(
        of method: HTTPMethod, _ path: String, _ body: [UInt8], by configuration: Settings, logger: Logger
    ) async throws {
        let access = DirectoryAccess(configuration, logger: logger)
        self = try await [access.client].running(logger: logger) {
            try await Self.explained(method, path, body, configuration, access, logger)
        }
    }

    private static func explained(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], _ configuration: Settings,
        _ access: DirectoryAccess, _ logger: Logger
    ) async throws -> Explanation {
        try await access.look(by: configuration)
        let explainer = Explainer(
            mappings: configuration.mappings, dialect: configuration.directory.dialect, directory: access.directory,
            options: access.options, logger: logger
        )
        let front = Front(
            providers: explainer.provisioners.providers, authenticator: AnyoneAtThisTerminal(),
            baseURL: configuration.baseURL, configuration: .starbridge, logger: logger
        )
        let request = self.request(method, path, body, below: configuration.baseURL)
        let response = await front.respond(to: request)
        front.flushLog()
        return Explanation(
            report: explainer.report, status: response.status, body: String(buffer: response.body))
    }

    private static func request(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], below baseURL: String
    ) -> Request {
        let prefix = URL(string: baseURL)?.path ?? ""
        return Request(
            method, prefix + path.replacing(" ", with: "+"), headers: ["Content-Type": "application/scim+json"],
            body: ByteBuffer(bytes: body))
    }
}

/// Whoever can read the configuration and its secrets may ask.
private struct AnyoneAtThisTerminal: Authenticator {
    func authenticate(_ credentials: Credentials) async -> Verdict {
        .accepted(Principal(name: "explain"))
    }
}
