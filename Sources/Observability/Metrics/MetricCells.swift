import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterCell: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Double { Double(self.count.load(ordering: .relaxed)) }

    func increment(by amount: Int64) {
        self.count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        self.count.store(0, ordering: .relaxed)
    }
}

/// A number that goes up and down.
final class GaugeCell: MeterHandler {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: self.bits.load(ordering: .relaxed)) }

    func set(_ value: Int64) {
        self.set(Double(value))
    }

    func set(_ value: Double) {
        self.bits.store(value.bitPattern, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        var known = self.bits.load(ordering: .relaxed)
        while true {
            let wanted = (Double(bitPattern: known) + amount).bitPattern
            let outcome = self.bits.weakCompareExchange(expected: known, desired: wanted, ordering: .relaxed)
            if outcome.exchanged { return }
            known = outcome.original
        }
    }

    func decrement(by amount: Double) {
        self.increment(by: -amount)
    }
}

/// How many durations lie below each of some bounds, and their sum.
///
/// A measurement is two additions; nobody waits for anybody.
final class HistogramCell: TimerHandler {
    /// The upper bounds of the buckets in nanoseconds, from half a millisecond to half a minute; what is longer lies in the last one.
    static let bounds: [Int64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 30_000_000_000,
    ]

    private let counts = InlineArray<16, Atomic<Int>> { _ in Atomic(0) }
    private let sum = Atomic<Int64>(0)

    func recordNanoseconds(_ duration: Int64) {
        var bucket = 0
        while bucket < Self.bounds.count, Self.bounds[bucket] < duration { bucket &+= 1 }
        self.counts[bucket].wrappingAdd(1, ordering: .relaxed)
        self.sum.wrappingAdd(max(0, duration), ordering: .relaxed)
    }

    /// How many measurements lie below each bound and, last, how many there are; and their sum in seconds.
    var reading: (cumulated: [Int], seconds: Double) {
        var total = 0
        let cumulated = (0...Self.bounds.count).map { bucket in
            total += self.counts[bucket].load(ordering: .relaxed)
            return total
        }
        return (cumulated, Double(self.sum.load(ordering: .relaxed)) / 1_000_000_000)
    }
}
