/// Which entries a search returns (RFC 4511 section 4.5.1.7).
public indirect enum Filter: Hashable, Sendable {
    /// All of them match; with none, always true (RFC 4526).
    case and([Filter])
    /// One of them matches; with none, always false (RFC 4526).
    case or([Filter])
    /// The other does not match.
    case not(Filter)
    /// The attribute has the value.
    case equal(AttributeDescription, AttributeValue)
    /// A value of the attribute holds these pieces in this order.
    case substrings(
        AttributeDescription,
        initial: AttributeValue? = nil,
        any: [AttributeValue] = [],
        final: AttributeValue? = nil
    )
    /// The attribute has this value or one that is ordered after it.
    case greaterOrEqual(AttributeDescription, AttributeValue)
    /// The attribute has this value or one that is ordered before it.
    case lessOrEqual(AttributeDescription, AttributeValue)
    /// The attribute has a value like this one, as the server sees it.
    case approximate(AttributeDescription, AttributeValue)
    /// The attribute has a value.
    case present(AttributeDescription)
    /// A value matches by a rule that is named.
    case extensible(
        attribute: AttributeDescription?,
        rule: String?,
        value: AttributeValue,
        dnAttributes: Bool = false
    )

    /// The filter that matches every entry.
    public static let absoluteTrue = Filter.and([])

    /// The filter that matches no entry.
    public static let absoluteFalse = Filter.or([])

    /// A filter as RFC 4515 writes it.
    ///
    /// Spaces between the parts are accepted.
    /// - Throws: `filterError` with the offset of the byte that is wrong, or where filters are nested too deep.
    public init(parsing text: String, maximumDepth: Int = 64) throws(LDAPError) {
        self = try FilterParser.parse(text, maximumDepth: maximumDepth)
    }
}
