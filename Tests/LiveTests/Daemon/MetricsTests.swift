import Foundation
import Observability
import SCIM
import Sandbox
import Testing

/// What somebody scrapes of a daemon at work.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct MetricsTests {
    /// Runs a daemon with an address of its own for metrics.
    static func run(
        _ change: (inout Daemon.Settings) -> Void = { _ in },
        _ body: (Daemon, PrivateSlapd, _ port: Int) async throws -> Void
    ) async throws {
        let port = try #require(Loopback.freePort())
        try await Daemon.runConnected(
            {
                $0.sections = "metrics: { address: 127.0.0.1:\(port) }\n"
                change(&$0)
            }, people: 3
        ) { daemon, slapd in
            try await body(daemon, slapd, port)
        }
    }

    static let ada = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada.l","displayName":"Ada",
         "name":{"familyName":"Lovelace","givenName":"Ada"},"password":"s3cret-of-ada","nickName":"nobody-stores-this",
         "emails":[{"type":"work","value":"ada@acme.example"}]}
        """#

    @Test func tellsWhatHappened() async throws {
        try await Self.run { daemon, _, port in
            let created = try await daemon.call("POST", "/Users", body: Self.ada)
            #expect(created.status == 201, "\(created.text)")
            let id = try #require(created.body.object?["id"]?.string)
            #expect(try await daemon.call("POST", "/Users", body: Self.ada).status == 409)
            let patch =
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#
            #expect(try await daemon.call("PATCH", "/Users/\(id)", body: patch).status == 200)
            #expect(try await daemon.call("GET", "/Users/\(id)").status == 200)
            #expect(try await daemon.call("GET", "/Users", token: "unknown").status == 401)
            let (scrape, answer) = try await Scrape.of(port: port)
            #expect(answer.status == 200 && answer.headers["cache-control"] == "no-store")
            let values = scrape.values
            let requests = "starbridge_http_requests_total"
            #expect(values[requests + #"{route="/Users",method="POST",status="201"}"#] == 1)
            #expect(values[requests + #"{route="/Users",method="POST",status="409"}"#] == 1)
            #expect(values[requests + #"{route="/Users/{id}",method="PATCH",status="200"}"#] == 1)
            #expect(values[requests + #"{route="/Users/{id}",method="GET",status="200"}"#] == 1)
            #expect(values[requests + #"{route="other",method="GET",status="401"}"#] == 1)
            #expect(values[#"starbridge_effects_total{effect="create"}"#] == 1)
            #expect(values[#"starbridge_effects_total{effect="disable"}"#] == 1)
            #expect(values[#"starbridge_effects_total{effect="delete"}"#] == 0)
            #expect(values["starbridge_ignored_attributes_total"] ?? 0 >= 1)
            #expect(values[#"starbridge_ldap_operations_total{operation="add",result="success"}"#] == 1)
            #expect(values[#"starbridge_ldap_operations_total{operation="search",result="success"}"#] ?? 0 > 3)
            #expect(values[#"starbridge_ldap_operation_duration_seconds_count{operation="add"}"#] == 1)
            #expect(values["starbridge_ldap_operations_in_flight"] == 0)
            #expect(values["starbridge_ldap_connections"] ?? 0 >= 1)
            #expect(values[#"starbridge_directory_up{server="\#(daemon.settings.directory)"}"#] == 1)
            #expect(values[#"starbridge_health{state="ready"}"#] == 1)
            #expect(values["starbridge_generation"] == 1)
            #expect(values["starbridge_http_requests_in_flight"] == 0)
            let lastUse = values[#"starbridge_token_last_use_timestamp_seconds{token="entra"}"#] ?? 0
            #expect(abs(lastUse - Date().timeIntervalSince1970) < 60)
            #expect(abs((values["process_start_time_seconds"] ?? 0) - Date().timeIntervalSince1970) < 60)
            #expect(!scrape.text.contains(id) && !scrape.text.contains("s3cret"))
        }
    }

    @Test func aDirectoryThatIsAwayIsSeen() async throws {
        try await Self.run { daemon, slapd, port in
            await slapd.stop()
            try await daemon.notices.wait(for: "STATUS=the directory cannot be reached")
            let values = try await Scrape.of(port: port).scrape.values
            #expect(values[#"starbridge_directory_up{server="\#(daemon.settings.directory)"}"#] == 0)
            #expect(values[#"starbridge_health{state="degraded"}"#] == 1)
            #expect(try await Scrape.get("/readyz", port: port).body == ["status": "degraded"])
            #expect(try await Scrape.get("/livez", port: port).body == ["status": "alive"])
        }
    }

    @Test(.needsPromtool) func isWhatPrometheusReads() async throws {
        let promtool = try #require(Self.promtool)
        try await Self.run { daemon, _, port in
            _ = try await daemon.call("GET", "/Users")
            let text = try await Scrape.of(port: port).scrape.text
            let file = daemon.folder + "/scrape"
            try FileText.write(text, to: file)
            let (status, output) = try await Self.output(
                "/bin/sh", ["-c", "'\(promtool)' check metrics <'\(file)'"], log: daemon.folder + "/promtool.log")
            #expect(status == 0 && output.isEmpty, "\(output)")
        }
    }

    @Test func anAddressThatIsTakenIsSaid() async throws {
        try await Daemon.run { first in
            try await first.notices.wait(for: "READY=1")
            let address = "127.0.0.1:\(first.settings.port)"
            try await Daemon.run({ $0.sections = "metrics: { address: \"\(address)\" }" }) { second in
                #expect(await second.process.status() == 78)
                #expect(second.log.contains("metrics: \(address) cannot be opened: Address already in use"))
            }
        }
    }

    /// Prometheus' own tool, which Deploy/setup.sh takes out of Debian's package.
    static let promtool = ["/usr/local/bin/promtool", "/usr/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static func output(_ program: String, _ arguments: [String], log: String) async throws -> (Int32, String) {
        let status = try await ChildProcess.start(program, arguments, log: log).status()
        return (status, FileText.read(log))
    }
}
