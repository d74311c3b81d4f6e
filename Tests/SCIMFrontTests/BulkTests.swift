import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct BulkTests {
    private var harness = Harness(
        providers: [
            RecordingProvider(
                stored: Resource(id: "a/1", meta: Meta(resourceType: "User", version: #"W/"7""#))),
            RecordingProvider(.group, failure: .preconditionFailed("It has changed.")),
        ], configuration: ServiceProviderConfig(maximumBulkOperations: 4))

    private func send(_ operations: String..., more: String = "") async throws -> Response {
        let body = #"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],\#(more)
             "Operations":[\#(operations.joined(separator: ","))]}
            """#
        return try await self.harness.send(.POST, "/Bulk", body: body)
    }

    private func results(_ response: Response) throws -> [Object] {
        #expect(response.status == .ok)
        let body = try #require(try response.json.object)
        #expect(body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
        return try #require(body["Operations"]?.array).compactMap(\.object)
    }

    @Test func doesWhatTheOperationsSay() async throws {
        let results = try self.results(
            try await self.send(
                #"{"method":"POST","path":"/Users","bulkId":"x","data":{"userName":"ada"}}"#,
                #"{"method":"PUT","path":"/Users/bulkId:x","version":"W/\"7\"","data":{"userName":"ada"}}"#,
                #"{"method":"PATCH","path":"Users/1","data":{"Operations":[{"op":"remove","path":"title"}]}}"#,
                #"{"method":"DELETE","path":"/Users/1%202"}"#))
        let url = "https://scim.example.com/scim/v2/Users/"
        #expect(
            results == [
                [
                    "method": "POST", "bulkId": "x", "location": .string(url + "a%2F1"), "version": #"W/"7""#,
                    "status": "201",
                ],
                ["method": "PUT", "location": .string(url + "a%2F1"), "version": #"W/"7""#, "status": "200"],
                ["method": "PATCH", "location": .string(url + "1"), "version": #"W/"7""#, "status": "200"],
                ["method": "DELETE", "location": .string(url + "1%202"), "status": "204"],
            ])
        let name = Resource(attributes: ["userName": "ada"])
        let patch = Patch(operations: [Patch.Operation(.remove, path: AttributePath(attribute: "title"))])
        #expect(
            self.harness.providers[0].seen == [
                .create(name), .replace("a/1", name), .patch("1", patch), .delete("1 2"),
            ])
        #expect(self.harness.providers[0].contexts.map(\.ifMatch) == [nil, .tags([#""7""#]), nil, nil])
    }

    @Test func failuresStandAlone() async throws {
        let response = try await self.send(
            #"{"method":"DELETE","path":"/Groups/1"}"#, #"{"method":"POST","path":"/Users","data":{}}"#,
            #"{"method":"PATCH","path":"/Users/bulkId:y","data":{"Operations":[]}}"#,
            #"{"method":"DELETE","path":"/Users/1"}"#)
        let results = try self.results(response)
        #expect(results.map { $0["status"] } == ["412", "400", "409", "204"])
        #expect(results[0]["location"] == "https://scim.example.com/scim/v2/Groups/1")
        #expect(results[1]["location"] == nil)
        let errors = results.map { $0["response"]?.object }
        #expect(errors[0]?["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
        let requestID = try #require(response.headers.first(name: "x-request-id"))
        #expect(errors[0]?["detail"] == .string("It has changed. Request id: \(requestID)"))
        #expect(errors[1]?["detail"]?.string?.hasSuffix(" Request id: \(requestID)") == true)
        #expect(errors[1]?["scimType"] == "invalidSyntax")
        #expect(errors[2]?["detail"]?.string?.contains("bulkId:y") ?? false)
        #expect(errors[3] == nil)
    }

    @Test(arguments: [
        (#"{"method":"DELETE","path":"/Users"}"#, "405"), (#"{"method":"DELETE","path":"/Bulk"}"#, "404"),
        (#"{"method":"DELETE","path":"/Users/1/2"}"#, "404"), (#"{"method":"DELETE","path":""}"#, "404"),
        (#"{"method":"DELETE","path":"/Users/%"}"#, "400"), (#"{"method":"DELETE","path":"/Users?x=1"}"#, "404"),
        (#"{"method":"POST","path":"/Users/1","bulkId":"a","data":{}}"#, "405"),
        (#"{"method":"POST","path":"/Schemas","bulkId":"a","data":{}}"#, "404"),
        (#"{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":7}}"#, "400"),
        (#"{"method":"PUT","path":"/Users","data":{}}"#, "405"),
    ])
    func refusesWhatLeadsNowhere(operation: String, status: String) async throws {
        let results = try self.results(try await self.send(operation))
        #expect(results.count == 1)
        #expect(results[0]["status"] == .string(status))
        #expect(self.harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: [
        (#"{"method":"DELETE","path":"/Users/1","version":"7"}"#, "400"),
        (#"{"method":"PATCH","path":"/Users/1"}"#, "400"), (#"{"method":"PUT","path":"Users/%31","data":[]}"#, "400"),
        (#"{"method":"PATCH","path":"/Users/1","data":{"x":"bulkId:nobody"}}"#, "409"),
        (#"{"path":"/Users/1"}"#, "400"), (#"{"method":"PATCH","path":"/Users/bulkId:nobody"}"#, "400"),
        (#"{"method":"DELETE","path":"/Users/1/2","version":"7"}"#, "400"),
    ])
    func saysWhichResourceWasMeant(operation: String, status: String) async throws {
        let results = try self.results(try await self.send(operation))
        #expect(results.map { $0["status"] } == [.string(status)])
        let isNamed = !operation.contains("/1/2") && !operation.contains("/bulkId")
        #expect(results[0]["location"] == (isNamed ? "https://scim.example.com/scim/v2/Users/1" : nil))
    }

    @Test func resolvesBulkIdsWithSlashes() async throws {
        let post = #"{"method":"POST","path":"/Users","bulkId":"x/y","data":{"userName":"ada"}}"#
        let results = try self.results(
            try await self.send(
                post, #"{"method":"DELETE","path":"/Users/bulkId:x/y"}"#,
                #"{"method":"DELETE","path":"/Users/bulkId:x%2Fy"}"#))
        #expect(results.map { $0["status"] } == ["201", "204", "204"])
        #expect(self.harness.providers[0].seen.suffix(2) == [.delete("a/1"), .delete("a/1")])
    }

    @Test func stopsAfterTooManyErrors() async throws {
        let bad = #"{"method":"DELETE","path":"/Groups/1"}"#
        let good = #"{"method":"DELETE","path":"/Users/1"}"#
        let results = try self.results(try await self.send(good, bad, bad, good, more: #""failOnErrors":2,"#))
        #expect(results.map { $0["status"] } == ["204", "412", "412"])
        #expect(self.harness.providers[0].seen.count == 1)
    }

    @Test func keepsItsLimits() async throws {
        let one = #"{"method":"DELETE","path":"/Users/1"}"#
        let detail = try await self.send(one, one, one, one, one).expectError(413)
        #expect(detail.contains("maxOperations is 4"))
        let large = try await self.send(one, more: #""x":"\#(String(repeating: "x", count: 1000))","#).expectError(413)
        #expect(large.contains("1000 bytes"))
        _ = try await self.send().expectError(400, .invalidSyntax)
        _ = try await self.harness.send(.GET, "/Bulk").expectError(405)
        _ = try await self.harness.send(.POST, "/Bulk/1", body: "{}").expectError(404)
        #expect(self.harness.providers[0].seen.isEmpty)
        let bulk = try await self.harness.send(.GET, "/ServiceProviderConfig").json.object?["bulk"]
        #expect(bulk == ["supported": true, "maxOperations": 4, "maxPayloadSize": 1000])
    }
}
