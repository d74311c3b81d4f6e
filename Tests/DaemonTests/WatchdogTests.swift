import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(1))) struct WatchdogTests {
    /// Counts what is fed, and tells of each.
    private final class Bowl: Sendable {
        let count = Atomic(0)
        let (fed, feeds) = AsyncStream.makeStream(of: Void.self)

        func feed() {
            self.count.add(1, ordering: .sequentiallyConsistent)
            self.feeds.yield()
        }

        func wait(for count: Int) async {
            var left = count
            for await _ in self.fed {
                left -= 1
                if left == 0 { return }
            }
        }
    }

    @Test func isFedWhileEveryLoopAnswers() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let bowl = Bowl()
        let running = Task {
            await Watchdog(eventLoops: loops, interval: .milliseconds(10), feed: bowl.feed).run()
        }
        await bowl.wait(for: 5)
        running.cancel()
        await running.value
        try await loops.shutdownGracefully()
    }

    @Test func isNotFedWhileOneLoopHangs() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let bowl = Bowl()
        let release = DispatchSemaphore(value: 0)
        let loop = loops.next()
        let (hanging, hangs) = AsyncStream.makeStream(of: Void.self)
        loop.execute {
            hangs.yield()
            release.wait()
        }
        for await _ in hanging { break }
        let running = Task {
            await Watchdog(eventLoops: loops, interval: .milliseconds(10), feed: bowl.feed).run()
        }
        try await Task.sleep(for: .milliseconds(300))
        #expect(bowl.count.load(ordering: .sequentiallyConsistent) == 0)
        release.signal()
        await bowl.wait(for: 2)
        running.cancel()
        await running.value
        try await loops.shutdownGracefully()
    }

    @Test func endsWhileALoopHangs() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let release = DispatchSemaphore(value: 0)
        loops.next().execute { release.wait() }
        let running = Task { await Watchdog(eventLoops: loops, interval: .milliseconds(10)) {}.run() }
        running.cancel()
        await running.value
        release.signal()
        try await loops.shutdownGracefully()
    }
}
