import Foundation
import HTTPTypes
import Testing

@testable import Console
@testable import Safeguards

/// What an administrator does by the page, and not only looks at.
@Suite struct DecisionTests {
    private static let id = "1hk2m9x0q7fp3z4"

    private static let report = GuardReport(
        time: Date(timeIntervalSince1970: 1_796_000_000),
        classes: [
            .init(
                name: "disables", state: .held, limit: "25 within 1h", counted: 25, waiting: 1, unlisted: 0,
                released: 0,
                since: Date(timeIntervalSince1970: 1_796_000_000)),
            .init(
                name: "renames", state: .open, limit: "50 within 1h", counted: 3, waiting: 0, unlisted: 0, released: 0),
        ],
        held: [
            .init(
                name: "disables", id: "1", entry: "uid=<ada>,ou=people", change: "disable", token: "entra",
                first: Date(timeIntervalSince1970: 1_796_000_000), last: Date(timeIntervalSince1970: 1_796_000_060),
                tries: 2)
        ])

    @Test func showsWhoIsHeldAndWhatTheLimitsAre() async throws {
        let visitor = try Visitor(source: FakeSource(report: Self.report))
        let text = try await visitor.send(.get, "/held", cookie: try await visitor.signIn()).text
        #expect(text.contains("disables: 1 held") && text.contains("uid=&lt;ada&gt;"))
        #expect(text.contains("50 within 1h; 3 counted"))
        #expect(!text.contains("renames: 0 held"))
    }

    @Test(arguments: ["release", "refuse"])
    func passesTheDecisionOn(action: String) async throws {
        let visitor = try Visitor(source: FakeSource(report: Self.report))
        let cookie = try #require(try await visitor.signIn())
        let key = try await visitor.formKey(cookie)
        let form = "key=\(key)&class=disables&action=\(action)"
        #expect(try await visitor.send(.post, "/held", cookie: cookie, form: form).status == .ok)
        #expect(visitor.source.ordered == ["\(action) disables by admin (console)"])
    }

    @Test(arguments: ["class=disables", "class=disables&action=explode", "action=release"])
    func takesNoHalfDecision(form: String) async throws {
        let visitor = try Visitor(source: FakeSource(report: Self.report))
        let cookie = try #require(try await visitor.signIn())
        let key = try await visitor.formKey(cookie)
        let answer = try await visitor.send(.post, "/held", cookie: cookie, form: "key=\(key)&\(form)")
        #expect(answer.status == .badRequest)
        #expect(visitor.source.ordered.isEmpty)
    }

    @Test func showsWhatAnUndoWouldDoBeforeItIsDone() async throws {
        let visitor = try Visitor(source: FakeSource([try EventPageTests.event()]))
        let cookie = try #require(try await visitor.signIn())
        let key = try await visitor.formKey(cookie)
        let look = try await visitor.send(.post, "/events/\(Self.id)/undo", cookie: cookie, form: "key=\(key)")
        #expect(look.text.contains("pause provisioning") && look.text.contains("changetype: modify"))
        #expect(visitor.source.ordered == ["look [\(Self.id)] by admin (console)"])
        let form = "key=\(key)&confirm=yes"
        let done = try await visitor.send(.post, "/events/\(Self.id)/undo", cookie: cookie, form: form)
        #expect(done.text.contains("Taken back."))
        #expect(visitor.source.ordered.last == "undo [\(Self.id)] by admin (console)")
    }

    @Test(arguments: ["/held", "/events/1hk2m9x0q7fp3z4/undo"])
    func doesNothingWithoutTheKeyOfTheSession(path: String) async throws {
        let visitor = try Visitor(source: FakeSource([try EventPageTests.event()], report: Self.report))
        let cookie = try #require(try await visitor.signIn())
        let form = "class=disables&action=release&confirm=yes"
        #expect(try await visitor.send(.post, path, cookie: cookie, form: form).status == .forbidden)
        #expect(visitor.source.ordered.isEmpty)
    }
}
