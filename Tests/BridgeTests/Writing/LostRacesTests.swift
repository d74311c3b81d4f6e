import Testing

@testable import Bridge

@Suite struct LostRacesTests {
    @Test(arguments: [(0, 0), (1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 320), (100, 320)])
    func waitsLongerWithEveryLoss(races: Int, most: Int) {
        var lost = LostRaces()
        for _ in 0..<races { lost.add() }
        #expect(lost.delay(jitter: 1) == .milliseconds(most))
        #expect(lost.delay(jitter: 0) == .zero)
        #expect(lost.delay(jitter: 0.5) * 2 == .milliseconds(most))
    }
}
