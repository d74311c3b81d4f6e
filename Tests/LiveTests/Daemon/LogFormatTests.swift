import Foundation
import Sandbox
import SCIM
import Testing

/// The forms of the log, what never stands in it, and what becomes of a daemon whose log nobody takes.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LogFormatTests {
    private static let secrets = ["s3cret-of-ada", Daemon.token, "starbridge-secret", "s3cret-of-nobody"]

    /// Calls that bring secrets in all places where there are some.
    private static func callWithSecrets(_ daemon: Daemon) async throws {
        let created = try await daemon.call("POST", "/Users", body: MetricsTests.ada)
        #expect(created.status == 201, "\(created.text)")
        let id = created.body.object?["id"]?.string ?? ""
        let patch =
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"password","value":"s3cret-of-ada-2"}]}"#
        #expect(try await daemon.call("PATCH", "/Users/\(id)", body: patch).status == 200)
        #expect(try await daemon.call("GET", "/Users", token: "s3cret-of-nobody").status == 401)
        #expect(
            try await daemon.call("POST", "/Users", body: #"{"userName":"x","password":"s3cret-of-ada"#).status == 400)
    }

    @Test(arguments: ["line", "json"]) func secretsAreNeverLogged(format: String) async throws {
        try await Daemon.runConnected(
            {
                $0.logLevel = "trace"
                $0.sections = "log: { format: \(format) }"
            }, people: 1
        ) { daemon, _ in
            try await Self.callWithSecrets(daemon)
            #expect(await daemon.end() == 0)
            for secret in Self.secrets { #expect(!daemon.log.contains(secret), "\(daemon.log)") }
            // At this level it holds all that is asked of the directory, and what is written, but for secrets.
            #expect(daemon.log.contains("The directory was searched.") && daemon.log.contains("changetype: add"))
            #expect(daemon.log.contains("ada.l"))
        }
    }

    @Test func valuesAreLoggedAtDebugAlone() async throws {
        try await Daemon.runConnected(people: 1) { daemon, _ in
            try await Self.callWithSecrets(daemon)
            #expect(await daemon.end() == 0)
            #expect(!daemon.log.contains("Lovelace") && !daemon.log.contains("The directory was searched."))
        }
    }

    @Test func everyLineIsJSON() async throws {
        try await Daemon.runConnected({ $0.sections = "log: { format: json }" }, people: 1) { daemon, _ in
            let connection = try RawConnection(port: daemon.settings.port)
            try connection.send(
                Daemon.request(
                    "POST", "/Users", body: MetricsTests.ada, headers: "X-Request-ID: r-1",
                    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
            #expect(try await connection.answer().status == 201)
            #expect(await daemon.end() == 0)
            let events = try daemon.log.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
            }
            let call = try #require(events.first { $0["message"] as? String == "A call was answered." })
            #expect(call["level"] as? String == "info" && call["request_id"] as? String == "r-1")
            #expect(call["status"] as? Int == 201 && call["effect"] as? String == "create")
            #expect(call["trace_id"] as? String == "0af7651916cd43dd8448eb211c80319c")
            #expect((call["attributes"] as? [String])?.contains("sn") == true)
            let (whole, directory) = (call["duration_us"] as? Int ?? 0, call["directory_us"] as? Int ?? 0)
            #expect(directory > 0 && whole >= directory && call["ldap_operations"] as? Int ?? 0 >= 2)
        }
    }

    /// A full disk, nobody at the other end, and nothing at all: a log that cannot be written is no reason to stop.
    @Test(arguments: [
        #"exec "$@" 2>/dev/full"#, #"exec "$@" 2> >(exec true)"#, #"exec "$@" 2>&-"#, #"exec "$@" <&- >&- 2>&-"#,
    ])
    func aLogThatNobodyTakesEndsNothing(redirection: String) async throws {
        try await MetricsTests.run({ $0.launcher = ["/bin/bash", "-c", redirection, "bash"] }) { daemon, _, port in
            for _ in 0..<20 { #expect(try await daemon.call("GET", "/Users").status == 200) }
            let lost = try await Scrape.of(port: port).scrape.values["starbridge_log_events_lost_total"]
            #expect((lost ?? 0 >= 20) == !redirection.contains("2>&-"), "\(lost ?? -1)")
            #expect(await daemon.end() == 0)
        }
    }
}
