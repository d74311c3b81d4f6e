import Hummingbird
import HummingbirdTesting
import SCIM
import Testing

@testable import SCIMFront

@Suite struct HealthTests {
    @Test(arguments: [
        (Health.starting, HTTPResponse.Status.serviceUnavailable), (.ready, .ok), (.degraded, .ok),
    ])
    func tellsWithoutATokenHowTheServiceStands(health: Health, status: HTTPResponse.Status) async throws {
        var harness = Harness()
        harness.sign = HealthSign(health)
        let answer = try await Self.ask(harness, .get, "/readyz")
        #expect(answer.status == status)
        #expect(try answer.json == ["status": .string(health.rawValue)])
        #expect(answer.headers[.contentType] == "application/json")
        let head = try await Self.ask(harness, .head, "/readyz")
        #expect(head.status == status && head.body.readableBytes == 0)
    }

    @Test func takesNothingElse() async throws {
        let post = try await Self.ask(Harness(), .post, "/readyz")
        #expect(post.status == .methodNotAllowed && post.headers[.allow] == "GET, HEAD")
        #expect(try await Self.ask(Harness(), .get, "/readyz/more").status == .notFound)
        #expect(try await Self.ask(Harness(), .get, "/scim/v2/readyz").status == .unauthorized)
    }

    private static func ask(
        _ harness: Harness, _ method: HTTPRequest.Method, _ path: String
    ) async throws -> TestResponse {
        try await Application(responder: harness.front).test(.router) { client in
            try await client.execute(uri: path, method: method)
        }
    }
}
