extension Mapping {
    /// When a POST brings a trashed entry back instead of making a new one.
    public enum Revival: Sendable, Hashable {
        /// When `externalId` and `userName` are those of the trashed entry.
        case externalId
        /// When `userName` is that of the trashed entry, for directories where nobody inherits a name.
        case userName
        /// Never: a new entry is made.
        case never
    }
}
