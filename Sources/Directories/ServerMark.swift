import Encodings
import LDAP

extension Dialect {
    /// Where a server shows which one it is: by that, two servers behind one address are told apart.
    public enum ServerMark: Sendable, Hashable {
        /// An attribute of the root DSE with the name of the server, which it keeps.
        case name(AttributeDescription)
        /// An attribute of the schema's entry with the time at which the server was started.
        case start(AttributeDescription)
    }

    /// The attributes of the root DSE by which any server is told from its like.
    public static var nameMarks: [AttributeDescription] {
        Self.all.compactMap { dialect in
            if case .name(let attribute)? = dialect.serverMark { attribute } else { nil }
        }.uniqued()
    }
}
