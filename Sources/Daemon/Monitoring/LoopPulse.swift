import NIOCore

/// Whether the event loops serve: each does a small task when it is asked to.
struct LoopPulse: Sendable {
    private let eventLoops: any EventLoopGroup

    init(of eventLoops: any EventLoopGroup) {
        self.eventLoops = eventLoops
    }

    /// Returns when every event loop has done a task, or the task is cancelled.
    func roundTrip() async {
        let (answers, answered) = AsyncStream.makeStream(of: Void.self)
        let loops = Array(self.eventLoops.makeIterator())
        for loop in loops { loop.execute { answered.yield() } }
        for await _ in answers.prefix(loops.count) {}
    }

    /// Whether all do so in time.
    func beats(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.roundTrip()
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
