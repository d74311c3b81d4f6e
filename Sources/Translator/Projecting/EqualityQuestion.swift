import LDAP

/// Whether some entries hold a text, of which only the directory can say so: another spelling may be the same to it.
public struct EqualityQuestion: Hashable, Sendable {
    /// The attribute and the text.
    public var assertion: AttributeValueAssertion
    /// The ids of the entries, as the directory shows them.
    public var ids: [AttributeValue]
}

/// What the directory has said of texts that entries hold.
public struct HeldTexts: Sendable {
    private var ids: [AttributeValueAssertion: Set<AttributeValue>] = [:]

    /// Creates what is known before anything was asked.
    public init() {}

    /// Notes which of the entries hold the text.
    public mutating func note(_ ids: some Sequence<AttributeValue>, for question: EqualityQuestion) {
        self.ids[question.assertion, default: []].formUnion(ids)
    }

    /// Whether an entry holds a text; nil if that was not asked.
    func holds(_ assertion: AttributeValueAssertion, id: AttributeValue?) -> Bool? {
        guard let ids = self.ids[assertion] else { return nil }
        return id.map(ids.contains) ?? false
    }
}
