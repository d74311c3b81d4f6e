import Directories
import LDAP
import Translator

/// Looks at the group by whose members people are disabled, or active: whether it is there, and what may stand in its way.
struct GroupProof: Sendable {
    private let group: DistinguishedName
    private let member: AttributeDescription
    private let directory: any Directory
    /// The bridge's account, for advice; nil where it is not known by name.
    private let account: DistinguishedName?

    init(
        _ group: DistinguishedName, member: AttributeDescription, directory: any Directory, account: DistinguishedName?
    ) {
        self.group = group
        self.member = member
        self.directory = directory
        self.account = account
    }

    func verdict(
        _ schema: Schema, _ dialect: Dialect
    ) async -> (finding: CheckReport.Finding, warnings: [Mapping.Problem]) {
        let request = SearchRequest(base: self.group, scope: .base, attributes: [.objectClass])
        let found: Entry?
        do {
            found = try await self.directory.searchIfAllowed(request, dialect)?.entries.first
        } catch {
            return (.unmade("\(error)"), [])
        }
        guard let found else {
            let account = self.account.map { "\($0)" } ?? "the bridge's account"
            return (
                self.failure(
                    "there is no group \(self.group), or \(account) may not see it: correct the name, or grant the right."
                ), []
            )
        }
        let classes = found[.objectClass].compactMap(\.text)
        // An account that may see the group and not its classes is not refused for that.
        guard !classes.isEmpty, schema.allowed(by: classes).contains(where: { schema.areSame($0, self.member) }) else {
            if classes.isEmpty { return (.holds, []) }
            return (
                self.failure(
                    "\(self.group) is no group with members in \(self.member): correct the name, or `member`."), []
            )
        }
        guard schema.required(by: classes).contains(where: { schema.areSame($0, self.member) }) else {
            return (.holds, [])
        }
        let warning =
            "\(self.group) must always have a member: keep one in it that is nobody's account, or the last person cannot be taken out."
        return (.holds, [Mapping.Problem(.active, warning)])
    }

    private func failure(_ reason: String) -> CheckReport.Finding { .fails([Mapping.Problem(.active, reason)]) }
}
