import Authentication
import ConfigurationFile
import Foundation
import LDAPClient
import NIOSSL
import Observability
import SCIMFront
import Safeguards

/// What the metrics tell of one configuration in use, read when somebody scrapes.
struct GenerationReading: Sendable {
    let settings: Settings
    let client: Client
    let sign: HealthSign
    /// What is known of the tokens.
    let known: TokenStore
    /// Where changes are written down; nil where none are made.
    let journal: Safeguards.Journal?
    /// How many configurations there were since the start, with this one.
    let number: Int
    let loaded = Date()

    /// The values of this moment.
    func samples() -> [MetricSample] {
        self.generation + self.directory + self.tokens + self.changes
            + Health.allCases.map {
                MetricSample("starbridge_health", ["state": $0.rawValue], self.sign.health == $0 ? 1 : 0)
            }
    }

    private var generation: [MetricSample] {
        [
            MetricSample("starbridge_build_info", ["version": Version.number, "commit": Version.commit], 1),
            MetricSample("starbridge_observe_mode", self.settings.mode == .observe ? 1 : 0),
            MetricSample("starbridge_generation", Double(self.number)),
            MetricSample("starbridge_generation_loaded_timestamp_seconds", self.loaded.timeIntervalSince1970.rounded()),
        ]
    }

    private var changes: [MetricSample] {
        guard let standing = self.journal?.standing else { return [] }
        return [
            MetricSample("starbridge_journal_up", standing.fault == nil ? 1 : 0),
            MetricSample("starbridge_journal_bytes", Double(standing.size)),
        ]
    }

    private var tokens: [MetricSample] {
        self.known.standings().flatMap { standing in
            [("expiry", standing.record.expires), ("last_use", standing.lastUse)].compactMap { what, time in
                time.map {
                    MetricSample(
                        "starbridge_token_\(what)_timestamp_seconds", ["token": standing.record.name],
                        $0.timeIntervalSince1970.rounded())
                }
            }
        }
    }

    private var directory: [MetricSample] {
        let (reading, standing) = (self.client.reading, self.client.standing)
        var samples = [
            MetricSample("starbridge_ldap_connections", Double(standing.open)),
            MetricSample("starbridge_ldap_leased_connections", Double(reading.leased)),
            MetricSample("starbridge_ldap_queued_operations", Double(standing.queued)),
        ]
        samples += self.settings.directory.servers.map {
            MetricSample("starbridge_directory_up", ["server": "\($0)"], $0 == reading.server ? 1 : 0)
        }
        if let server = reading.server, let end = reading.certificateEnd {
            samples.append(MetricSample(certificateOf: "directory", "\(server)", until: end))
        }
        return samples
    }
}

extension Client.Reading {
    /// When the certificate of the server in use ceases to be valid; nil without TLS.
    var certificateEnd: Date? {
        self.certificate.flatMap { try? NIOSSLCertificate(bytes: $0, format: .der) }
            .map { Date(timeIntervalSince1970: Double($0.notValidAfter)) }
    }
}
