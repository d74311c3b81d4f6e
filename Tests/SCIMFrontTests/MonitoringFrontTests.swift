import NIOCore
import NIOHTTP1
import Observability
import SCIM
import Testing

@testable import SCIMFront

@Suite struct MonitoringFrontTests {
    private let front = MonitoringFront(registry: MetricsRegistry(), sign: { HealthSign(.ready) })

    @Test func servesMetricsInTheFormThatIsAskedFor() async {
        let plain = await self.front.respond(to: Request(.GET, "/metrics"))
        #expect(plain.status == .ok)
        #expect(plain.headers.first(name: "Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(String(buffer: plain.body).contains("\n# TYPE process_cpu_seconds_total counter\n"))
        let accept: HTTPHeaders = ["Accept": "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;q=0.1"]
        let open = await self.front.respond(to: Request(.GET, "/metrics?collect=all", headers: accept))
        #expect(
            open.headers.first(name: "Content-Type") == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(String(buffer: open.body).hasSuffix("\n# EOF\n"))
        let head = await self.front.respond(to: Request(.HEAD, "/metrics"))
        #expect(head.status == .ok && head.body.readableBytes == 0)
    }

    @Test func servesHealth() async throws {
        let ready = await self.front.respond(to: Request(.GET, "/readyz"))
        #expect(try ready.json == ["status": "ready"])
        #expect(await self.front.respond(to: Request(.GET, "/livez")).status == .ok)
    }

    @Test func servesNothingElse() async {
        #expect(await self.front.respond(to: Request(.POST, "/metrics")).status == .methodNotAllowed)
        #expect(await self.front.respond(to: Request(.GET, "/")).status == .notFound)
        #expect(await self.front.respond(to: Request(.GET, "/scim/v2/Users")).status == .notFound)
        #expect(await self.front.respond(to: Request(.GET, "/metricsmore")).status == .notFound)
    }
}
