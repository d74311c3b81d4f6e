import Testing

@testable import SCIMFront

@Suite struct ReceptionTests {
    private static func front(_ baseURL: String) -> Front {
        Harness(baseURL: baseURL).front
    }

    private let reception = Reception(Self.front("https://a/v2"))

    @Test func callsThatBeginAreTheNextFronts() async {
        let old = self.reception.begin()
        let former = self.reception.relieve(by: Self.front("https://b/v2"))
        #expect(old === former)
        let new = self.reception.begin()
        #expect(new !== former)
        old.answered()
        new.answered()
    }

    @Test func aShiftEndsWithItsLastCall() async {
        let calls = (0..<3).map { _ in self.reception.begin() }
        let shift = self.reception.relieve(by: Self.front("https://b/v2"))
        let end = Task { await shift.lastCall() }
        let other = self.reception.begin()
        for call in calls { call.answered() }
        await end.value
        other.answered()
        // Nobody is at it: it ends at once.
        await self.reception.relieve(by: Self.front("https://c/v2")).lastCall()
    }

    @Test func whoeverWaitsCanBeCancelled() async {
        let call = self.reception.begin()
        let shift = self.reception.relieve(by: Self.front("https://b/v2"))
        let end = Task { await shift.lastCall() }
        end.cancel()
        await end.value
        call.answered()
    }
}
