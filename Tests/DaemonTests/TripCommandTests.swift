import Encodings
import Foundation
import Safeguards
import Testing

@testable import Daemon

/// What is run and posted when a class is held.
@Suite(.timeLimit(.minutes(3))) struct TripCommandTests {
    private static let alarm = Guard.Alarm(
        guardClass: GuardClass(.disables), since: Timestamp(seconds: 1_800_000_000), counted: 60, allowed: 60)

    @Test func theProgramIsToldCountsAndNoName() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "guard-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await TripCommand(words: [
            "/bin/sh", "-c", #"env | grep GUARD_ | sort > "$0"; echo "$1" >> "$0""#, file, "$(id); x",
        ])
        .run(for: Self.alarm)
        #expect(
            try String(contentsOfFile: file, encoding: .utf8)
                == "GUARD_ALLOWED=60\nGUARD_CLASS=disables\nGUARD_COUNTED=60\nGUARD_SINCE=2027-01-15T08:00:00Z\n$(id); x\n"
        )
    }

    /// Why nobody was told.
    private static func fault(_ body: () async throws(TripFault) -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return error.description
        }
    }

    private static func fault(of words: String..., limit: Duration = .seconds(60)) async -> String? {
        await self.fault { () async throws(TripFault) in
            try await TripCommand(words: words, limit: limit).run(for: self.alarm)
        }
    }

    @Test func oneThatFailsOrHangsIsToldOf() async {
        #expect(await Self.fault(of: "/bin/false") == "/bin/false ended with 1")
        let late = await Self.fault(of: "/bin/sleep", "600", limit: .milliseconds(10))
        #expect(late?.contains("took longer than") == true)
        let missing = await Self.fault(of: "/nonexistent/alert")
        #expect(missing?.contains("/nonexistent/alert cannot be started") == true)
    }

    @Test func theWebhookGetsCountsAndNoName() async throws {
        let body = String(decoding: try TripWebhook.body(of: Self.alarm), as: UTF8.self)
        #expect(
            body
                == #"{"allowed":60,"class":"disables","counted":60,"event":"guard.held","since":"2027-01-15T08:00:00Z"}"#
        )
        // Port 9 of this machine: nobody is there.
        let fault = await Self.fault { () async throws(TripFault) in
            try await TripWebhook(url: "http://127.0.0.1:9/x").post(Self.alarm)
        }
        #expect(fault?.contains("the webhook was not reached") == true)
    }
}
