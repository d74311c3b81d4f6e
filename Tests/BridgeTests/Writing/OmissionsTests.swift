import SCIM
import Testing

@testable import Bridge

@Suite struct OmissionsTests {
    private static func ignore(
        _ names: [String], in omissions: Omissions, at now: ContinuousClock.Instant = .now
    ) -> [String] {
        omissions.ignore(names.map { AttributePath(attribute: $0) }, at: now, name: \.description)
    }

    @Test func tellsEachAttributeOnceADay() {
        let omissions = Omissions()
        let start = ContinuousClock.now
        #expect(Self.ignore(["a", "b"], in: omissions, at: start) == ["a", "b"])
        #expect(Self.ignore(["a", "c"], in: omissions, at: start + .seconds(3600)) == ["c"])
        #expect(Self.ignore(["a"], in: omissions, at: start + .seconds(86399)) == [])
        #expect(Self.ignore(["a", "c"], in: omissions, at: start + .seconds(86400)) == ["a"])
        #expect(omissions.counts["a"] == Omissions.Count(ignored: 4))
        #expect(omissions.counts["b"] == Omissions.Count(ignored: 1))
    }

    @Test func namesAnAttributeOnceADay() {
        let omissions = Omissions()
        var named = 0
        for _ in 0..<3 {
            _ = omissions.ignore([AttributePath(attribute: "a")]) { path in
                named += 1
                return path.description
            }
        }
        #expect(named == 1)
    }

    @Test func countsWhatIsLeftOut() {
        let omissions = Omissions()
        omissions.leaveOut(["a", "b", "a"])
        _ = Self.ignore(["a"], in: omissions)
        #expect(omissions.counts["a"] == Omissions.Count(ignored: 1, leftOut: 2))
        #expect(omissions.counts["b"] == Omissions.Count(leftOut: 1))
    }

    @Test func remembersSoManyNames() {
        let omissions = Omissions()
        for number in 0..<2000 { _ = Self.ignore(["a\(number)"], in: omissions) }
        #expect(omissions.counts.count == 1001)
        #expect(omissions.counts["others"]?.ignored == 1000)
        #expect(Self.ignore(["a0", "b"], in: omissions) == [])
        omissions.leaveOut(["c"])
        #expect(omissions.counts["others"] == Omissions.Count(ignored: 1001, leftOut: 1))
    }
}
