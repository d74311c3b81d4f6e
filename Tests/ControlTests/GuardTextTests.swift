import Foundation
import Testing

@testable import Control
@testable import Safeguards

extension GuardReport {
    /// A report with every state in it.
    static func sample(by name: String = "root (uid 0)") -> GuardReport {
        GuardReport(
            time: .sample,
            classes: [
                .init(
                    name: "disables", state: .held, limit: "25 or 2 %, whichever is more, within 1h", counted: 60,
                    waiting: 2940, unlisted: 0, released: 0, since: Date.sample - 90 * 60,
                    givesUp: Date.sample + 28 * 86_400),
                .init(
                    name: "deletes", state: .refused, limit: "25 within 1h", counted: 25, waiting: 3, unlisted: 0,
                    released: 0,
                    since: Date.sample - 3600, by: name),
                .init(
                    name: "creates", state: .gate, limit: "100 within 1h", counted: 0, waiting: 0, unlisted: 0,
                    released: 0,
                    since: Date.sample - 60, by: name, until: Date.sample + 7200, remaining: 40),
                .init(
                    name: "renames", state: .open, limit: "25 within 1h", counted: 3, waiting: 0, unlisted: 0,
                    released: 5),
            ],
            held: [
                .init(
                    name: "disables", id: "2819c223", entry: "uid=ada,ou=people,dc=acme,dc=example", change: "disable",
                    token: "entra", first: Date.sample - 5400, last: .sample, tries: 2)
            ])
    }
}

@Suite struct GuardTextTests {
    @Test func aReportReadsWell() {
        let expected = """
            Classes
              ! disables  60 of 25 or 2 %, whichever is more, within 1h
                  held for 1 hour 30 minutes, 2940 wait
              ! deletes   25 of 25 within 1h
                  refused by root (uid 0) for 1 hour, 3 wait
              creates     0 of 100 within 1h
                  gate opened by root (uid 0), for 40 more, until 2026-11-30 14:00:00 UTC
              renames     3 of 25 within 1h
                  5 let go and not come yet

            Held
              disables  uid=ada,ou=people,dc=acme,dc=example  disable  2x  first 1 hour 30 minutes ago  entra
            """
        let text = GuardText(.sample()).description
        #expect(text.hasPrefix(expected), "\(text)")
        #expect(text.contains("Entra ID tries again by itself, within a day"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= StatusText.width })
    }

    @Test func theStatusNamesWhatIsNotOpen() {
        var report = StatusReport.full
        report.guard = .sample()
        let text = StatusText(report).description
        #expect(text.contains("Guard\n  ! disables  held for 1 hour 30 minutes, 2940 wait\n"), "\(text)")
        report.guard = GuardReport(time: .sample, classes: [])
        #expect(StatusText(report).description.contains("Guard\n  off: no kind of change has a limit"))
    }

    @Test func anAnswerIsTheSameBehindTheSocket() throws {
        let report = GuardReport.sample()
        #expect(try ControlAnswer(line: ControlAnswer(guard: report).line).guard == report)
    }
}
