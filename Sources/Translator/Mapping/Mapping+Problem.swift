import LDAP
import SCIM

extension Mapping {
    /// Something in a mapping that does not fit a server, and where the configuration says it.
    public struct Problem: Hashable, Sendable {
        /// Where it is said.
        public var key: Key
        /// What is wrong and what to change, as a sentence.
        public var reason: String

        /// Creates a problem.
        public init(_ key: Key, _ reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    /// A key of a mapping's section in the configuration.
    public enum Key: Hashable, Sendable {
        case base, filter, objectClasses, rdn, placement, allocation, active, deletion, renaming, revival
        /// One line of `attributes`.
        case rule(SCIM.AttributePath)
        /// One line of `computed`.
        case computed(LDAP.AttributeDescription)
        /// `directory.kind`, which all sections share.
        case kind

        /// The key as the configuration spells it, with the section before it.
        public func path(in section: String) -> String {
            switch self {
            case .base: "\(section).base"
            case .filter: "\(section).filter"
            case .objectClasses: "\(section).object_classes"
            case .rdn: "\(section).rdn"
            case .placement: "\(section).place"
            case .allocation: "\(section).allocate"
            case .active: "\(section).active"
            case .deletion: "\(section).on_delete"
            case .renaming: "\(section).on_rename"
            case .revival: "\(section).revive"
            case .rule: "\(section).attributes"
            case .computed: "\(section).computed"
            case .kind: "directory.kind"
            }
        }
    }
}
