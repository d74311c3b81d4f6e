import Encodings

/// The attribute names that a connection saw, so that an entry does not spell each of them anew.
public struct AttributeNames: Sendable {
    private static let capacity = 256

    private var names: [[UInt8]] = []
    private var descriptions: [AttributeDescription] = []
    /// Entries of one search name the same attributes in the same order.
    private var expected = 0

    /// Knows none at first.
    public init() {}

    /// Returns the attribute that a server spells this way.
    mutating func description(of name: ArraySlice<UInt8>) -> AttributeDescription {
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

    private func index(of name: ArraySlice<UInt8>) -> Int? {
        name.withUnsafeBufferPointer { name in
            func isIt(_ known: [UInt8]) -> Bool {
                known.count == name.count && known.withUnsafeBufferPointer { $0.wordsEqual(name) }
            }
            if self.expected < self.names.count, isIt(self.names[self.expected]) { return self.expected }
            return self.names.firstIndex(where: isIt)
        }
    }
}
