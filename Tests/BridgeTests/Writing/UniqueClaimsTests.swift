import LDAP
import SCIM
import Synchronization
import Testing

@testable import Bridge

@Suite struct UniqueClaimsTests {
    private static let ada = AttributeValueAssertion(attribute: "uid", value: "ada")
    private static let grace = AttributeValueAssertion(attribute: "uid", value: "grace")
    private static var late: ContinuousClock.Instant { .now + .seconds(60) }

    @Test func oneAtATimeHoldsAValue() async throws {
        let claims = UniqueClaims()
        let holders = Holders()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                let values: Set = number % 2 == 0 ? [Self.ada, Self.grace] : [Self.grace]
                group.addTask {
                    try await claims.take(values, until: Self.late)
                    holders.come()
                    await Task.yield()
                    holders.go()
                    claims.release(values)
                }
            }
            try await group.waitForAll()
        }
        #expect(holders.most == 1)
        #expect(holders.all == 100)
    }

    @Test func whoLeavesTheLineHoldsNothing() async throws {
        let claims = UniqueClaims()
        try await claims.take([Self.grace], until: Self.late)
        let leaver = Task { try await claims.take([Self.ada, Self.grace], until: Self.late) }
        let patient = Task { try await claims.take([Self.grace], until: Self.late) }
        leaver.cancel()
        await #expect(throws: SCIMError.self) { try await leaver.value }
        try await claims.take([Self.ada], until: Self.late)
        claims.release([Self.grace])
        try await patient.value
    }

    @Test func nobodyWaitsBeyondTheDeadline() async throws {
        let claims = UniqueClaims()
        try await claims.take([Self.grace], until: Self.late)
        let start = ContinuousClock.now
        let error = await #expect(throws: SCIMError.self) {
            try await claims.take([Self.ada, Self.grace], until: .now + .milliseconds(100))
        }
        #expect(error?.status == 503)
        #expect(error?.retryAfter == 1)
        #expect(error?.detail.contains("the same uid") == true)
        #expect(.now - start >= .milliseconds(100))
        // What it had taken is free again, and it stands in nobody's way.
        try await claims.take([Self.ada], until: .now)
        claims.release([Self.grace])
        try await claims.take([Self.grace], until: .now)
    }

    @Test func otherValuesWaitForNobody() async throws {
        let claims = UniqueClaims()
        try await claims.take([Self.ada], until: Self.late)
        let others: Set = [Self.grace, AttributeValueAssertion(attribute: "mail", value: "ada")]
        try await claims.take(others, until: .now)
        try await claims.take([], until: .now)
    }
}

private final class Holders: Sendable {
    private let counts = Mutex((now: 0, most: 0, all: 0))

    var most: Int { self.counts.withLock { $0.most } }
    var all: Int { self.counts.withLock { $0.all } }

    func come() {
        self.counts.withLock {
            $0.now += 1
            $0.all += 1
            $0.most = max($0.most, $0.now)
        }
    }

    func go() { self.counts.withLock { $0.now -= 1 } }
}
