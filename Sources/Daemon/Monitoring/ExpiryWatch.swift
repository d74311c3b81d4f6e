import Foundation
import LDAPClient
import Logging
import ServiceLifecycle

/// Tells when a certificate is about to end: that of the directory server in the log, all of them in what the service manager shows.
struct ExpiryWatch: Service {
    let doors: Doors
    let succession: Succession
    let status: StatusLine
    let logger: Logger
    var interval = Duration.seconds(60)

    func run() async {
        await cancelWhenGracefulShutdown {
            var (server, notice) = ("", ExpiryNotice())
            repeat {
                var ends = self.doors.identities.compactMap { place, identity in
                    identity.map { (name: "\(place)", end: $0.expires) }
                }
                let reading = self.succession.inForce.generation.reading.client.reading
                if let used = reading.server, let end = reading.certificateEnd {
                    ends.append(("\(used)", end))
                    if server != "\(used)" { (server, notice) = ("\(used)", ExpiryNotice()) }
                    if let days = notice.due(end) {
                        self.logger.warning(
                            "The certificate of the directory server is about to expire: have it renewed.",
                            metadata: ["server": "\(used)", "days": "\(days)"])
                    }
                }
                self.status.note(Self.note(ends))
            } while (try? await Task.sleep(for: self.interval)) != nil
        }
    }

    /// What is shown of the certificate that ends first, within a month: `the certificate of 0.0.0.0:8443 ends in 6 days`.
    static func note(_ ends: [(name: String, end: Date)], at now: Date = Date()) -> String? {
        guard let first = ends.min(by: { $0.end < $1.end }) else { return nil }
        let days = ExpiryNotice.days(until: first.end, at: now)
        guard days < ExpiryNotice.thresholds[0] else { return nil }
        return "the certificate of \(first.name) " + (days < 0 ? "has ended" : "ends in \(days) days")
    }
}
