import Bridge
import Directories
import LDAP

/// How many entries a search may return and read, where the account may look into the configuration of 389 Directory Server or Active
/// Directory.
///
/// ``PeopleCheck`` tells whether the lists of a mapping reach such a limit.
struct LimitCheck: Check {
    /// Where a server keeps a limit.
    private struct Place {
        let entry: DistinguishedName
        let attributes: [AttributeDescription]

        init(_ entry: String, _ attributes: AttributeDescription...) {
            (self.entry, self.attributes) = (DistinguishedName(server: entry), attributes)
        }
    }

    let checked: CheckedDirectory
    let id = "limits.server"
    let subject = "directory"

    func findings() async throws(LDAPError) -> [CheckFinding] {
        var limits: [String] = []
        for place in self.places {
            let request = SearchRequest(base: place.entry, scope: .base, attributes: place.attributes)
            let result = try await self.checked.directory.searchIfAllowed(request, self.checked.dialect)
            guard let entry = result?.entries.first else { continue }
            limits += place.attributes.flatMap { Self.limits(entry, $0) }
        }
        if limits.isEmpty { return [] }
        let exception =
            self.checked.dialect.configurationForm == .plugins
            ? " nsSizeLimit and nsLookThroughLimit in an account's entry come before them; -1 is no limit." : ""
        return [
            CheckFinding(
                self.id, self.subject, .ok,
                "The server's limits for a search are \(limits.joined(separator: ", ")).\(exception)")
        ]
    }

    /// The entries that hold limits, the account's own last.
    private var places: [Place] {
        if self.checked.dialect.configurationForm == .plugins {
            return [
                Place("cn=config", "nsslapd-sizelimit"),
                Place("cn=config,cn=ldbm database,cn=plugins,cn=config", "nsslapd-lookthroughlimit"),
            ] + (self.checked.account.map { [Place("\($0)", "nsSizeLimit", "nsLookThroughLimit")] } ?? [])
        }
        guard self.checked.dialect.preset == .activeDirectory,
            let configuration = self.checked.server.rootDSE.forestConfiguration
        else { return [] }
        return [
            Place(
                "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services,\(configuration)",
                "lDAPAdminLimits")
        ]
    }

    /// What an attribute says: `nsslapd-sizelimit: 2000` → `nsslapd-sizelimit 2000`, and of `lDAPAdminLimits` what one page may hold,
    /// `MaxPageSize=1000` → `MaxPageSize 1000`.
    private static func limits(_ entry: Entry, _ attribute: AttributeDescription) -> [String] {
        let texts = entry[attribute].compactMap(\.text)
        guard attribute == "lDAPAdminLimits" else { return texts.map { "\(attribute) \($0)" } }
        return texts.filter { $0.hasPrefix("MaxPageSize=") }.map { $0.split(separator: "=").joined(separator: " ") }
    }
}
