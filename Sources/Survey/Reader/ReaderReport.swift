public import LDAP

/// What a reader sees of the people that the bridge keeps: those who are active it must see, those who are disabled it must not.
public struct ReaderReport: Hashable, Sendable {
    /// How many people the bridge keeps.
    public let kept: Int
    /// How many of them are active.
    public let active: Int
    /// How many the reader sees.
    public let seen: Int
    /// The active people whom it does not see, in the order in which the directory has them.
    public let unseenActive: [DistinguishedName]
    /// The disabled people whom it still sees.
    public let seenDisabled: [DistinguishedName]
    /// How many it sees whom the bridge does not keep.
    public let strangers: Int

    /// Whether the reader sees whom it must, and nobody whom it must not.
    public var isAsItMustBe: Bool { self.unseenActive.isEmpty && self.seenDisabled.isEmpty }

    init(kept people: [KeptPeople.Person], seen: Set<DistinguishedName>) {
        self.kept = people.count
        self.active = people.count { $0.isActive }
        self.seen = seen.count
        self.unseenActive = people.filter { $0.isActive && !seen.contains($0.name) }.map(\.name)
        self.seenDisabled = people.filter { !$0.isActive && seen.contains($0.name) }.map(\.name)
        self.strangers = seen.subtracting(people.map(\.name)).count
    }

    /// Compares what a reader sees with what the bridge keeps.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    public init(of reader: ReaderView, beside people: KeptPeople) async throws(LDAPError) {
        // The disabled first: who is disabled between the two looks is then missing in neither list.
        let kept = try await people.all()
        self.init(kept: kept, seen: try await reader.names())
    }
}
