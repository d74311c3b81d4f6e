import LocalIssuer
import SCIM
import Testing

@testable import Authentication

/// A dialogue without clock and network; times are in milliseconds.
@Suite struct KeyCacheTests {
    private static func keys(_ names: String...) async throws -> KeySet {
        let key = try await SigningKey.all.value[0]
        let members = try names.map { try key.published(["kid": .string($0)]) }
        return try await KeySet(SigningKey.set(members), of: TrustedIssuer(tenant: EntraScene.tenant))
    }

    private static func word(_ finding: KeyCache.Finding) -> String {
        switch finding {
        case .key: "key"
        case .wait: "wait"
        case .unknown: "unknown"
        case .away(let reason): "away: \(reason)"
        }
    }

    @Test func fetchesAtFirstAndEveryHour() async throws {
        var cache = KeyCache()
        #expect(cache.isDue(at: 0) && Self.word(cache.find("a", at: 0)) == "wait")
        cache.begin(at: 0)
        #expect(!cache.isDue(at: 1) && Self.word(cache.find("a", at: 1)) == "wait")
        cache.receive(try await Self.keys("a"), at: 2)
        #expect(Self.word(cache.find("a", at: 3)) == "key")
        #expect(!cache.isDue(at: 3_599_999) && cache.isDue(at: 3_600_000))
        // A clock that was put back by years does not keep old keys alive.
        #expect(cache.isDue(at: -1_000_000_000))
    }

    @Test func looksForAnUnknownKeyAtMostTwiceAMinute() async throws {
        var cache = KeyCache()
        cache.begin(at: 0)
        cache.receive(try await Self.keys("a"), at: 0)
        #expect(Self.word(cache.find("b", at: 29_999)) == "unknown")
        #expect(Self.word(cache.find("b", at: 30_000)) == "wait")
        cache.begin(at: 30_000)
        cache.receive(try await Self.keys("a", "b"), at: 30_001)
        #expect(Self.word(cache.find("b", at: 30_002)) == "key")
        #expect(Self.word(cache.find("c", at: 30_002)) == "unknown")
    }

    @Test func triesAgainLaterAndLater() {
        var cache = KeyCache()
        var time: Int64 = 0
        var delays: [Int64] = []
        for _ in 0..<8 {
            cache.begin(at: time)
            cache.fail(KeyFault("x"))
            let began = time
            #expect(Self.word(cache.find("a", at: time)) == "away: x")
            while !cache.isDue(at: time) { time += 1000 }
            delays.append((time - began) / 1000)
        }
        #expect(delays == [10, 20, 40, 80, 160, 300, 300, 300])
    }

    @Test func oldKeysAreGoodForADay() async throws {
        var cache = KeyCache()
        cache.begin(at: 0)
        cache.receive(try await Self.keys("a"), at: 0)
        cache.begin(at: 86_390_000)
        cache.fail(KeyFault("x"))
        #expect(Self.word(cache.find("a", at: 86_399_999)) == "key")
        #expect(Self.word(cache.find("b", at: 86_399_999)) == "away: x")
        #expect(Self.word(cache.find("a", at: 86_400_000)) == "wait")
        cache.begin(at: 86_400_000)
        cache.fail(KeyFault("y"))
        #expect(Self.word(cache.find("a", at: 86_400_001)) == "away: y")
        #expect(!cache.standing(at: 86_400_001).areUsable && cache.standing(at: 1).areUsable)
    }
}
