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
                await LoopPulse(of: self.eventLoops).roundTrip()
                if Task.isCancelled { return }
                self.feed()
                try? await Task.sleep(for: self.interval / 2)
            }
        }
    }
}
