import Foundation
import Safeguards
import Testing

@testable import Control

/// The lines that pass through the socket.
@Suite struct MessageTests {
    @Test func aReportIsTheSameBehindTheSocket() throws {
        let report = StatusReport.full
        let line = try ControlAnswer(status: report).line
        #expect(try ControlAnswer(line: line).status == report)
        #expect(!line.contains(UInt8(ascii: "\n")))
    }

    @Test func namesAreThoseOfTheConfiguration() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: try JSONEncoder.control.encode(StatusReport.full)) as? [String: Any])
        let server = try #require(((object["directory"] as? [String: Any])?["servers"] as? [[String: Any]])?.last)
        #expect(server["away_since"] as? String == "2026-11-30T12:00:00Z")
        #expect(server["is_preferred"] as? Bool == false && server["role"] as? String == "away")
        let journal = try #require(object["journal"] as? [String: Any])
        #expect(journal.keys.sorted() == ["bytes", "directory", "file", "oldest", "problem", "sync"])
        #expect(journal["bytes"] as? Int == 12_345_678 && journal["sync"] as? String == "batch")
    }

    @Test func whatIsNotKnownIsLeftOut() throws {
        let report = StatusReport(
            time: .sample, version: "1.0", started: .sample, health: "ready", summary: "connected")
        let object = try JSONSerialization.jsonObject(with: try JSONEncoder.control.encode(report)) as? [String: Any]
        #expect(object?.keys.sorted() == ["health", "started", "summary", "time", "version"])
    }

    @Test(arguments: [
        ReloadVerdict.accepted(generation: 3, warnings: ["a.yaml:3:4: hardly"]),
        .refused(errors: ["a.yaml:1:2: x", "y"]),
    ])
    func aVerdictIsTheSameBehindTheSocket(verdict: ReloadVerdict) throws {
        #expect(try ControlAnswer(line: ControlAnswer(reload: verdict).line).reload == verdict)
    }

    @Test(arguments: [
        ControlRequest.status, .reload, .undo(.sample), .guard(GuardOrder(.status)),
        .guard(GuardOrder(.release, class: "disables", upTo: 5)), .guard(GuardOrder(.release, user: "ada")),
        .guard(GuardOrder(.refuse, seconds: 60)),
    ])
    func aRequestIsTheSameBehindTheSocket(request: ControlRequest) throws {
        #expect(try ControlRequest(line: request.line) == request)
    }

    @Test(arguments: ["", "status", "[]", "{}", #"{"request":7}"#, #"{"request":"status""#, "\u{0}\u{1}ÿ"])
    func whatIsNoRequestIsToldWhatOneIs(line: String) {
        let error = #expect(throws: ControlError.self) { try ControlRequest(line: Data(line.utf8)) }
        #expect(error?.description.contains(#"{"request":"status"}"#) == true)
    }

    @Test func aRequestOfAnotherVersionIsToldWhatIsKnown() {
        let error = #expect(throws: ControlError.self) {
            try ControlRequest(line: Data(#"{"request":"dance","event":7}"#.utf8))
        }
        #expect(error?.description.contains("'dance', only for status, reload, undo, guard") == true)
    }

    @Test func anUndoStandsInItsLine() throws {
        let line = #"{"request":"undo","undo":{"events":["01k5b2m9x0q7fp3"],"preview":true,"delete":false}}"#
        #expect(try ControlRequest(line: Data(line.utf8)) == .undo(.sample))
    }

    @Test(arguments: [
        #"{"request":"undo"}"#, #"{"request":"undo","undo":{"events":["x"],"preview":true,"delete":false}}"#,
        #"{"request":"undo","undo":{"events":[]}}"#,
    ])
    func whatIsNoUndoIsToldWhatOneIs(line: String) {
        let error = #expect(throws: ControlError.self) { try ControlRequest(line: Data(line.utf8)) }
        #expect(error?.description.contains("not a request for an undo") == true)
    }

    @Test func asManyEventsAsMayBeHaveRoomInOneLine() throws {
        let id = try #require(EventID("01k5b2m9x0q7fp3"))
        func request(_ count: Int) -> ControlRequest {
            .undo(UndoRequest(events: Array(repeating: id, count: count), preview: false))
        }
        let line = try request(UndoRequest.maximum).line
        #expect(line.count < ControlServer.Limits().lineLength)
        #expect(try ControlRequest(line: line) == request(UndoRequest.maximum))
        let error = #expect(throws: ControlError.self) {
            try ControlRequest(line: try request(UndoRequest.maximum + 1).line)
        }
        #expect(error?.description.contains("Send several") == true)
    }

    @Test func whatBecameOfEventsIsTheSameBehindTheSocket() throws {
        var item = UndoReport.Item(
            event: try #require(EventID("01k5b2m9x0q7fp3")), effect: "disable", entry: "uid=ada", state: .changedSince)
        item.by = .init(event: item.event, principal: "entra")
        item.attributes = ["title"]
        (item.needsRestart, item.ldif, item.losses) = (true, "dn: uid=ada\n", ["userPassword"])
        let report = UndoReport(items: [item])
        let line = try ControlAnswer(undo: report).line
        #expect(try ControlAnswer(line: line).undo == report)
        #expect(String(decoding: line, as: UTF8.self).contains(#""needs_restart":true,"state":"changed_since""#))
    }
}

extension UndoRequest {
    static let sample = UndoRequest(events: [EventID("01k5b2m9x0q7fp3")].compactMap(\.self), preview: true)
}

extension Date {
    static let sample = Date(timeIntervalSince1970: 1_796_040_000)
}

extension StatusReport {
    /// A report with all of its parts.
    static var full: StatusReport {
        var report = StatusReport(
            time: .sample, version: "1.0", started: .sample, health: "ready", summary: "connected")
        report.mode = "observe"
        report.generation = Generation(number: 2, loaded: .sample, configuration: "/etc/starbridge/starbridge.yaml")
        report.refusal = Refusal(time: .sample, errors: ["/etc/starbridge/starbridge.yaml:3:1: unknown key x"])
        report.directory = Directory(
            servers: [
                Server(url: "ldaps://one", role: .used, isPreferred: true),
                Server(
                    url: "ldaps://two", role: .away, isPreferred: false,
                    awaySince: Date(timeIntervalSince1970: 1_796_040_000), reason: "refused"),
            ], pool: Pool(open: 4, size: 4, inFlight: 1, queued: 0))
        report.listeners = [
            Listener(
                address: "[::]:8443", certificate: Certificate(file: "/a.pem", subject: "scim", expires: .sample))
        ]
        report.tokens = [Token(name: "entra", kind: "token", scopes: ["read"], lastUsed: .sample)]
        report.issuers = [Issuer(name: "entra", keys: 3, fetched: .sample)]
        report.traffic = Traffic(seconds: 3600, calls: 10, writes: 5, refused: 1, failed: 1)
        report.failures = [Failure(status: 409, type: "uniqueness", count: 1, last: .sample)]
        report.ignored = [IgnoredAttribute(attribute: "title", count: 3)]
        report.limits = Limits(
            inFlight: 1, queued: 0, connections: 2, reached: [.init(limit: "rate", count: 2, last: .sample)])
        report.journal = Journal(
            directory: "/var/lib/starbridge/journal", sync: "batch",
            JournalStanding(
                file: "/var/lib/starbridge/journal/2026-11-30.ldif", size: 12_345_678, oldest: "2026-11-23",
                fault: "/var/lib/starbridge/journal/2026-11-30.ldif cannot be written: No space left on device"))
        return report
    }
}
