import LogLines
import Logging
import NIOCore
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

/// A front that keeps to limits.
@Suite struct LimitedFrontTests {
    private static func harness(_ change: (inout CallLimits) -> Void, logger: Logger? = nil) -> Harness {
        var limits = CallLimits()
        change(&limits)
        var harness = Harness()
        harness.limiter = CallLimiter(limits)
        if let logger { harness.logger = logger }
        return harness
    }

    @Test func aTokenThatIsTooFastGets429() async throws {
        let harness = Self.harness { ($0.rate, $0.burst) = (1, 2) }
        for _ in 0..<2 { #expect(try await harness.send(.GET, "/Users/7").status == .ok) }
        let response = try await harness.send(.GET, "/Users/7")
        #expect(try response.expectError(429).contains("limits.rate"))
        #expect(response.headers.first(name: "Retry-After") == "1")
        #expect(harness.limiter?.tally.counts[.rate]?.count == 1)
        #expect(harness.limiter?.load.inFlight == 0)
    }

    @Test func nobodyIsAnsweredBeyondTheQueue() async throws {
        let harness = Self.harness {
            ($0.inFlight, $0.inFlightPerToken, $0.queue) = (1, 1, 0)
        }
        let limiter = try #require(harness.limiter)
        try await limiter.enter("somebody")
        let response = try await harness.send(.GET, "/Users/7")
        #expect(try response.expectError(503).contains("limits.in_flight"))
        #expect(response.headers.first(name: "Retry-After") == "1")
        limiter.leave("somebody")
        #expect(try await harness.send(.GET, "/Users/7").status == .ok)
    }

    @Test func whoWaitsIsAnsweredWhenItIsItsTurn() async throws {
        let harness = Self.harness {
            ($0.inFlight, $0.inFlightPerToken, $0.queueTimeout) = (1, 1, .seconds(600))
        }
        let limiter = try #require(harness.limiter)
        try await limiter.enter("somebody")
        async let response = harness.send(.GET, "/Users/7")
        while limiter.load.queued == 0 { await Task.yield() }
        limiter.leave("somebody")
        #expect(try await response.status == .ok)
        #expect(limiter.load.inFlight == 0 && limiter.load.queued == 0)
    }

    @Test func whoWaitsTooLongIsTold() async throws {
        let harness = Self.harness {
            ($0.inFlight, $0.inFlightPerToken, $0.queueTimeout) = (1, 1, .milliseconds(20))
        }
        let limiter = try #require(harness.limiter)
        try await limiter.enter("somebody")
        #expect(try await harness.send(.GET, "/Users/7").status == .serviceUnavailable)
        #expect(limiter.load.queued == 0)
        limiter.leave("somebody")
    }

    @Test func manyCallsAtOnceAreAllAnsweredOnce() async throws {
        let harness = Self.harness {
            ($0.inFlight, $0.inFlightPerToken, $0.queue) = (2, 2, 1000)
            ($0.rate, $0.burst) = (100_000, 100_000)
        }
        let statuses = try await withThrowingTaskGroup(of: HTTPResponseStatus.self) { group in
            for _ in 0..<200 { group.addTask { try await harness.send(.GET, "/Users/7").status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count == 200 && statuses.allSatisfy { $0 == .ok })
        #expect(harness.limiter?.load.inFlight == 0 && harness.limiter?.load.queued == 0)
    }

    @Test func wrongTokensAreSlowedAndAGoodOneAlwaysPasses() async throws {
        let lines = LogLines()
        let harness = Self.harness({ $0.failedAttempts = 3 }, logger: lines.logger)
        let wrong: HTTPHeaders = ["Authorization": "Bearer wrong"]
        for _ in 0..<3 { #expect(try await harness.send(.GET, "/Users/7", headers: wrong).status == .unauthorized) }
        for _ in 0..<20 {
            let response = try await harness.send(.GET, "/Users/7", headers: wrong)
            #expect(try response.expectError(429).contains("without a good token"))
            #expect(response.headers.first(name: "Retry-After") == "20")
            #expect(try await harness.send(.GET, "/Users/7").status == .ok)
        }
        #expect(lines.all.count { $0.message == "A call was refused." } == 3)
        #expect(lines.all.count { $0.message.contains("faster than they are logged") } == 1)
        #expect(harness.limiter?.tally.counts[.failedAttempts]?.count == 20)
    }
}
