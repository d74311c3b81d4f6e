import ConfigurationFile
import Control

extension Doors {
    /// The addresses, each with the certificate that it shows.
    var listeners: [StatusReport.Listener] {
        self.identities.map { address, identity in
            StatusReport.Listener(
                address: address,
                certificate: identity.map { .init(file: $0.tls.certificate, expires: $0.expires) })
        }
    }
}
