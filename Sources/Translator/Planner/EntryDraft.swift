import LDAP

/// The attributes of one entry as they are, and as they are wished to be.
struct EntryDraft {
    /// How the wished values of an attribute are written; the later the case, the more it overrules.
    enum Manner: Int {
        /// Value by value, where the attribute can tell its values apart.
        case values
        /// Value by value if that leaves them in the wished order, else all at once.
        case ordered
        /// All at once.
        case whole
        /// Deleted and added again even if nothing changes: a password write removes a lock that the same modify does not
        /// delete.
        case anew
        /// All at once and unread: nothing takes it back.
        case unread
    }

    /// The entry as it was read.
    let entry: Entry
    /// The entry as it is wished to be.
    private(set) var wished: Entry
    /// The attributes that were written to, in the order of their first writing.
    private(set) var touched: [AttributeDescription] = []
    private var manners: [Manner] = []

    init(_ entry: Entry) {
        self.entry = entry
        self.wished = entry
        self.touched.reserveCapacity(8)
        self.manners.reserveCapacity(8)
    }

    /// Wishes for other values of an attribute.
    mutating func set(
        _ values: some Collection<AttributeValue>, for attribute: AttributeDescription, as manner: Manner = .values
    ) {
        self.wished[attribute] = Attribute.Values(values)
        if let index = self.touched.indices.first(where: { self.touched[$0] == attribute }) {
            if manner.rawValue > self.manners[index].rawValue { self.manners[index] = manner }
        } else {
            self.touched.append(attribute)
            self.manners.append(manner)
        }
    }

    /// What turns the attributes as they are in `present`, the entry after its rename, into the wished ones.
    func difference(from present: Entry, _ schema: Schema) -> Difference {
        var difference = Difference()
        for (attribute, manner) in zip(self.touched, self.manners) {
            difference.append(attribute, from: present[attribute], to: self.wished[attribute], manner, schema)
        }
        return difference
    }
}

extension LDAP.Entry {
    /// The entry with the values that another one has in some attributes.
    func with(_ other: LDAP.Entry, in attributes: [LDAP.AttributeDescription]) -> LDAP.Entry {
        var entry = self
        for attribute in attributes { entry[attribute] = other[attribute] }
        return entry
    }
}
