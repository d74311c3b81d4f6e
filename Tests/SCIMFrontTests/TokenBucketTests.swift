import NIOCore
import Testing

@testable import SCIMFront

@Suite struct TokenBucketTests {
    typealias Instant = NIODeadline

    static func at(_ milliseconds: Int64) -> Instant { .uptimeNanoseconds(1_000_000_000) + .milliseconds(milliseconds) }

    @Test func aBurstPassesAtOnceAndThenTheRate() {
        let rate = TokenBucket.Rate(10, burst: 3)
        var bucket = TokenBucket()
        for _ in 0..<3 { #expect(bucket.take(rate, at: Self.at(0)) == nil) }
        #expect(bucket.take(rate, at: Self.at(0)) == .milliseconds(100))
        #expect(bucket.take(rate, at: Self.at(60)) == .milliseconds(40))
        #expect(bucket.take(rate, at: Self.at(100)) == nil)
        #expect(bucket.take(rate, at: Self.at(100)) == .milliseconds(100))
    }

    @Test func aPauseFillsItUpToItsBurstAndNotFurther() {
        let rate = TokenBucket.Rate(10, burst: 3)
        var bucket = TokenBucket()
        #expect(bucket.take(rate, at: Self.at(0)) == nil && !bucket.isFull(at: Self.at(99)))
        #expect(bucket.isFull(at: Self.at(100)))
        let later = Self.at(3_600_000)
        #expect((0..<10).count { _ in bucket.take(rate, at: later) == nil } == 3)
    }

    /// Whatever the calls are like: in no time more pass than the rate and the burst allow, and whoever waits as told passes.
    @Test(arguments: 0..<40) func neverLetsMoreThroughThanItsRate(seed: UInt64) {
        var numbers = Numbers(seed: seed)
        let (count, burst) = (Int.random(in: 1...200, using: &numbers), Int.random(in: 1...50, using: &numbers))
        let rate = TokenBucket.Rate(count, burst: burst)
        var bucket = TokenBucket()
        var (now, passed) = (Int64(0), [Int64]())
        for _ in 0..<500 {
            now += Int64.random(in: 0...30_000_000, using: &numbers)
            let instant = Self.at(0) + .nanoseconds(now)
            guard let wait = bucket.take(rate, at: instant) else {
                passed.append(now)
                continue
            }
            var copy = bucket
            #expect(wait > .zero && copy.take(rate, at: instant + wait) == nil)
            copy = bucket
            #expect(copy.take(rate, at: instant + wait - .nanoseconds(1)) != nil)
        }
        for (index, first) in passed.enumerated() where index % 7 == 0 {
            for (offset, last) in passed[index...].enumerated() {
                let allowed = Double(burst) + Double(last - first) / 1e9 * Double(count) + 1e-6
                #expect(Double(offset + 1) <= allowed)
            }
        }
    }
}

/// Numbers that are the same in every run.
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
