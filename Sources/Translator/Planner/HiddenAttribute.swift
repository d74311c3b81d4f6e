import Directories
import LDAP

extension Planner {
    /// Returns an attribute that a change has written and the account may not read: the returned entry lacks it.
    ///
    /// `read` are the attributes that the server was to return with the write.
    ///
    /// What is hidden looks absent: each write would add a value to it, and a locked account would be shown as an active one.
    public func hidden(
        in entry: Entry, after change: LDAP.Change, read: [AttributeDescription]
    ) -> AttributeDescription? {
        if entry[self.dialect.idAttribute].isEmpty { return self.dialect.idAttribute }
        return change.givenAttributes.first { entry[$0].isEmpty && read.contains($0) }
    }
}

extension LDAP.Change {
    /// The attributes that have values afterwards.
    fileprivate var givenAttributes: [AttributeDescription] {
        switch self {
        case .add(let entry): entry.attributes.map(\.description)
        case .modify(_, let modifications):
            modifications.filter { $0.operation != .delete && !$0.values.isEmpty }.map(\.attribute)
        case .rename, .delete: []
        }
    }
}
