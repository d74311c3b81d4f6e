import Hummingbird
import HummingbirdTesting
import SCIM
import Testing

@testable import SCIMFront

@Suite struct RoutingTests {
    @Test(arguments: [
        ("/Users/1", "1"), ("/Users/1/", "1"), ("//Users/1", "1"), ("/Users//1//", "1"),
        ("/Users/1?aadOptscim062020", "1"),
        ("/Users/a%20b+c", "a b+c"), ("/Users/a%2Fb", "a/b"), ("/Users/%C3%A9", "é"),
    ])
    func findsAResource(path: String, id: String) async throws {
        let harness = Harness()
        #expect(try await harness.send(.get, path).status == .ok)
        #expect(harness.providers[0].seen == [.read(id, .all)])
    }

    @Test(arguments: ["", "/", "/users", "/Userss", "/User", "/Users/1/2", "/Me", "/Bulk", "/Groups", "/Schemas/urn:x"])
    func saysWhereNothingIs(path: String) async throws {
        let harness = Harness()
        _ = try await harness.send(.get, path).expectError(404)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: [
        ("https://a.example/scim/v2", "/scim/v2/Users/1", true),
        ("https://a.example/scim/v2/", "/scim/v2/Users/1", true),
        ("https://a.example/scim/v2?aadOptscim062020", "/scim/v2/Users/1", true),
        ("https://a.example", "/Users/1", true),
        ("https://a.example/", "/Users/1", true), ("http://127.0.0.1:8080/x", "/x/Users/1", true),
        ("https://a.example/scim/v2", "/Users/1", false), ("https://a.example/scim/v2", "/scim/v20/Users/1", false),
        ("https://a.example/scim/v2", "/scim/Users/1", false),
    ])
    func takesThePrefixFromTheBaseURL(baseURL: String, path: String, isFound: Bool) async throws {
        try await Application(responder: Harness(baseURL: baseURL).front).test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer s3cret"]
            let response = try await client.execute(uri: path, method: .get, headers: headers)
            #expect(response.status == (isFound ? .ok : .notFound))
            #expect(response.headers[.contentType] == "application/scim+json")
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/Users", "GET, HEAD, POST"), (.put, "/Users", "GET, HEAD, POST"),
        (.post, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"), (.options, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
        (.post, "/Schemas", "GET, HEAD"), (.delete, "/ResourceTypes/User", "GET, HEAD"),
        (.patch, "/ServiceProviderConfig/", "GET, HEAD"),
    ])
    func namesTheMethodsThatArePossible(method: HTTPRequest.Method, path: String, allowed: String) async throws {
        let harness = Harness()
        let response = try await harness.send(method, path)
        #expect(try response.expectError(405).contains(allowed))
        #expect(response.headers[.allow] == allowed)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["/Users/%", "/Users/%zz", "/Users/a%4", "/Users/%FF"])
    func refusesBrokenEscapes(path: String) async throws {
        _ = try await Harness().send(.get, path).expectError(400, .invalidValue)
    }

    @Test(arguments: ["/Users", "/Users/1", "/Schemas", "/ServiceProviderConfig"])
    func answersHeadWithTheLengthOfTheBody(path: String) async throws {
        let get = try await Harness().send(.get, path, over: .live)
        let head = try await Harness().send(.head, path, over: .live)
        #expect(head.status == .ok)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == String(get.body.readableBytes))
    }
}
