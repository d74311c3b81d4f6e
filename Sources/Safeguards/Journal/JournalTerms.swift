public import LDAP

/// How a journal is kept.
public struct JournalTerms: Hashable, Sendable {
    /// When what is written is on the disk, and not only with the system.
    public enum Synchronisation: String, Hashable, Sendable, CaseIterable {
        /// Soon: what was written within 50 ms goes there together, and no call waits for it.
        case batch
        /// Before the client has its answer.
        case each
    }

    /// The folder.
    public var directory: String
    /// For how many seconds events are kept.
    public var keep: Int64
    /// How many bytes all files together may have.
    public var maximumSize: Int
    /// When what is written is on the disk.
    public var synchronisation: Synchronisation
    /// Whether nothing but a disable is written to the directory while the journal cannot be.
    public var isRequired: Bool
    /// The attributes whose values never stand in it.
    public var secrets: Set<AttributeDescription>

    /// The usual way to keep a journal in a folder; `secrets` come besides those that every journal leaves out.
    public init(
        directory: String, keep: Int64 = 400 * 86_400, maximumSize: Int = 10_000_000_000,
        synchronisation: Synchronisation = .batch, isRequired: Bool = true, secrets: [AttributeDescription] = []
    ) {
        self.directory = directory
        self.keep = keep
        self.maximumSize = maximumSize
        self.synchronisation = synchronisation
        self.isRequired = isRequired
        self.secrets = Change.secretAttributes.union(secrets.map(\.withoutOptions))
    }
}
