import Bridge
import Encodings
import LDAP
import SCIM
import Synchronization
import Translator

/// The names of the SCIM attributes whose values a journal leaves out, found out once for each mapping.
final class SecretNames: Sendable {
    private let secrets: Set<AttributeDescription>
    private let known = Mutex<(reading: (any AnyObject & Sendable)?, names: [String])>((nil, []))

    /// The names of those that are stored in these attributes.
    init(of secrets: Set<AttributeDescription>) {
        self.secrets = secrets
    }

    /// The names in the mapping by which a call is served.
    func names(for work: Work) -> [String] {
        let reading = work.reading
        return self.known.withLock { known in
            if known.reading === reading { return known.names }
            known = (reading, self.names(in: work.mapping))
            return known.names
        }
    }

    private func names(in mapping: Mapping) -> [String] {
        mapping.rules.filter { self.secrets.contains($0.attribute.withoutOptions) }.map(\.path.attribute).uniqued()
    }
}
