import Encodings
import NIOCore
import Testing

@testable import SCIMFront

@Suite struct AttemptTableTests {
    private static let now = TokenBucketTests.at(0)

    @Test func afterSomeAttemptsTheRestAreTooMany() {
        var table = AttemptTable(perMinute: 3)
        for _ in 0..<3 { #expect(table.failed(IPAddress("192.0.2.7"), at: Self.now) == .usual) }
        #expect(table.failed(IPAddress("192.0.2.7"), at: Self.now) == .tooMany(wait: .seconds(20), untold: 1))
        #expect(table.failed(IPAddress("192.0.2.8"), at: Self.now) == .usual)
        #expect(table.failed(IPAddress("192.0.2.7"), at: TokenBucketTests.at(20_000)) == .usual)
    }

    @Test func itIsToldOnceAMinuteHowManyThereWere() {
        var table = AttemptTable(perMinute: 1)
        let address = IPAddress("192.0.2.7")
        #expect(table.failed(address, at: Self.now) == .usual)
        var told: [Int] = []
        for second in 1..<180 {
            if case .tooMany(_, let untold?) = table.failed(address, at: TokenBucketTests.at(Int64(second) * 300)) {
                told.append(untold)
            }
        }
        #expect(told == [1])
        #expect(table.failed(address, at: TokenBucketTests.at(60_000)) == .usual)
        #expect(
            table.failed(address, at: TokenBucketTests.at(60_301)) == .tooMany(wait: .milliseconds(59_699), untold: 179)
        )
    }

    @Test func aNetworkOfVersion6IsOneClient() {
        var table = AttemptTable(perMinute: 2)
        let results = (1...4).map { table.failed(IPAddress("2001:db8:1:2::\($0)"), at: Self.now) == .usual }
        #expect(results == [true, true, false, false])
        #expect(table.failed(IPAddress("2001:db8:1:3::1"), at: Self.now) == .usual)
    }

    @Test func theTableIsBoundedAndKeepsThoseThatGoOn() {
        var table = AttemptTable(perMinute: 2, capacity: 100)
        let attacker = IPAddress("192.0.2.7")
        for number in 0..<10_000 {
            let now = TokenBucketTests.at(Int64(number))
            _ = table.failed(attacker, at: now)
            _ = table.failed(IPAddress(network: UInt64(number + 1) << 32, host: 1), at: now)
            #expect(table.count <= 101)
        }
        let verdict = table.failed(attacker, at: TokenBucketTests.at(10_000))
        #expect(verdict != .usual)
    }
}
