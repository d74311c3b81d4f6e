import Testing

@testable import Daemon

@Suite struct OnceTests {
    @Test func tellsThoseWhoWaitAndThoseWhoComeLater() async {
        let once = Once<Int>()
        async let first = once.value()
        async let second = once.value()
        await Task.yield()
        once.resolve(1)
        once.resolve(2)
        #expect(await [first, second, once.value()] == [1, 1, 1])
    }

    @Test func aCancelledTaskWaitsForNothing() async {
        let once = Once<Int>()
        let waiting = Task { await once.value() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }
}
