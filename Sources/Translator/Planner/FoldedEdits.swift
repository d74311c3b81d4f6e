import LDAP

/// What a list of edits makes of an attribute whose values were not read.
struct FoldedEdits {
    /// Whether all former values go.
    private(set) var isReplaced = false
    private var order: [AttributeValue] = []
    private var wishes: [AttributeValue: (value: AttributeValue, isPresent: Bool)] = [:]

    /// The values that are wished to be there.
    var added: [AttributeValue] { self.values { $0 } }
    /// The values that are wished not to be there.
    var removed: [AttributeValue] { self.values { !$0 } }

    /// Drops every wish, for all values go.
    mutating func clear() {
        self = FoldedEdits()
        self.isReplaced = true
    }

    /// Wishes for a value to be there or not; the last wish holds.
    mutating func wish(_ value: AttributeValue, key: AttributeValue, isPresent: Bool) {
        if self.wishes.updateValue((value, isPresent), forKey: key) == nil { self.order.append(key) }
    }

    private func values(where isWanted: (Bool) -> Bool) -> [AttributeValue] {
        self.order.compactMap { key in
            self.wishes[key].flatMap { isWanted($0.isPresent) ? $0.value : nil }
        }
    }
}
