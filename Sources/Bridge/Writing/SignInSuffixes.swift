import Directories
import LDAP
import Synchronization
import Translator

/// The suffixes that sign-in names may have in the forest of an Active Directory: `acme.example` in `ada@acme.example`.
///
/// They are those of its domains (`dnsRoot`), those that were added for all of it (`uPNSuffixes` of `CN=Partitions`), and those that were
/// added for units of this domain. A class, because what was read is good for as long as the server is in use.
final class SignInSuffixes: Sendable {
    /// The attribute that holds sign-in names.
    static let name: AttributeDescription = "userPrincipalName"
    private static let added: AttributeDescription = "uPNSuffixes"
    private static let domain: AttributeDescription = "dnsRoot"
    /// What the entries of domains have, and those of other partitions have not.
    private static let domainMark: AttributeDescription = "nETBIOSName"

    /// The entry that holds the suffixes of the whole forest.
    let partitions: DistinguishedName
    private let context: DistinguishedName?
    private let known = Mutex<Set<String>>([])

    /// Nil where the mapping does not write sign-in names, or the server is no controller of a domain.
    init?(_ mapping: Mapping, _ dialect: Dialect, context: DistinguishedName?, in rootDSE: RootDSE) {
        let attributes = mapping.rules.map(\.attribute) + mapping.computed.map(\.attribute)
        guard dialect.preset == .activeDirectory, attributes.contains(Self.name),
            let configuration = rootDSE.forestConfiguration
        else { return nil }
        self.partitions = DistinguishedName(server: "CN=Partitions,\(configuration)")
        self.context = context
    }

    /// Whether a suffix is among those that were read.
    func knows(_ suffix: String) -> Bool { self.known.withLock { $0.contains(suffix.lowercased()) } }

    /// Reads the suffixes and returns them; none where the account may not see them.
    func read(in directory: any Directory) async -> Set<String> {
        let forest = SearchRequest(
            base: self.partitions, filter: .or([.present(Self.added), .present(Self.domainMark)]),
            attributes: [Self.added, Self.domain])
        let units = self.context.map { SearchRequest(base: $0, filter: .present(Self.added), attributes: [Self.added]) }
        var found: Set<String> = []
        for (index, outcome) in await directory.searchAll([forest, units].compactMap(\.self)).enumerated() {
            guard let result = try? outcome.get() else { return [] }
            let suffixes = result.entries.flatMap { $0[Self.added] + $0[Self.domain] }.compactMap(\.text)
            // Without a domain the entries of the forest are hidden.
            if index == 0, suffixes.isEmpty { return [] }
            found.formUnion(suffixes.map { $0.lowercased() })
        }
        self.known.withLock { [found] in $0 = found }
        return found
    }
}
