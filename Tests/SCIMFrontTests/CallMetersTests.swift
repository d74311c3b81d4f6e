import NIOCore
import NIOHTTP1
import Observability
import SCIM
import Testing

@testable import SCIMFront

@Suite struct CallMetersTests {
    private let registry = MetricsRegistry()
    private let meters: CallMeters
    private var harness: Harness

    init() {
        self.meters = CallMeters(factory: self.registry)
        self.harness = Harness(configuration: ServiceProviderConfig(maximumBulkOperations: 4), meters: self.meters)
    }

    private func requests() -> [String] {
        MetricsText(self.registry).text.split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("starbridge_http_requests_total{") }
            .map { String($0.dropFirst("starbridge_http_requests_total".count)) }
    }

    @Test(arguments: [
        (HTTPMethod.GET, "/Users", "/Users"), (.GET, "/Users/2f4c-77", "/Users/{id}"),
        (.GET, "/Users/1?attributes=id", "/Users/{id}"), (.GET, "/Schemas", "/Schemas"),
        (.GET, "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "/Schemas/{id}"),
        (.GET, "/ServiceProviderConfig", "/ServiceProviderConfig"), (.GET, "", "/"), (.GET, "/Me", "/Me"),
        (.GET, "/Nothing", "other"), (.GET, "/Users/1/2", "other"),
    ])
    func tellsRoutesApartAndNoIDs(method: HTTPMethod, path: String, route: String) async throws {
        let answer = try await self.harness.send(method, path)
        let line = "{route=\"\(route)\",method=\"\(method.rawValue)\",status=\"\(answer.status.code)\"} 1"
        #expect(self.requests() == [line])
    }

    @Test func countsByMethodAndStatus() async throws {
        for _ in 0..<3 { _ = try await self.harness.send(.GET, "/Users/1") }
        _ = try await self.harness.send(.POST, "/Users", body: #"{"userName":"ada"}"#)
        _ = try await self.harness.send(.POST, "/Users", body: "no JSON")
        _ = try await self.harness.send(.RAW(value: "BREW"), "/Users")
        _ = try await self.harness.send(.GET, "/Users", headers: ["Authorization": "Bearer almost"])
        #expect(
            self.requests() == [
                #"{route="/Users",method="POST",status="201"} 1"#, #"{route="/Users",method="POST",status="400"} 1"#,
                #"{route="/Users",method="other",status="405"} 1"#,
                #"{route="/Users/{id}",method="GET",status="200"} 3"#,
                #"{route="other",method="GET",status="401"} 1"#,
            ])
        let text = MetricsText(self.registry).text
        #expect(text.contains("\nstarbridge_http_requests_in_flight 0\n"))
        #expect(
            text.contains(#"starbridge_http_request_duration_seconds_count{route="/Users",method="POST"} 2"#))
    }

    @Test func looksAtHealthAreNoCalls() async {
        _ = await self.harness.ask(.GET, "/readyz")
        _ = await self.harness.ask(.GET, "/livez")
        #expect(self.requests().isEmpty)
    }

    @Test func remembersWhatWentWrongInTheLastHour() async throws {
        var harness = self.harness
        harness.providers = [RecordingProvider(failure: .uniqueness("The name is taken."))]
        _ = try await harness.send(.POST, "/Users", body: #"{"userName":"ada"}"#)
        _ = try await harness.send(.POST, "/Users/.search", body: "{}")
        let body = #"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
             {"method":"DELETE","path":"/Users/7"}]}
            """#
        _ = try await harness.send(.POST, "/Bulk", body: body)
        let summary = self.meters.recent.summary()
        #expect((summary.calls, summary.writes) == (3, 2))
        let taken = summary.failures.first { $0.reason == .init(status: 409, type: "uniqueness") }
        #expect(taken?.detail == "The name is taken." && taken?.count == 3)
    }
}
