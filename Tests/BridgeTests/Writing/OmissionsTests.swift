import Testing

@testable import Bridge

@Suite struct OmissionsTests {
    @Test func tellsEachAttributeOnceADay() {
        let omissions = Omissions()
        let start = ContinuousClock.now
        #expect(omissions.ignore(["a", "b"], at: start) == ["a", "b"])
        #expect(omissions.ignore(["a", "c"], at: start + .seconds(3600)) == ["c"])
        #expect(omissions.ignore(["a"], at: start + .seconds(86399)) == [])
        #expect(omissions.ignore(["a", "c"], at: start + .seconds(86400)) == ["a"])
        #expect(omissions.counts["a"] == Omissions.Count(ignored: 4))
        #expect(omissions.counts["b"] == Omissions.Count(ignored: 1))
    }

    @Test func countsWhatIsLeftOut() {
        let omissions = Omissions()
        omissions.leaveOut(["a", "b", "a"])
        _ = omissions.ignore(["a"])
        #expect(omissions.counts["a"] == Omissions.Count(ignored: 1, leftOut: 2))
        #expect(omissions.counts["b"] == Omissions.Count(leftOut: 1))
    }

    @Test func remembersSoManyNames() {
        let omissions = Omissions()
        for number in 0..<2000 { _ = omissions.ignore(["a\(number)"]) }
        #expect(omissions.counts.count == 1001)
        #expect(omissions.counts["others"]?.ignored == 1000)
        #expect(omissions.ignore(["a0", "b"]) == [])
    }
}
