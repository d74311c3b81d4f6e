/// The statement that an attribute has a value (RFC 4511 section 4.1.6).
public struct AttributeValueAssertion: Hashable, Sendable {
    /// The attribute that the statement is about.
    public var attribute: AttributeDescription
    /// The value that the attribute has.
    public var value: AttributeValue

    /// States that an attribute has a value.
    public init(attribute: AttributeDescription, value: AttributeValue) {
        self.attribute = attribute
        self.value = value
    }
}
