import Logging
import NIOCore
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

/// Knows one token.
struct OneToken: Authenticator {
    func authenticate(_ credentials: Credentials) async -> Verdict {
        switch credentials.bearerToken {
        case "s3cret": .accepted(Principal(name: "entra"))
        case nil: .refused(.missing)
        default: .refused(.unknownToken)
        }
    }
}

/// A front with doubles behind it.
struct Harness {
    var providers: [RecordingProvider] = [RecordingProvider()]
    var baseURL = "https://scim.example.com/scim/v2"
    var basePath: String?
    var configuration = ServiceProviderConfig()
    var maximumBodySize = 1000
    var limiter: CallLimiter?
    var sign = HealthSign(.ready)
    var meters = CallMeters()
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var front: Front {
        Front(
            providers: self.providers,
            authenticator: OneToken(),
            baseURL: self.baseURL,
            basePath: self.basePath,
            configuration: self.configuration,
            maximumBodySize: self.maximumBodySize,
            limiter: self.limiter,
            sign: self.sign,
            meters: self.meters,
            logger: self.logger
        )
    }

    /// How a request comes to the front.
    enum Way: Sendable {
        /// By a call in this process.
        case call
        /// Over a connection.
        case live
    }

    /// Sends one request; paths are below the base URL's.
    func send(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: String? = nil, over way: Way = .call
    ) async throws -> Response {
        var headers = headers
        if !headers.contains(name: "Authorization") { headers.add(name: "Authorization", value: "Bearer s3cret") }
        let body = ByteBuffer(string: body ?? "")
        return switch way {
        case .call: await self.front.respond(to: Request(method, "/scim/v2" + path, headers: headers, body: body))
        case .live: try await LiveCall(method, "/scim/v2" + path, headers: headers, body: body).answer(of: self.front)
        }
    }

    /// Sends one request; the path is the whole.
    func ask(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: String = ""
    ) async -> Response {
        await self.front.respond(to: Request(method, path, headers: headers, body: ByteBuffer(string: body)))
    }
}

extension Response {
    /// The body as JSON.
    var json: Value {
        get throws { try JSONReader.read(self.body.readableBytesView) }
    }

    /// Expects a SCIM error and returns its detail without the request id that ends it.
    func expectError(
        _ status: Int,
        _ type: SCIMError.Kind? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let error = try #require(try self.json.object, sourceLocation: sourceLocation)
        #expect(self.status.code == status, sourceLocation: sourceLocation)
        #expect(error["status"] == .string(String(status)), sourceLocation: sourceLocation)
        #expect(error["scimType"]?.string == type?.rawValue, sourceLocation: sourceLocation)
        #expect(error["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"], sourceLocation: sourceLocation)
        #expect(self.headers.first(name: "Content-Type") == "application/scim+json", sourceLocation: sourceLocation)
        let requestID = try #require(self.headers.first(name: "x-request-id"), sourceLocation: sourceLocation)
        let detail = try #require(error["detail"]?.string, sourceLocation: sourceLocation)
        let end = " Request id: \(requestID)"
        #expect(!requestID.isEmpty && detail.hasSuffix(end), "\(detail)", sourceLocation: sourceLocation)
        return String(detail.dropLast(end.count))
    }
}
