import SCIM

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

extension Mapping.Revival {
    /// The attributes by whose values a trashed entry is the same person; none where nobody is brought back.
    var paths: [SCIM.AttributePath] {
        switch self {
        case .never: []
        case .userName: [.userName]
        case .externalId: [.externalID, .userName]
        }
    }
}
