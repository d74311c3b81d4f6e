import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Daemon

@Suite struct LoopPulseTests {
    /// However busy the machine is, it does not take that long.
    private static let long = Duration.seconds(600)

    @Test func beatsWhileEveryLoopServes() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let pulse = LoopPulse(of: loops)
        let isAlive = await pulse.beats(within: Self.long)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (input, output) = (ends[0], ends[1])
        // One of them hangs until it is let go.
        loops.next().execute {
            var byte: UInt8 = 0
            _ = read(input, &byte, 1)
        }
        let isStuck = await !pulse.beats(within: .milliseconds(200))
        _ = write(output, "x", 1)
        let isBack = await pulse.beats(within: Self.long)
        #expect(isAlive && isStuck && isBack)
        close(input)
        close(output)
        try await loops.shutdownGracefully()
    }
}
