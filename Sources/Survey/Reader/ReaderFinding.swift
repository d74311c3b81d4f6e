public import LDAP

/// What a reader sees of one person.
public struct ReaderFinding: Hashable, Sendable {
    /// The entry.
    public let name: DistinguishedName
    /// Whether SCIM shows the person as active.
    public let isActive: Bool
    /// Why the reader does not see the person; nil if it does.
    public let obstacle: ReaderObstacle?

    /// Whether the reader sees an active person, or does not see a disabled one.
    public var isAsItMustBe: Bool { self.isActive == (self.obstacle == nil) }

    /// Looks at those who have a text as their id, their user name or the name of their entry.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    public static func findings(
        of text: String, among people: KeptPeople, by reader: ReaderView
    ) async throws(LDAPError) -> [ReaderFinding] {
        var findings: [ReaderFinding] = []
        for person in try await people.called(text) {
            let obstacle = try await reader.obstacle(to: person.name)
            findings.append(ReaderFinding(name: person.name, isActive: person.isActive, obstacle: obstacle))
        }
        return findings
    }
}
