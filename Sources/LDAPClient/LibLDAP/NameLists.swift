import CLDAP
import Glibc
import LDAP

/// The attributes that searches ask for, in the shape that libldap reads: a program has few such lists, and each is encoded once.
final class NameLists {
    typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    private static let capacity = 64

    private var known: [(attributes: [AttributeDescription], list: List)] = []

    deinit {
        for (attributes, list) in self.known {
            for index in attributes.indices { free(list[index]) }
            list.deallocate()
        }
    }

    /// The list of these attributes; nil where one is no name, or there are too many lists already.
    func list(of attributes: [AttributeDescription]) -> List? {
        if let found = self.known.first(where: { $0.attributes == attributes }) { return found.list }
        guard self.known.count < Self.capacity,
            !attributes.contains(where: { $0.description.utf8.contains(0) })
        else { return nil }
        let list = List.allocate(capacity: attributes.count + 1)
        for (index, attribute) in attributes.enumerated() {
            (list + index).initialize(to: strdup(attribute.description))
        }
        (list + attributes.count).initialize(to: nil)
        self.known.append((attributes, list))
        return list
    }
}
