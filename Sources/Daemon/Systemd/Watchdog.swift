import NIOCore
import ServiceLifecycle

/// Tells the service manager that requests can be served: each event loop has done a small task since the last time.
///
/// A loop that hangs keeps it from being told, and the process is started again.
struct Watchdog: Service {
    let eventLoops: any EventLoopGroup
    /// How often the service manager wants to hear of it.
    let interval: Duration
    /// Tells it.
    let feed: @Sendable () -> Void

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.roundTrip()
                if Task.isCancelled { return }
                self.feed()
                try? await Task.sleep(for: self.interval / 2)
            }
        }
    }

    /// Returns when every event loop has done a task, or the task is cancelled.
    private func roundTrip() async {
        let (answers, answered) = AsyncStream.makeStream(of: Void.self)
        let loops = Array(self.eventLoops.makeIterator())
        for loop in loops { loop.execute { answered.yield() } }
        for await _ in answers.prefix(loops.count) {}
    }
}
