/// An attribute with its values (RFC 4511 section 4.1.7).
public struct Attribute: Hashable, Sendable {
    /// Values of one attribute: of an entry that was received, a part of the list of all its values.
    public typealias Values = ArraySlice<AttributeValue>

    /// The type and its options.
    public var description: AttributeDescription
    /// The values, in the order of the server.
    public var values: Values

    /// An attribute with values that may be a part of others.
    public init(_ description: AttributeDescription, values: Values) {
        self.description = description
        self.values = values
    }

    /// An attribute with these values.
    public init(_ description: AttributeDescription, values: [AttributeValue] = []) {
        self.init(description, values: values[...])
    }
}
