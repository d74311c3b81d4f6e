import LDAP

/// A question to the directory about some texts: which of them compare as wanted.
///
/// It is asked by a search for entries that hold these texts; those that the condition finds hold one that does.
public struct TextQuestion: Sendable {
    /// What the directory is asked of an entry that holds one of the texts.
    public let condition: LDAP.Filter
    /// Whether the entries are those that others refer to.
    public let isAboutReferents: Bool
    /// For each text the id of an entry that holds it, best of one that holds no other.
    fileprivate private(set) var holders: [AttributeValue: (id: String, isOnlyValue: Bool)] = [:]

    init(_ condition: LDAP.Filter, isAboutReferents: Bool) {
        self.condition = condition
        self.isAboutReferents = isAboutReferents
    }

    /// The ids of the entries.
    public var ids: [String] { Array(Set(self.holders.values.map(\.id))) }

    /// Adds the values of an entry that only the directory can compare.
    ///
    /// Of an entry with several values the directory does not say which one it has found: then the likely ones are added.
    mutating func take(_ shown: Attribute.Values, of all: Attribute.Values, in id: String, by assertion: TextAssertion)
    {
        for value in shown where assertion.isDoubtful(for: value) {
            let isOnlyValue = all.count == 1
            guard isOnlyValue || assertion.mayHold(for: value) || !all.contains(where: assertion.mayHold) else {
                continue
            }
            if self.holders[value].map({ isOnlyValue && !$0.isOnlyValue }) ?? true {
                self.holders[value] = (id, isOnlyValue)
            }
        }
    }
}

/// What the directory has said of texts.
public struct TextAnswers: Sendable {
    private var truths: [LDAP.Filter: [AttributeValue: Bool]] = [:]

    /// Creates what is known before anything was asked.
    public init() {}

    /// Notes which of the entries were found.
    public mutating func note(_ found: Set<String>, for question: TextQuestion) {
        for (text, holder) in question.holders {
            self.truths[question.condition, default: [:]][text] = found.contains(holder.id)
        }
    }

    /// Whether a text meets the condition; nil if that was not asked.
    func holds(_ condition: LDAP.Filter, for text: AttributeValue) -> Bool? { self.truths[condition]?[text] }
}
