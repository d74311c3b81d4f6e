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
        func isHidden(_ attribute: AttributeDescription) -> Bool {
            entry[attribute].isEmpty && read.contains(attribute)
        }
        switch change {
        case .add(let added): return added.attributes.first { isHidden($0.description) }?.description
        case .modify(_, let modifications):
            let given = modifications.lazy.filter { $0.operation != .delete && !$0.values.isEmpty }
            return given.first { isHidden($0.attribute) }?.attribute
        case .rename, .delete: return nil
        }
    }
}
