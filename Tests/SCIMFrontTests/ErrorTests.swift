import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct ErrorTests {
    @Test(arguments: [
        SCIMError.notFound("No such user."), .uniqueness("The name is taken."), .forbidden("Not this one."),
        .mutability("Read only."), SCIMError(status: 412, detail: "It has changed."),
    ])
    func passesTheErrorsOfProvidersOn(error: SCIMError) async throws {
        let harness = Harness(providers: [RecordingProvider(failure: error)])
        let response = try await harness.send(.GET, "/Users/1")
        #expect(try response.expectError(error.status, error.type) == error.detail)
        #expect(response.headers.first(name: "Retry-After") == nil)
    }

    @Test func saysWhenToComeBack() async throws {
        let error = SCIMError.unavailable("The directory is away.", retryAfter: 7)
        let response = try await Harness(providers: [RecordingProvider(failure: error)]).send(.DELETE, "/Users/1")
        #expect(try response.expectError(503) == "The directory is away.")
        #expect(response.headers.first(name: "Retry-After") == "7")
    }

    @Test func endsWithTheRequestID() async throws {
        let harness = Harness(providers: [RecordingProvider(failure: .notFound("No such user."))])
        for (path, token) in [
            ("/Users/1", "s3cret"), ("/Nothing", "s3cret"), ("/Users?filter=x", "s3cret"), ("/Users", "x"),
        ] {
            let headers: HTTPHeaders = ["x-request-id": "r-1", "Authorization": "Bearer \(token)"]
            let detail = try await harness.send(.GET, path, headers: headers).json.object?["detail"]?.string
            #expect(detail?.hasSuffix(". Request id: r-1") == true, "\(detail ?? path)")
        }
    }
}
