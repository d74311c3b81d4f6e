import CoreMetrics
import Glibc
import Testing

@testable import Observability

@Suite struct MetricsTextTests {
    private func lines(_ registry: MetricsRegistry, _ name: String, as form: MetricsText.Form = .prometheus) -> [String]
    {
        MetricsText(registry, as: form).text.split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix(name) || $0.hasPrefix("# HELP \(name)") || $0.hasPrefix("# TYPE \(name)") }
    }

    /// The same without what is said of the family.
    private func samples(_ registry: MetricsRegistry, _ name: String) -> [String] {
        self.lines(registry, name).filter { !$0.hasPrefix("#") }
    }

    @Test func writesWhatWasCounted() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "starbridge_lost_races_total", factory: registry)
        counter.increment()
        counter.increment(by: 2)
        // The same series, whoever makes it.
        Counter(label: "starbridge_lost_races_total", factory: registry).increment()
        #expect(
            self.lines(registry, "starbridge_lost_races") == [
                "# HELP starbridge_lost_races_total Writes that were planned anew because another writer came first.",
                "# TYPE starbridge_lost_races_total counter", "starbridge_lost_races_total 4",
            ])
    }

    @Test func namesCountersAsOpenMetricsDoes() {
        let registry = MetricsRegistry()
        Counter(label: "starbridge_lost_races_total", factory: registry).increment()
        #expect(
            self.lines(registry, "starbridge_lost_races", as: .openMetrics) == [
                "# HELP starbridge_lost_races Writes that were planned anew because another writer came first.",
                "# TYPE starbridge_lost_races counter", "starbridge_lost_races_total 1",
            ])
        #expect(MetricsText(registry, as: .openMetrics).text.hasSuffix("\n# EOF\n"))
        #expect(!MetricsText(registry).text.contains("# EOF"))
    }

    @Test func gaugesGoUpAndDown() {
        let registry = MetricsRegistry()
        let gauge = Meter(label: "starbridge_http_requests_in_flight", factory: registry)
        gauge.increment(by: 3)
        gauge.decrement()
        gauge.increment(by: 0.5)
        #expect(
            self.lines(registry, "starbridge_http_requests_in_flight").last == "starbridge_http_requests_in_flight 2.5")
        gauge.set(7)
        #expect(
            self.lines(registry, "starbridge_http_requests_in_flight").last == "starbridge_http_requests_in_flight 7")
    }

    @Test(arguments: [
        (Int64(0), "0.0005"), (500_000, "0.0005"), (500_001, "0.001"), (30_000_000_000, "30.0"),
        (30_000_000_001, "+Inf"), (-5, "0.0005"),
    ])
    func bucketsHoldWhatIsNotLonger(nanoseconds: Int64, bucket: String) {
        let registry = MetricsRegistry()
        let timer = Timer(
            label: "starbridge_ldap_operation_duration_seconds", dimensions: [("operation", "search")],
            factory: registry)
        timer.recordNanoseconds(nanoseconds)
        let buckets = self.lines(registry, "starbridge_ldap_operation_duration_seconds_bucket")
        #expect(buckets.count == 16)
        let first = buckets.first { $0.hasSuffix(" 1") } ?? ""
        #expect(first.contains("{operation=\"search\",le=\"\(bucket)\"}"), "\(first)")
        #expect(buckets.drop { $0.hasSuffix(" 0") }.allSatisfy { $0.hasSuffix(" 1") })
        let count = "starbridge_ldap_operation_duration_seconds_count{operation=\"search\"} 1"
        #expect(self.lines(registry, "starbridge_ldap_operation_duration_seconds_count") == [count])
        let sum = self.lines(registry, "starbridge_ldap_operation_duration_seconds_sum").first ?? ""
        #expect(sum.split(separator: " ").last.flatMap { Double($0) } == max(0, Double(nanoseconds) / 1_000_000_000))
    }

    @Test func escapesLabels() {
        let registry = MetricsRegistry()
        registry.read("tokens") {
            [MetricSample("starbridge_token_expiry_timestamp_seconds", ["token": "a\"b\\c\nd"], 1_800_000_000)]
        }
        #expect(
            self.lines(registry, "starbridge_token_expiry_timestamp_seconds").last
                == #"starbridge_token_expiry_timestamp_seconds{token="a\"b\\c\nd"} 1800000000"#)
    }

    @Test func readsAnewAtEachScrapeAndForgetsFormerReaders() {
        let registry = MetricsRegistry()
        registry.read("a") { [MetricSample("starbridge_generation", 1)] }
        registry.read("a") { [MetricSample("starbridge_generation", 2)] }
        #expect(self.samples(registry, "starbridge_generation ") == ["starbridge_generation 2"])
    }

    @Test func keepsNothingThatIsNotDeclared() {
        let registry = MetricsRegistry()
        Counter(label: "something_else_total", factory: registry).increment()
        Meter(label: "starbridge_lost_races_total", factory: registry).set(5)
        Recorder(label: "starbridge_generation", dimensions: [], aggregate: true, factory: registry).record(5)
        #expect(!MetricsText(registry).text.contains("something_else"))
        #expect(self.samples(registry, "starbridge_lost_races_total ").isEmpty)
    }

    @Test func seriesAreBounded() {
        let registry = MetricsRegistry()
        for number in 0..<(MetricsRegistry.maximumSeries + 50) {
            Counter(
                label: "starbridge_left_out_values_total", dimensions: [("reason", "\(number)")], factory: registry
            ).increment()
        }
        let count = self.lines(registry, "starbridge_left_out_values_total{").count
        #expect(count == MetricsRegistry.maximumSeries)
    }

    @Test func countsFromAllThreads() async {
        let registry = MetricsRegistry()
        let counter = Counter(label: "starbridge_lost_races_total", factory: registry)
        let gauge = Meter(label: "starbridge_http_requests_in_flight", factory: registry)
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        gauge.increment()
                    }
                }
            }
        }
        #expect(self.samples(registry, "starbridge_lost_races_total ") == ["starbridge_lost_races_total 80000"])
        #expect(
            self.samples(registry, "starbridge_http_requests_in_flight ")
                == ["starbridge_http_requests_in_flight 80000"])
    }

    @Test func tellsOfTheProcess() {
        let text = MetricsText(MetricsRegistry()).text
        func value(_ name: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap {
                Double($0.split(separator: " ")[1])
            }
        }
        #expect(value("process_resident_memory_bytes") ?? 0 > 1_000_000)
        #expect(value("process_cpu_seconds_total") ?? 0 > 0)
        #expect(value("process_open_fds") ?? 0 >= 3)
        #expect(value("process_max_fds") ?? 0 >= value("process_open_fds") ?? 0)
        #expect(abs((value("process_start_time_seconds") ?? 0) - Double(time(nil))) < 24 * 3600)
    }

    /// What whoever scrapes relies on (Prometheus' and OpenMetrics' conventions).
    @Test(arguments: MetricFamily.all) func namesFollowTheConventions(family: MetricFamily) {
        #expect(family.name.wholeMatch(of: /(starbridge|process)_[a-z_]+[a-z]/) != nil)
        #expect((family.kind == .counter) == family.name.hasSuffix("_total"))
        #expect(family.kind != .histogram || family.name.hasSuffix("_seconds"))
        #expect(family.help.hasSuffix(".") && !family.help.contains("\n"))
        #expect(family.labels.allSatisfy { $0.wholeMatch(of: /[a-z_]+/) != nil && $0 != "le" })
    }

    @Test func namesAreUnique() {
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
    }

    @Test(
        arguments: [
            (nil, MetricsText.Form.prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
            ("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", .openMetrics),
        ] as [(String?, MetricsText.Form)])
    func takesTheFormThatIsAskedFor(accept: String?, form: MetricsText.Form) {
        #expect(MetricsText.Form(accept: accept) == form)
    }
}
