import Foundation
import Observability
import SCIMFront
import Safeguards
import Synchronization

/// What those who watch the process see: what it counts, and how the generation in force stands.
///
/// It outlives generations: what was counted goes on.
final class Monitoring: Sendable {
    /// What counts the calls of all generations.
    let meters = CallMeters()
    private let registry: MetricsRegistry
    private let inForce = Mutex<GenerationReading?>(nil)

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        registry.read("generation") { [weak self] in self?.reading?.samples() ?? [] }
    }

    /// What answers whoever watches.
    var front: MonitoringFront {
        MonitoringFront(registry: self.registry) { [self] in self.reading?.sign ?? HealthSign(.starting) }
    }

    /// What is read of the generation in force.
    var reading: GenerationReading? { self.inForce.withLock { $0 } }

    /// A generation takes over.
    func take(_ generation: Generation) {
        self.inForce.withLock { $0 = generation.reading }
    }

    /// Shows the certificates of the listeners, too.
    func watch(_ doors: Doors) {
        self.registry.read("listeners") { [weak doors] in
            doors?.identities.compactMap { place, identity in
                identity.map { MetricSample(certificateOf: "listener", "\(place)", until: $0.expires) }
            } ?? []
        }
    }

    /// Shows what is held, too.
    func watch(_ changes: Guard) {
        self.registry.read("guard") {
            changes.report.classes.flatMap { each in
                let isClosed = each.state == .held || each.state == .refused
                return [
                    MetricSample(
                        "starbridge_guard_waiting", ["class": each.name], Double(each.waiting + each.unlisted)),
                    MetricSample("starbridge_guard_tripped", ["class": each.name], isClosed ? 1 : 0),
                ]
            }
        }
    }

    /// The process ends.
    func stop() {
        self.reading?.sign.health = .stopping
    }
}

extension MetricSample {
    /// When a certificate ends.
    init(certificateOf owner: String, _ name: String, until end: Date) {
        self.init(
            "starbridge_certificate_expiry_timestamp_seconds", ["of": owner, "name": name], end.timeIntervalSince1970)
    }
}
