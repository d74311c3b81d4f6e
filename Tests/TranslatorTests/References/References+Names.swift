import LDAP

@testable import Translator

extension References {
    /// References to the entries with these ids and names.
    init(_ names: [String: DistinguishedName]) {
        self.init()
        for (id, name) in names { self.note(ResourceID(id), named: name) }
    }
}
