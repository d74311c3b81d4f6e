import LDAP

/// One thing that can be known of a directory before the first call.
protocol Check: Sendable {
    /// The id of what is said where it cannot be looked at; the ids of its findings begin with it.
    var id: String { get }
    /// What it is about.
    var subject: String { get }

    /// Looks.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func findings() async throws(LDAPError) -> [CheckFinding]
}

extension Check {
    /// What it finds; where the directory does not tell, that is a finding of its own.
    func run() async -> [CheckFinding] {
        do {
            return try await self.findings()
        } catch {
            return [.unmade(self.id, self.subject, because: "\(error)")]
        }
    }
}
