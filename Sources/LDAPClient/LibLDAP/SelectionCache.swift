import LDAP

/// The lists of attribute names that a connection asked for, as libldap takes them: searches of one kind name the same ones.
struct SelectionCache {
    private static let capacity = 16

    private var lists: [AttributeNames] = []

    /// Returns a list of attribute names that lives as long as the next one is not asked for.
    mutating func names(
        _ attributes: [AttributeDescription]
    ) throws(LDAPError) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        try self.list(attributes).pointer
    }

    /// Returns `AttributeSelection ::= SEQUENCE OF selector LDAPString` (RFC 4511 section 4.5.1.8).
    mutating func encoded(_ attributes: [AttributeDescription]) throws(LDAPError) -> [UInt8] {
        try self.list(attributes).encoded()
    }

    private mutating func list(_ attributes: [AttributeDescription]) throws(LDAPError) -> AttributeNames {
        // Searches of one kind mostly name the very same list, which is seen without a look into it.
        if let known = self.lists.first(where: { $0.attributes.isSameList(as: attributes) }) { return known }
        if let known = self.lists.first(where: { $0.attributes == attributes }) {
            known.attributes = attributes
            return known
        }
        let list = try AttributeNames(attributes)
        if self.lists.count == Self.capacity { self.lists.removeFirst() }
        self.lists.append(list)
        return list
    }
}

/// A list of attribute names in the shape that libldap reads, in memory of its own.
private final class AttributeNames {
    /// The list that was asked for last, of those that are equal.
    var attributes: [AttributeDescription]
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let text: UnsafeMutableBufferPointer<CChar>
    private var selection: [UInt8]?

    /// - Throws: `encodingError` for a name with a zero byte, which for libldap would be its end.
    init(_ attributes: [AttributeDescription]) throws(LDAPError) {
        var text: [UInt8] = []
        var offsets: [Int] = []
        for attribute in attributes {
            let name = attribute.description.utf8
            guard !name.contains(0) else {
                throw LDAPError(.encodingError, diagnostic: "the name of an attribute holds a NUL character")
            }
            offsets.append(text.count)
            text += name
            text.append(0)
        }
        self.attributes = attributes
        self.text = .allocate(capacity: text.count)
        _ = self.text.initialize(from: text.lazy.map { CChar(bitPattern: $0) })
        self.pointer = .allocate(capacity: attributes.count + 1)
        for (index, offset) in offsets.enumerated() {
            (self.pointer + index).initialize(to: self.text.baseAddress.map { $0 + offset })
        }
        (self.pointer + attributes.count).initialize(to: nil)
    }

    func encoded() throws(LDAPError) -> [UInt8] {
        if let selection { return selection }
        let selection = try BEREncoder.bytes { encoder in
            encoder.sequence { encoder in
                for attribute in self.attributes { encoder.text(attribute.description) }
            }
        }
        self.selection = selection
        return selection
    }

    deinit {
        self.pointer.deallocate()
        self.text.deallocate()
    }
}

extension [AttributeDescription] {
    /// Whether both are one list in memory.
    fileprivate func isSameList(as other: Self) -> Bool {
        self.withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { $0.count == own.count && $0.baseAddress == own.baseAddress }
        }
    }
}
