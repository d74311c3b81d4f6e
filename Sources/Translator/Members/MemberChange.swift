import LDAP

/// What a ``MemberEdit`` comes to in one entry: the values that come and go, and what is demanded of the entry for that.
struct MemberChange {
    /// The attribute whose values change.
    let attribute: AttributeDescription
    /// Whether the values that come are in the place of all that are shown.
    var isReplaced = false
    /// The values that go.
    var removed: [AttributeValue] = []
    /// The values that come.
    var added: [AttributeValue] = []
    /// The placeholder that goes, because a value comes.
    var vacated: [AttributeValue] = []
    /// The placeholder that comes, because the last value goes.
    var filled: [AttributeValue] = []
    /// Whether the change is right for no other version of the entry than the one that was read.
    var dependsOnVersion = false
    /// What must hold of the entry, whatever its version.
    var conditions: [LDAP.Filter] = []
    /// Filters of which one matches the entry if the write changes anything; none where that is known.
    var signs: [LDAP.Filter] = []
}

extension Difference {
    /// Adds the values that come and go.
    mutating func append(_ change: MemberChange) {
        self.append(
            change.attribute, removed: change.vacated + change.removed, added: change.added + change.filled)
    }
}
