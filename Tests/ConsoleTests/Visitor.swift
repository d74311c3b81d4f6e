import Control
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import SCIM
import Synchronization

@testable import Console
@testable import Safeguards

/// A browser in front of the page, as far as its tests need one.
struct Visitor {
    static let token = "the-token-of-the-console"

    let source: FakeSource
    let tokens: FakeTokens
    private let server: ConsoleServer

    /// Visits a page by the name `localhost`, without a port.
    init(
        source: FakeSource = FakeSource(), tokens: FakeTokens = FakeTokens(),
        at place: ConsoleServer.Place = .address(host: "127.0.0.1", port: 80)
    ) throws {
        self.source = source
        self.tokens = tokens
        self.server = try ConsoleServer(
            at: place, source: source, authenticator: tokens,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Sends one request.
    func send(
        _ method: HTTPRequest.Method, _ path: String, cookie: String? = nil, form: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let cookie { headers[.cookie] = cookie }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = form.map { ByteBuffer(string: $0) }
        return try await self.server.application().test(.router) { [headers] client in
            try await client.execute(
                uri: path, method: method, headers: headers, body: body
            ) { (response: TestResponse) -> Answer in Answer(response) }
        }
    }

    /// Signs in, and returns the cookie.
    func signIn(with token: String = Self.token) async throws -> String? {
        let answer = try await self.send(.post, "/login", form: "token=\(token)")
        guard answer.status == .seeOther else { return nil }
        return answer.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
    }

    /// The key in the forms of a session.
    func formKey(_ cookie: String) async throws -> String {
        let text = try await self.send(.get, "/", cookie: cookie).text
        guard let mark = text.firstRange(of: #"name="key" value=""#) else { return "" }
        return String(text[mark.upperBound...].prefix { $0 != "\"" })
    }
}

/// What the page answers.
struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        self.status = response.status
        self.headers = response.headers
        self.text = String(buffer: response.body)
    }
}

/// Knows one token of scope console and one of the SCIM service.
final class FakeTokens: Authenticator {
    private let revoked = Mutex(false)

    func revoke() { self.revoked.withLock { $0 = true } }

    func authenticate(_ credentials: Credentials) async -> Verdict {
        if self.revoked.withLock({ $0 }) { return .refused(.unknownToken) }
        return switch credentials.bearerToken {
        case Visitor.token: .accepted(Principal(name: "admin", scopes: .console))
        case "the-token-of-entra": .accepted(Principal(name: "entra"))
        default: .refused(.unknownToken)
        }
    }
}

/// A daemon that has done what the test says.
final class FakeSource: ConsoleSource {
    private let list: [JournalEvent]
    private let report: GuardReport?
    private let orders = Mutex<[String]>([])
    private let questions = Mutex<[EventQuestion]>([])

    init(_ list: [JournalEvent] = [], report: GuardReport? = nil) {
        self.list = list
        self.report = report
    }

    /// What was ordered, in words.
    var ordered: [String] { self.orders.withLock { $0 } }

    var asked: [EventQuestion] { self.questions.withLock { $0 } }

    func status() async -> StatusReport {
        let now = Date(timeIntervalSince1970: 1_796_000_000)
        return StatusReport(time: now, version: "1.2.3", started: now, health: "ready", summary: "Ready & <well>")
    }

    func reload() async -> ReloadVerdict { .accepted(generation: 2, warnings: []) }

    func undo(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport {
        self.orders.withLock { $0.append("\(request.preview ? "look" : "undo") \(request.events) by \(principal)") }
        var item = UndoReport.Item(
            event: request.events[0], effect: "disable", entry: "uid=ada,ou=people,dc=acme", state: .undone)
        item.ldif = "dn: uid=ada,ou=people,dc=acme\nchangetype: modify\n"
        return UndoReport(items: [item])
    }

    func obey(_ order: GuardOrder, by name: String) async -> Result<GuardReport, GuardError> {
        if order.action != .status {
            self.orders.withLock { $0.append("\(order.action.rawValue) \(order.class ?? "") by \(name)") }
        }
        return self.report.map { .success($0) } ?? .failure(GuardError("There is no guard."))
    }

    func events(
        _ question: EventQuestion, count: Int
    ) async throws(ConsoleFault) -> (events: [JournalEvent], damages: [String]) {
        self.questions.withLock { $0.append(question) }
        return (Array(self.list.prefix(count)), [])
    }

    func event(_ id: EventID) async throws(ConsoleFault) -> JournalEvent? { self.list.first { $0.id == id } }
}
