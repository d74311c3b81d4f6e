/// An attribute with its values (RFC 4511 section 4.1.7).
public struct Attribute: Hashable, Sendable {
    /// The type and its options.
    public var description: AttributeDescription
    /// The values, in the order of the server.
    public var values: [AttributeValue]

    /// An attribute with these values.
    public init(_ description: AttributeDescription, values: [AttributeValue] = []) {
        self.description = description
        self.values = values
    }
}
