import NIOCore
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct HealthTests {
    @Test(arguments: [
        (Health.starting, HTTPResponseStatus.serviceUnavailable), (.ready, .ok), (.degraded, .ok),
        (.stopping, .serviceUnavailable),
    ])
    func tellsWithoutATokenHowTheServiceStands(health: Health, status: HTTPResponseStatus) async throws {
        var harness = Harness()
        harness.sign = HealthSign(health)
        let answer = await harness.ask(.GET, "/readyz")
        #expect(answer.status == status)
        #expect(try answer.json == ["status": .string(health.rawValue)])
        #expect(answer.headers.first(name: "Content-Type") == "application/json")
        let head = await harness.ask(.HEAD, "/readyz")
        #expect(head.status == status && head.body.readableBytes == 0)
    }

    @Test(arguments: [(true, HTTPResponseStatus.ok, "alive"), (false, .serviceUnavailable, "stuck")])
    func tellsWhetherItLives(isAlive: Bool, status: HTTPResponseStatus, word: String) async throws {
        var harness = Harness()
        harness.sign = HealthSign(.starting) { isAlive }
        let answer = await harness.ask(.GET, "/livez")
        #expect(answer.status == status)
        #expect(try answer.json == ["status": .string(word)])
    }

    @Test func aServiceThatStopsDoesNotComeBack() {
        let sign = HealthSign(.ready)
        sign.health = .stopping
        sign.health = .ready
        #expect(sign.health == .stopping)
    }

    @Test func takesNothingElse() async throws {
        let post = await Harness().ask(.POST, "/readyz")
        #expect(post.status == .methodNotAllowed && post.headers.first(name: "Allow") == "GET, HEAD")
        #expect(await Harness().ask(.GET, "/readyz/more").status == .notFound)
        #expect(await Harness().ask(.GET, "/scim/v2/readyz").status == .unauthorized)
    }
}
