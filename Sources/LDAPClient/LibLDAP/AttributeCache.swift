import Glibc
import LDAP

/// The attribute names that a connection saw, so that an entry does not spell each of them anew.
struct AttributeCache {
    private static let capacity = 256

    private var names: [[UInt8]] = []
    private var descriptions: [AttributeDescription] = []
    /// Entries of one search name the same attributes in the same order.
    private var expected = 0

    /// Returns the attribute that a server spells this way.
    mutating func description(of name: UnsafeRawBufferPointer) -> AttributeDescription {
        if let index = self.index(of: name) {
            self.expected = index + 1
            return self.descriptions[index]
        }
        let description = AttributeDescription(String(decoding: name, as: UTF8.self))
        if self.names.count < Self.capacity {
            self.names.append(Array(name))
            self.descriptions.append(description)
            self.expected = self.names.count
        }
        return description
    }

    private func index(of name: UnsafeRawBufferPointer) -> Int? {
        if self.expected < self.names.count, Self.areEqual(self.names[self.expected], name) { return self.expected }
        return self.names.firstIndex { Self.areEqual($0, name) }
    }

    private static func areEqual(_ known: [UInt8], _ name: UnsafeRawBufferPointer) -> Bool {
        guard known.count == name.count, let start = name.baseAddress else { return false }
        return known.withUnsafeBytes { bytes in bytes.baseAddress.map { memcmp($0, start, name.count) == 0 } ?? true }
    }
}
