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
        ("/%55sers/1", "1"), ("/Us%65r%73/%31", "1"),
    ])
    func findsAResource(path: String, id: String) async throws {
        let harness = Harness()
        #expect(try await harness.send(.get, path).status == .ok)
        #expect(harness.providers[0].seen == [.read(id, .all)])
    }

    @Test(arguments: [
        "/users", "/Userss", "/%75sers", "/User%", "/%", "/User", "/Users/1/2", "/Me/1/2", "/Bulk",
        "/Schemas/urn:x",
    ])
    func saysWhereNothingIs(path: String) async throws {
        let harness = Harness()
        _ = try await harness.send(.get, path).expectError(404)
        #expect(harness.providers[0].seen.isEmpty)
    }

    /// Entra looks for a group when it tests the connection.
    @Test func groupsThatAreNotConfiguredAreAnEmptyList() async throws {
        let harness = Harness()
        for path in ["/Groups", "/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22", "/Groups/"] {
            let answer = try await harness.send(.get, path)
            #expect(answer.status == .ok)
            #expect(try answer.json.object?["totalResults"] == 0)
            #expect(try answer.json.object?["Resources"] == [])
        }
        #expect(try await harness.send(.get, "/Groups/1").expectError(404).contains("`groups:`"))
        #expect(try await harness.send(.post, "/Groups", body: "{}").expectError(404).contains("`groups:`"))
        #expect(try await harness.send(.delete, "/Groups/1").expectError(404).contains("`groups:`"))
        let types = try await harness.send(.get, "/ResourceTypes").json
        #expect(types.object?["totalResults"] == 1)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: [
        ("https://a.example/scim/v2", "/scim/v2/Users/1", true),
        ("https://a.example/scim/v2/", "/scim/v2/Users/1", true),
        ("https://a.example/scim/v2?aadOptscim062020", "/scim/v2/Users/1", true),
        ("https://a.example", "/Users/1", true),
        ("https://a.example/", "/Users/1", true), ("http://127.0.0.1:8080/x", "/x/Users/1", true),
        ("https://a.example/scim/v2", "/%73cim/v2/Users/1", true), ("https://a.example/%73", "/%73/Users/1", true),
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

    /// A proxy may take a part of the path away; what answers show stays what clients see.
    @Test(arguments: [
        ("/v2", "/v2/Users/1", true), ("/v2/", "/v2/Users/1", true), ("/", "/Users/1", true),
        ("/v2", "/scim/v2/Users/1", false), ("/", "/scim/v2/Users/1", false), ("/v2", "/Users/1", false),
    ])
    func takesThePrefixThatAProxyLeaves(basePath: String, path: String, isFound: Bool) async throws {
        let stored = Resource(id: "1", meta: Meta(resourceType: "User"), attributes: ["userName": "ada"])
        var harness = Harness(providers: [RecordingProvider(stored: stored)])
        harness.basePath = basePath
        try await Application(responder: harness.front).test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer s3cret"]
            let response = try await client.execute(uri: path, method: .get, headers: headers)
            #expect(response.status == (isFound ? .ok : .notFound))
            guard isFound else { return }
            let meta = try response.json.object?["meta"]?.object
            #expect(meta?["location"] == "https://scim.example.com/scim/v2/Users/1")
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete])
    func knowsNoOwnUserOfAToken(method: HTTPRequest.Method) async throws {
        for path in ["/Me", "/Me/", "/Me/x"] {
            let response = try await Harness().send(method, path)
            #expect(response.status == .notImplemented)
            if method != .head { #expect(try response.expectError(501).contains("/Me is not served")) }
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/Users", "GET, HEAD, POST"), (.put, "/Users", "GET, HEAD, POST"),
        (.post, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"), (.options, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
        (.post, "/Schemas", "GET, HEAD"), (.delete, "/ResourceTypes/User", "GET, HEAD"),
        (.patch, "/ServiceProviderConfig/", "GET, HEAD"), (.post, "", "GET, HEAD"), (.options, "/%2Esearch", "POST"),
        (.put, "/openapi.json", "GET, HEAD"),
        (.options, "/Users", "GET, HEAD, POST"), (.trace, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
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

    @Test(arguments: [
        "/Users", "/Users/1", "/Schemas", "/ServiceProviderConfig", "/openapi.json", "/Nothing", "/Users?count=x",
    ])
    func answersHeadWithTheHeadersOfGetAndNoBody(path: String) async throws {
        let sent: HTTPFields = [.requestID: "r-1"]
        let get = try await Harness().send(.get, path, headers: sent, over: .live)
        let head = try await Harness().send(.head, path, headers: sent, over: .live)
        #expect(head.status == get.status)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == String(get.body.readableBytes))
        for name in [HTTPField.Name.contentType, .requestID, .eTag] {
            #expect(head.headers[name] == get.headers[name], "\(name)")
        }
    }
}
