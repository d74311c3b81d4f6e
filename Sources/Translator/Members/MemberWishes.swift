import LDAP

/// Which values of an attribute are wished to be there, and which not, after all edits of one call.
///
/// `add a, remove a → removed: [a]`, `add a, clear, add b → isReplaced, added: [b]`
struct MemberWishes {
    /// Whether all former values go.
    private(set) var isReplaced = false
    private var order: [AttributeValue] = []
    private var wishes: [AttributeValue: (value: AttributeValue, isPresent: Bool)] = [:]

    /// The values that are wished to be there, in the order in which they were first named.
    var added: [AttributeValue] { self.values { $0 } }
    /// The values that are wished not to be there.
    var removed: [AttributeValue] { self.values { !$0 } }

    /// Drops every wish, for all values go.
    mutating func clear() {
        self = MemberWishes()
        self.isReplaced = true
    }

    /// Wishes for a value to be there or not; of several wishes with one key the last holds.
    mutating func wish(_ value: AttributeValue, key: AttributeValue, isPresent: Bool) {
        if self.wishes.updateValue((value, isPresent), forKey: key) == nil { self.order.append(key) }
    }

    private func values(where isWanted: (Bool) -> Bool) -> [AttributeValue] {
        self.order.compactMap { key in
            self.wishes[key].flatMap { isWanted($0.isPresent) ? $0.value : nil }
        }
    }
}
