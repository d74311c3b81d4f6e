import ArgumentParser
import Bridge
import Foundation
import HTTPTypes
import Hummingbird
import LDAPClient
import Logging
import SCIM
import SCIMFront
import Synchronization

/// One call answered by the daemon's own front, with plans noted instead of applied.
struct Explanation {
    let configuration: Configuration
    let client: Client
    let logger: Logger

    /// Prints the searches, the changes and the answer; false if the answer is an error.
    ///
    /// - Throws: ``ConfigurationError`` where `serve` would not start either.
    func print(_ method: String, _ path: String, _ body: [UInt8]) async throws -> Bool {
        let directory = ClientDirectory(client: self.client)
        var options = self.configuration.options
        options.clearance = try await self.clearance(directory)
        options.cursors = CursorSecret(file: TokensFile(path: self.configuration.tokensFile), logger: self.logger)
        let explainer = Explainer(
            mappings: self.configuration.mappings, dialect: self.configuration.directory.dialect,
            directory: directory, options: options, logger: self.logger
        )
        let front = Front(
            providers: explainer.provisioners, authenticator: AnyoneAtThisTerminal(),
            baseURL: self.configuration.baseURL, configuration: .starbridge, logger: self.logger
        )
        let request = try self.request(method, path, body)
        let response = try await front.respond(to: request, context: CallContext(logger: self.logger))
        let body = BodyCollector()
        try await response.body.write(body)
        Swift.print(explainer.report)
        Swift.print("# \(method) \(path) answers \(response.status)")
        if !body.text.isEmpty { Swift.print("# \(body.text)") }
        return response.status.code < 400
    }

    /// What is known of the directory, looked at as `serve` does.
    private func clearance(_ directory: ClientDirectory) async throws(ConfigurationError) -> Clearance {
        let clearance = Clearance()
        var problems: [ConfigurationError.Problem] = []
        for (section, check) in self.configuration.checks(of: directory) {
            let report = clearance.learn(await check.report(), of: section)
            problems += report.problems.map { self.configuration.problem($0, in: section) }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return clearance
    }

    private func request(_ method: String, _ path: String, _ body: [UInt8]) throws -> Request {
        guard let method = HTTPRequest.Method(method), path.hasPrefix("/") else {
            throw ValidationError("explain takes a method and a path such as GET '/Users?count=1'")
        }
        let prefix = URL(string: self.configuration.baseURL)?.path ?? ""
        let head = HTTPRequest(
            method: method, scheme: nil, authority: nil,
            path: prefix + path.replacing(" ", with: "+"),
            headerFields: [.contentType: "application/scim+json", .authorization: "Bearer terminal"]
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
    }
}

/// Whoever can read the configuration and its secrets may ask.
private struct AnyoneAtThisTerminal: Authenticator {
    func authenticate(bearerToken: String) async -> Principal? {
        Principal(name: "explain")
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
