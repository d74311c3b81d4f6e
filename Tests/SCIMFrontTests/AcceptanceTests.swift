import NIOHTTP1
import Testing

@testable import SCIMFront

@Suite struct AcceptanceTests {
    @Test(arguments: [
        [], [""], ["application/scim+json"], ["application/json"], ["*/*"], ["application/*"], ["*"],
        ["Application/SCIM+JSON; charset=utf-8"], ["text/html, application/json;q=0.1"], ["text/html", "*/*;q=0.01"],
        ["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"], ["application/json ;odata=minimal"], [" , "],
        ["application/json;q=0, */*"], ["application/json;Q=1.000"],
    ])
    func answersWhoTakesJSON(accepted: [String]) async throws {
        let response = try await Harness().send(.GET, "/Users/1", headers: Self.headers(accepted))
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "Content-Type") == "application/scim+json")
    }

    @Test(arguments: [
        ["text/html"], ["application/xml, text/*"], ["application/jsonx"], ["application/json;q=0"],
        ["application/scim+json; q=0.000", "*/*;q=0.0"], ["json"], ["text/html", "image/png"],
    ])
    func refusesWhoDoesNot(accepted: [String]) async throws {
        let harness = Harness()
        for method in [HTTPMethod.GET, .DELETE] {
            let response = try await harness.send(method, "/Users/1", headers: Self.headers(accepted))
            #expect(try response.expectError(406).contains("application/scim+json"))
        }
        #expect(harness.providers[0].seen.isEmpty)
    }

    private static func headers(_ accepted: [String]) -> HTTPHeaders {
        HTTPHeaders(accepted.map { ("Accept", $0) })
    }
}
