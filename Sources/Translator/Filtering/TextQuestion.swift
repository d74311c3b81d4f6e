import LDAP

/// Which of some texts compare as wanted, of which only the directory can say so: it finds the entries that hold them, or not.
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

    /// Takes in those of the values that an entry shows of which it is not known here whether they are as wanted.
    ///
    /// Of several values of one entry the directory does not say which one it has found: the likely ones.
    mutating func take(_ shown: [AttributeValue], of all: [AttributeValue], in id: String, by assertion: TextAssertion)
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

    /// Whether a text is as wanted; nil if that was not asked.
    func holds(_ condition: LDAP.Filter, for text: AttributeValue) -> Bool? { self.truths[condition]?[text] }
}
