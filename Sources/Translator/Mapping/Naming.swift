import LDAP
import SCIM

extension Mapping {
    /// The value that names a new entry, where that is not what a rule stores in the attribute.
    public struct Naming: Hashable, Sendable {
        /// What the value is made of; where the resource lacks all of that, the user name takes its place.
        public var value: Template
        /// Whether a name that is taken is tried again with a number behind it: `Jane Doe`, `Jane Doe 2`.
        public var isNumbered: Bool
        /// Whether an entry is renamed when what its name is made of changes.
        public var follows: Bool

        /// Creates a naming.
        public init(_ value: Template, isNumbered: Bool = false, follows: Bool = true) {
            self.value = value
            self.isNumbered = isNumbered
            self.follows = follows
        }
    }
}
