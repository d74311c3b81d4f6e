import Foundation
import Testing

@testable import Control

@Suite struct StatusTextTests {
    private static func date(_ seconds: Double) -> Date { Date.sample.addingTimeInterval(seconds) }

    @Test func aReportIsReadable() {
        var report = StatusReport.full
        report.time = Self.date(90_061)
        report.refusal = nil
        report.listeners = [
            .init(
                address: "[::]:8443",
                certificate: .init(file: "/a.pem", subject: "CN=scim", expires: Self.date(30 * 86_400))),
            .init(address: "127.0.0.1:8080"),
        ]
        report.tokens = [
            .init(
                name: "entra", kind: "token", scopes: ["read", "users"], expires: Self.date(100 * 86_400),
                lastUsed: Self.date(90_000)),
            .init(name: "old", kind: "token", scopes: ["read"], expires: Self.date(-5)),
        ]
        #expect(
            StatusText(report).description == """
                starbridge 1.0 is ready
                  connected
                  running for 1 day 1 hour, since 2026-11-30 12:00:00 UTC
                  mode: observe
                  generation 2 of /etc/starbridge/starbridge.yaml
                  loaded 2026-11-30 12:00:00 UTC, 1 day 1 hour ago

                Journal
                  /var/lib/starbridge/journal: 12.3 MB, since 2026-11-23
                  sync: batch, written now: 2026-11-30.ldif
                ! /var/lib/starbridge/journal/2026-11-30.ldif cannot be written: No space left on device

                Directory
                  ldaps://one  in use, preferred
                  ldaps://two  away; since 2026-11-30 12:00:00 UTC, 1 day 1 hour ago; refused
                  4 of 4 connections, 1 operations under way, 0 waiting

                Listeners
                  [::]:8443       28 days left, CN=scim
                  127.0.0.1:8080  no TLS

                Tokens
                  entra  token  read,users  expires in 98 days  used 1 minute 1 second ago
                  old    token  read        expired             not used yet

                Issuers of tokens
                  entra  3 keys; fetched 1 day 1 hour ago

                Calls of the last hour
                  10 calls, 0.00 a second; 5 of them writes; 1 refused, 1 failed
                  409 uniqueness  1 times  last 1 day 1 hour ago

                Sent by clients and stored nowhere
                  title  3 times

                Load and limits
                  1 calls under way, 0 waiting, 2 connections
                  limits.rate  reached 2 times  last 1 day 1 hour ago
                """)
    }

    @Test func noLineHasMoreThan100Columns() {
        var report = StatusReport.full
        report.summary = String(repeating: "a long word ", count: 30)
        report.refusal = .init(
            time: .sample,
            errors: ["/etc/starbridge/starbridge.yaml:3:1: " + String(repeating: "wrong ", count: 40) + "end"])
        report.failures = [
            .init(status: 500, count: 1, last: .sample, detail: String(repeating: "ü", count: 300))
        ]
        report.generation?.configuration = "/" + String(repeating: "x", count: 300)
        let text = StatusText(report).description
        for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        #expect(text.contains("wrong end"), "an error is not cut")
    }

    @Test func whatIsNotKnownIsLeftOut() {
        let report = StatusReport(time: .sample, version: "1", started: .sample, health: "starting", summary: "x")
        let text = StatusText(report).description
        #expect(text == "starbridge 1 is starting\n  x\n  running for 0 seconds, since 2026-11-30 12:00:00 UTC")
    }

    @Test func thatThereIsNoTokenIsSaid() {
        var report = StatusReport(time: .sample, version: "1", started: .sample, health: "ready", summary: "x")
        report.tokens = []
        #expect(StatusText(report).description.contains("starbridge token create"))
    }

    @Test(arguments: [
        (0, "0 seconds"), (1, "1 second"), (61, "1 minute 1 second"), (7200, "2 hours"),
        (86_400 * 400 + 3601, "400 days 1 hour"),
        (-5, "0 seconds"),
    ])
    func lengthsAreInTwoUnits(seconds: Double, words: String) {
        #expect(StatusClock(now: Self.date(seconds)).length(since: .sample) == words)
    }
}
