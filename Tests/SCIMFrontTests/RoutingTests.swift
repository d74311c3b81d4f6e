import NIOCore
import NIOHTTP1
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
        #expect(try await harness.send(.GET, path).status == .ok)
        #expect(harness.providers[0].seen == [.read(id, .all)])
    }

    @Test(arguments: [
        "/users", "/Userss", "/%75sers", "/User%", "/%", "/User", "/Users/1/2", "/Me/1/2", "/Bulk",
        "/Schemas/urn:x",
    ])
    func saysWhereNothingIs(path: String) async throws {
        let harness = Harness()
        _ = try await harness.send(.GET, path).expectError(404)
        #expect(harness.providers[0].seen.isEmpty)
    }

    /// Entra looks for a group when it tests the connection.
    @Test func groupsThatAreNotConfiguredAreAnEmptyList() async throws {
        let harness = Harness()
        for path in ["/Groups", "/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22", "/Groups/"] {
            let answer = try await harness.send(.GET, path)
            #expect(answer.status == .ok)
            #expect(try answer.json.object?["totalResults"] == 0)
            #expect(try answer.json.object?["Resources"] == [])
        }
        #expect(try await harness.send(.GET, "/Groups/1").expectError(404).contains("`groups:`"))
        #expect(try await harness.send(.POST, "/Groups", body: "{}").expectError(404).contains("`groups:`"))
        #expect(try await harness.send(.DELETE, "/Groups/1").expectError(404).contains("`groups:`"))
        let types = try await harness.send(.GET, "/ResourceTypes").json
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
        let response = await Harness(baseURL: baseURL).ask(.GET, path, headers: ["Authorization": "Bearer s3cret"])
        #expect(response.status == (isFound ? .ok : .notFound))
        #expect(response.headers.first(name: "Content-Type") == "application/scim+json")
    }

    /// A proxy may take a part of the path away; what answers show stays what clients see.
    @Test(arguments: [
        ("/v2", "/v2/Users", true), ("/v2/", "/v2/Users", true), ("/", "/Users", true),
        ("/v2", "/scim/v2/Users", false), ("/", "/scim/v2/Users", false), ("/v2", "/Users", false),
    ])
    func takesThePrefixThatAProxyLeaves(basePath: String, path: String, isFound: Bool) async throws {
        let stored = Resource(id: "1", meta: Meta(resourceType: "User"), attributes: ["userName": "ada"])
        var harness = Harness(providers: [RecordingProvider(stored: stored)])
        harness.basePath = basePath
        let response = await harness.ask(
            .POST, path, headers: ["Authorization": "Bearer s3cret"], body: #"{"userName":"ada"}"#)
        #expect(response.status == (isFound ? .created : .notFound))
        let location = isFound ? "https://scim.example.com/scim/v2/Users/1" : nil
        #expect(response.headers.first(name: "Location") == location)
    }

    @Test(arguments: [HTTPMethod.GET, .HEAD, .POST, .PUT, .PATCH, .DELETE])
    func knowsNoOwnUserOfAToken(method: HTTPMethod) async throws {
        for path in ["/Me", "/Me/", "/Me/x"] {
            let response = try await Harness().send(method, path)
            #expect(response.status == .notImplemented)
            if method != .HEAD { #expect(try response.expectError(501).contains("/Me is not served")) }
        }
    }

    @Test(arguments: [
        (HTTPMethod.DELETE, "/Users", "GET, HEAD, POST"), (.PUT, "/Users", "GET, HEAD, POST"),
        (.POST, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"), (.OPTIONS, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
        (.POST, "/Schemas", "GET, HEAD"), (.DELETE, "/ResourceTypes/User", "GET, HEAD"),
        (.PATCH, "/ServiceProviderConfig/", "GET, HEAD"), (.POST, "", "GET, HEAD"), (.OPTIONS, "/%2Esearch", "POST"),
        (.PUT, "/openapi.json", "GET, HEAD"),
        (.OPTIONS, "/Users", "GET, HEAD, POST"), (.TRACE, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
    ])
    func namesTheMethodsThatArePossible(method: HTTPMethod, path: String, allowed: String) async throws {
        let harness = Harness()
        let response = try await harness.send(method, path)
        #expect(try response.expectError(405).contains(allowed))
        #expect(response.headers.first(name: "Allow") == allowed)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["/Users/%", "/Users/%zz", "/Users/a%4", "/Users/%FF"])
    func refusesBrokenEscapes(path: String) async throws {
        _ = try await Harness().send(.GET, path).expectError(400, .invalidValue)
    }

    @Test(arguments: [
        "/Users", "/Users/1", "/Schemas", "/ServiceProviderConfig", "/openapi.json", "/Nothing", "/Users?count=x",
    ])
    func answersHeadWithTheHeadersOfGetAndNoBody(path: String) async throws {
        let sent: HTTPHeaders = ["x-request-id": "r-1"]
        let get = try await Harness().send(.GET, path, headers: sent, over: .live)
        let head = try await Harness().send(.HEAD, path, headers: sent, over: .live)
        #expect(head.status == get.status)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers.first(name: "Content-Length") == String(get.body.readableBytes))
        for name in ["Content-Type", "x-request-id", "ETag"] {
            #expect(head.headers[name] == get.headers[name], "\(name)")
        }
    }
}
