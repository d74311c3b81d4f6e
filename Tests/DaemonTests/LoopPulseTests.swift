import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(1))) struct LoopPulseTests {
    @Test func beatsWhileEveryLoopServes() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let pulse = LoopPulse(of: loops)
        let isAlive = await pulse.beats(within: .seconds(10))
        // One of them hangs for a second.
        loops.next().execute { usleep(1_000_000) }
        let isStuck = await !pulse.beats(within: .milliseconds(200))
        let isBack = await pulse.beats(within: .seconds(10))
        #expect(isAlive && isStuck && isBack)
        try await loops.shutdownGracefully()
    }
}
