import Hummingbird
import HummingbirdTesting
import Logging
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
    var sign = HealthSign(.ready)
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var front: Front {
        Front(
            providers: self.providers,
            authenticator: OneToken(),
            baseURL: self.baseURL,
            basePath: self.basePath,
            configuration: self.configuration,
            maximumBodySize: self.maximumBodySize,
            sign: self.sign,
            logger: self.logger
        )
    }

    /// Sends one request; paths are below the base URL's.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields = [:],
        body: String? = nil,
        over setup: TestingSetup = .router
    ) async throws -> TestResponse {
        var fields = headers
        if !fields.contains(.authorization) { fields[.authorization] = "Bearer s3cret" }
        return try await Application(responder: self.front).test(setup) { [fields] client in
            try await client.execute(
                uri: "/scim/v2" + path,
                method: method,
                headers: fields,
                body: body.map { ByteBuffer(string: $0) }
            )
        }
    }
}

extension TestResponse {
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
        #expect(self.headers[.contentType] == "application/scim+json", sourceLocation: sourceLocation)
        let requestID = try #require(self.headers[.requestID], sourceLocation: sourceLocation)
        let detail = try #require(error["detail"]?.string, sourceLocation: sourceLocation)
        let end = " Request id: \(requestID)"
        #expect(!requestID.isEmpty && detail.hasSuffix(end), "\(detail)", sourceLocation: sourceLocation)
        return String(detail.dropLast(end.count))
    }
}
