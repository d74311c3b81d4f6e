import ServiceLifecycle
import UnixSignals

/// Has the configuration read anew whenever SIGHUP comes, as administrators and scripts expect it.
struct HangUp: Service {
    let reload: @Sendable () async -> Void

    /// Waits for the signal until the daemon stops.
    func run() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await self.reload()
        }
    }
}
