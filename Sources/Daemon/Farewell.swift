import ServiceLifecycle

/// Says at `/readyz` that the service stops, and gives load balancers the time to notice it before the listeners close.
struct Farewell: Service {
    let monitoring: Monitoring
    /// How long the listeners stay open.
    let delay: Duration

    func run() async throws {
        try await gracefulShutdown()
        self.monitoring.stop()
        if self.delay > .zero { try? await Task.sleep(for: self.delay) }
    }
}
