public import CoreMetrics
import Synchronization

/// Keeps what the program counts, for whoever scrapes it; the back end of swift-metrics.
///
/// It keeps what ``MetricFamily/all`` declares, and of each family no more than ``maximumSeries`` series: what comes from clients
/// cannot fill the memory. Counting takes no lock; making a series does.
public final class MetricsRegistry: MetricsFactory {
    /// How many series of one family are kept; what comes later is not counted.
    public static let maximumSeries = 1000

    /// One series, by its labels as they are written.
    enum Cell: Sendable {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }

    private struct State {
        var series: [String: [String: Cell]] = [:]
        var readers: [String: @Sendable () -> [MetricSample]] = [:]
    }

    private static let families = Dictionary(uniqueKeysWithValues: MetricFamily.all.map { ($0.name, $0) })

    private let state = Mutex(State())

    /// Creates a registry that has counted nothing.
    public init() {}

    /// Has values read when somebody scrapes, in the place of what was read under the same name before.
    public func read(_ name: String, _ samples: @escaping @Sendable () -> [MetricSample]) {
        self.state.withLock { $0.readers[name] = samples }
    }

    /// What is known of each family now, in the order of ``MetricFamily/all``.
    func reading() -> [(family: MetricFamily, samples: [MetricSample])] {
        let (series, readers) = self.state.withLock { ($0.series, $0.readers) }
        let read = Dictionary(grouping: readers.values.flatMap { $0() } + ProcessReading.samples(), by: \.name)
        return MetricFamily.all.map { family in
            let kept = (series[family.name] ?? [:]).sorted { $0.key < $1.key }
                .flatMap { labels, cell in cell.samples(of: family.name, labels) }
            return (family, kept + (read[family.name] ?? []))
        }
    }

    private func cell<Found>(
        _ name: String, _ kind: MetricFamily.Kind, _ labels: [(String, String)], new: (Found) -> Cell,
        make: () -> Found, known: (Cell) -> Found?
    ) -> Found? {
        guard Self.families[name]?.kind == kind else { return nil }
        let key = MetricSample.text(of: labels)
        return self.state.withLock { state in
            if let cell = state.series[name]?[key] { return known(cell) }
            guard state.series[name]?.count ?? 0 < Self.maximumSeries else { return nil }
            let made = make()
            state.series[name, default: [:]][key] = new(made)
            return made
        }
    }
}

// MARK: - The factory

extension MetricsRegistry {
    /// Returns the counter of these labels.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.cell(label, .counter, dimensions, new: Cell.counter, make: CounterCell.init) {
            if case .counter(let cell) = $0 { cell } else { nil }
        } ?? NOOPMetricsHandler.instance
    }

    /// Returns the gauge of these labels.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.cell(label, .gauge, dimensions, new: Cell.gauge, make: GaugeCell.init) {
            if case .gauge(let cell) = $0 { cell } else { nil }
        } ?? NOOPMetricsHandler.instance
    }

    /// Returns the histogram of these labels.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.cell(label, .histogram, dimensions, new: Cell.histogram, make: HistogramCell.init) {
            if case .histogram(let cell) = $0 { cell } else { nil }
        } ?? NOOPMetricsHandler.instance
    }

    /// No metric is a recorder.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    /// A series stays.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// A series stays.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// A series stays.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// A series stays.
    public func destroyTimer(_ handler: any TimerHandler) {}
}

extension MetricsRegistry.Cell {
    fileprivate func samples(of name: String, _ labels: String) -> [MetricSample] {
        switch self {
        case .counter(let cell): [MetricSample(name, labels: labels, cell.value)]
        case .gauge(let cell): [MetricSample(name, labels: labels, cell.value)]
        case .histogram(let cell): cell.samples(of: name, labels)
        }
    }
}

extension HistogramCell {
    fileprivate func samples(of name: String, _ labels: String) -> [MetricSample] {
        let (cumulated, seconds) = self.reading
        let bounds = Self.bounds.map { "\(Double($0) / 1_000_000_000)" } + ["+Inf"]
        let buckets = zip(bounds, cumulated).map { bound, count in
            let all = (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\""
            return MetricSample(name + "_bucket", labels: all, Double(count))
        }
        return buckets + [
            MetricSample(name + "_sum", labels: labels, seconds),
            MetricSample(name + "_count", labels: labels, Double(cumulated.last ?? 0)),
        ]
    }
}
