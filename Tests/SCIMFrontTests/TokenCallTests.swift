import LogLines
import Logging
import NIOCore
import NIOHTTP1
import Observability
import SCIM
import Synchronization
import Testing

@testable import SCIMFront

/// The token endpoint as the front leads to it.
@Suite struct TokenCallTests {
    private final class Issuer: TokenIssuer {
        private let seen = Mutex<[(form: String, authorization: String?)]>([])
        var requests: [(form: String, authorization: String?)] { self.seen.withLock { $0 } }

        func answer(_ request: TokenRequest) async -> TokenAnswer {
            let form = String(decoding: request.form, as: UTF8.self)
            self.seen.withLock { $0.append((form, request.authorization)) }
            guard form == "good" else {
                var answer = TokenAnswer(status: 401, body: ["error": "invalid_client"])
                answer.challenge = #"Basic realm="Starbridge""#
                answer.reason = "Nobody knows this client."
                return answer
            }
            var answer = TokenAnswer(status: 200, body: ["access_token": "x"])
            answer.principal = Principal(name: "entra")
            return answer
        }
    }

    private static let form: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]

    private static func send(
        _ method: HTTPMethod = .POST, _ path: String = "/oauth/token", headers: HTTPHeaders = Self.form,
        body: String = "good",
        to issuer: Issuer?, meters: CallMeters = CallMeters(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) async -> Response {
        let front = Front(
            providers: [RecordingProvider()], authenticator: OneToken(), tokenIssuer: issuer,
            baseURL: "https://scim.example.com/scim/v2", meters: meters, logger: logger)
        return await front.respond(
            to: Request(method, "/scim/v2" + path, headers: headers, body: ByteBuffer(string: body)))
    }

    @Test(arguments: ["/oauth/token", "//oauth//token/", "/oauth/token?x", "/%6Fauth/token"])
    func leadsATokenRequestToTheIssuer(path: String) async throws {
        let issuer = Issuer()
        var headers = Self.form
        headers.add(name: "Authorization", value: "Basic eDp5")
        let response = await Self.send(.POST, path, headers: headers, to: issuer)
        #expect(response.status == .ok)
        #expect(try response.json == ["access_token": "x"])
        #expect(response.headers.first(name: "Content-Type") == "application/json")
        #expect(response.headers.first(name: "Cache-Control") == "no-store")
        #expect(issuer.requests.map(\.form) == ["good"] && issuer.requests.map(\.authorization) == ["Basic eDp5"])
    }

    @Test func isCountedAsARouteOfItsOwn() async {
        let registry = MetricsRegistry()
        let meters = CallMeters(factory: registry)
        _ = await Self.send(to: Issuer(), meters: meters)
        _ = await Self.send(body: "bad", to: Issuer(), meters: meters)
        let text = MetricsText(registry).text
        for status in ["200", "401"] {
            #expect(text.contains(#"_requests_total{route="/oauth/token",method="POST",status="\#(status)"} 1"#))
        }
        #expect(meters.recent.summary().writes == 0)
    }

    @Test func tellsARefusalInTheIssuersWords() async throws {
        let lines = LogLines()
        let response = await Self.send(body: "bad", to: Issuer(), logger: lines.logger)
        #expect(response.status == .unauthorized)
        #expect(try response.json == ["error": "invalid_client"])
        #expect(response.headers.first(name: "WWW-Authenticate") == #"Basic realm="Starbridge""#)
        #expect(lines.all.first?.text["error"] == "Nobody knows this client.")
        #expect(lines.all.first?.text["token"] == nil)
    }

    @Test func theLogNamesTheClient() async throws {
        let lines = LogLines()
        _ = await Self.send(to: Issuer(), logger: lines.logger)
        #expect(lines.all.first?.text["token"] == "entra" && lines.all.first?.text["status"] == "200")
    }

    @Test(arguments: [["Content-Type": "application/json"], ["Content-Encoding": "gzip"]] as [HTTPHeaders])
    func takesNothingButAForm(headers: HTTPHeaders) async throws {
        let issuer = Issuer()
        let response = await Self.send(headers: headers, to: issuer)
        #expect(response.status == .unsupportedMediaType)
        #expect(try response.json.object?["error"] == "invalid_request")
        #expect(issuer.requests.isEmpty)
    }

    @Test func boundsTheForm() async throws {
        let issuer = Issuer()
        let response = await Self.send(body: String(repeating: "x", count: 40_000), to: issuer)
        #expect(response.status.code == 413 && issuer.requests.isEmpty)
    }

    /// Nothing else is led there, and where there is no issuer nothing is.
    @Test func leadsNothingElseThere() async throws {
        let issuer = Issuer()
        for (method, path) in [
            (HTTPMethod.GET, "/oauth/token"), (.POST, "/oauth"), (.POST, "/oauth/token/x"),
            (.POST, "/Users/oauth/token"),
            (.POST, "/oauth/tokens"),
        ] {
            #expect(await Self.send(method, path, to: issuer).status == .unauthorized)
        }
        #expect(issuer.requests.isEmpty)
        #expect(await Self.send(to: nil).status == .unauthorized)
    }
}
