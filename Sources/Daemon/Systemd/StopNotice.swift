import Dispatch
import ServiceLifecycle
import Synchronization

/// Tells the service manager that the process has begun to stop; as the last service it is the first to hear of it.
///
/// From then on the process has ``limit`` to end, whatever else hangs.
struct StopNotice: Service {
    /// Whether all services have ended.
    final class End: Sendable {
        private let flag = Atomic(false)

        var isReached: Bool {
            get { self.flag.load(ordering: .acquiring) }
            set { self.flag.store(newValue, ordering: .releasing) }
        }
    }

    let serviceManager: ServiceManager
    /// How long the other services may take to end.
    var limit = Duration.seconds(19)
    /// Called when they have taken longer.
    let overdue: @Sendable () -> Void

    func run() async {
        // Cancelled instead, the process stops all the same.
        try? await gracefulShutdown()
        self.serviceManager.notify(.stopping, .extendTimeout(self.limit + .seconds(1)))
        // No task is trusted with this: the threads that run tasks may be what hangs.
        DispatchQueue(label: "starbridge.stop").asyncAfter(
            deadline: .now() + self.limit / .seconds(1), execute: self.overdue)
    }
}
