import Hummingbird
import HummingbirdTesting
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
        let response = try await harness.send(.get, "/Users/1")
        #expect(try response.expectError(error.status, error.type) == error.detail)
        #expect(response.headers[.retryAfter] == nil)
    }

    @Test func saysWhenToComeBack() async throws {
        let error = SCIMError.unavailable("The directory is away.", retryAfter: 7)
        let response = try await Harness(providers: [RecordingProvider(failure: error)]).send(.delete, "/Users/1")
        #expect(try response.expectError(503) == "The directory is away.")
        #expect(response.headers[.retryAfter] == "7")
    }

    @Test func pointsFromAnInternalErrorToTheLog() async throws {
        let harness = Harness(providers: [RecordingProvider(failure: .internalError("It broke."))])
        let response = try await harness.send(.get, "/Users", headers: [.requestID: "r-1"])
        #expect(try response.expectError(500) == "It broke. The log of the service knows this request as r-1.")
    }
}
