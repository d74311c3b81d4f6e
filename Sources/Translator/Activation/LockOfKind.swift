import Directories
import LDAP

/// The lock that the kind of the server has, while that is not known; where the kind has none it stays, and is refused.
struct LockOfKind: DisableStrategy {
    var attributes: [AttributeDescription] { [] }
    var disabled: Narrowing { .never }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> LockOfKind { self }

    func isDisabled(_ entry: Entry) -> Bool { false }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] { [] }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        [
            "active is not set, and Starbridge knows no lock that every directory of this kind has: say how people are disabled."
        ]
    }
}

extension Mapping.Activation {
    /// The lock that servers of the directory's kind have, whichever kind that is.
    public static let lockOfKind = Mapping.Activation(LockOfKind())
}
