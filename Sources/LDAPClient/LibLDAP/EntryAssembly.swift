import CLDAP
import LDAP

/// Puts an entry together from the pieces of a message that libldap points to.
///
/// Its bytes are copied once, from the first value to the last, and its values are ranges of that copy in one list: an entry is three
/// allocations, however many attributes it has.
struct EntryAssembly {
    private var values: [UnsafeRawBufferPointer] = []
    /// Each attribute with the number of values up to its end.
    private var attributes: [(description: AttributeDescription, end: Int)] = []

    /// Forgets the entry before.
    mutating func begin() {
        self.values.removeAll(keepingCapacity: true)
        self.attributes.removeAll(keepingCapacity: true)
    }

    /// Adds an attribute with a list of values that ends with nil.
    mutating func append(_ description: AttributeDescription, _ list: UnsafeMutablePointer<berval>?) {
        if var next = list {
            while next.pointee.bv_val != nil {
                self.values.append(next.pointee.bytes)
                next += 1
            }
        }
        self.attributes.append((description, self.values.count))
    }

    /// The entry of what was added, as long as the message is there.
    func entry(named name: DistinguishedName) -> Entry {
        let values = self.copiedValues
        var start = 0
        return Entry(
            dn: name,
            attributes: self.attributes.map { attribute in
                defer { start = attribute.end }
                return Attribute(attribute.description, values: values[start..<attribute.end])
            })
    }

    /// The values as ranges of one copy: libldap points to them where they lie in the message.
    private var copiedValues: [AttributeValue] {
        guard let start = self.values.first?.baseAddress, let last = self.values.last, let end = last.baseAddress else {
            return []
        }
        let bytes = Array(UnsafeRawBufferPointer(start: start, count: end - start + last.count))
        return self.values.map { value in
            let offset = value.baseAddress.map { $0 - start } ?? 0
            return AttributeValue(bytes: bytes[offset..<offset + value.count])
        }
    }
}
