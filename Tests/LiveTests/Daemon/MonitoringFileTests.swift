import Foundation
import Observability
import Sandbox
import Testing

/// The dashboard and the alert rules of `Deploy/monitoring`, held against what a daemon tells.
@Suite(.timeLimit(.minutes(3))) struct MonitoringFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Deploy/monitoring").standardized.path

    /// What a daemon tells of only where there is such a thing: TLS, tokens that end, requests that cannot be read, values left out.
    private static let occasional: Set = [
        "starbridge_certificate_expiry_timestamp_seconds", "starbridge_token_expiry_timestamp_seconds",
        "starbridge_http_unreadable_requests_total", "starbridge_left_out_values_total",
    ]

    /// The queries of all panels, and those of the annotations.
    private static func queries() throws -> [String] {
        let data = try Data(contentsOf: URL(filePath: self.folder + "/dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        let targets = panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }
        let annotations = (dashboard["annotations"] as? [String: Any])?["list"] as? [[String: Any]] ?? []
        return (targets + annotations).compactMap { $0["expr"] as? String }
    }

    private static func names(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(?:starbridge|process)_[a-z_]+/).map { String($0.0) })
    }

    @Test(.needsSlapd) func nameOnlyMetricsThatThereAre() async throws {
        let rules = FileText.read(Self.folder + "/alerts.yml")
        let wanted = Self.names(in: try Self.queries().joined(separator: "\n")).union(Self.names(in: rules))
        #expect(wanted.count > 25)
        try await MetricsTests.run { daemon, _, port in
            _ = try await daemon.call("GET", "/Users")
            let scrape = try await Scrape.of(port: port).scrape
            let unknown = wanted.filter { !scrape.names.contains($0) && !Self.occasional.contains($0) }
            #expect(unknown.isEmpty)
            #expect(Self.occasional.allSatisfy { scrape.kinds[$0] != nil })
            // And nothing is told that no panel shows.
            let shown = Self.names(in: try Self.queries().joined(separator: "\n"))
            let unseen = scrape.kinds.keys.filter { name in !shown.contains { $0.hasPrefix(name) } }
            #expect(Set(unseen).isSubset(of: ["process_start_time_seconds", "starbridge_generation"]), "\(unseen)")
        }
    }

    @Test(.needsPromtool) func areWhatPrometheusReads() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let promtool = try #require(MetricsTests.promtool)
        let queries = try Self.queries().map {
            $0.replacing("$__rate_interval", with: "5m").replacing("$instance", with: ".*")
        }
        let records = queries.enumerated().map { "      - record: panel:number\($0)\n        expr: |\n          \($1)" }
        try FileText.write(
            "groups:\n  - name: panels\n    rules:\n" + records.joined(separator: "\n") + "\n",
            to: folder.path + "/panels.yml")
        for arguments in [
            ["check", "rules", folder.path + "/panels.yml"], ["check", "rules", Self.folder + "/alerts.yml"],
            ["test", "rules", Self.folder + "/alerts.test.yml"],
        ] {
            let (status, output) = try await MetricsTests.output(promtool, arguments, log: folder.path + "/log")
            #expect(status == 0, "\(output)")
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Prometheus' tool, which Deploy/setup.sh takes from Debian's package.
    static var needsPromtool: Self { .enabled(if: MetricsTests.promtool != nil, "promtool is not installed") }
}
