import ServiceLifecycle

/// Tells the service manager that the process has begun to stop; as the last service it is the first to hear of it.
struct StopNotice: Service {
    let serviceManager: ServiceManager

    func run() async {
        // Cancelled instead, the process stops all the same.
        try? await gracefulShutdown()
        self.serviceManager.notify(.stopping)
    }
}
