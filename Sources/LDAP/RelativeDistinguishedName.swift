/// One part of a distinguished name (RFC 4514 section 2.2): the attribute values that tell an entry from its siblings.
public struct RelativeDistinguishedName: Sendable {
    /// One attribute and its value.
    public struct Assertion: Hashable, Sendable {
        /// The attribute type.
        public var type: AttributeDescription
        /// The value.
        public var value: AttributeValue

        /// States that an attribute has a value.
        public init(type: AttributeDescription, value: AttributeValue) {
            self.type = type
            self.value = value
        }
    }

    /// The assertions; almost always one.
    public var assertions: [Assertion]

    /// A part with one attribute.
    public init(_ type: AttributeDescription, _ value: AttributeValue) {
        self.assertions = [Assertion(type: type, value: value)]
    }

    /// A part with these attributes.
    public init(_ assertions: [Assertion]) {
        self.assertions = assertions
    }
}

extension RelativeDistinguishedName: Hashable {
    /// Whether both assert the same, without regard to order, ASCII case and insignificant spaces.
    public static func == (left: RelativeDistinguishedName, right: RelativeDistinguishedName) -> Bool {
        NameNormalizer.normalForm(of: left) == NameNormalizer.normalForm(of: right)
    }

    /// Feeds the normal form.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(NameNormalizer.normalForm(of: self))
    }
}

extension RelativeDistinguishedName: CustomStringConvertible {
    /// The text in a distinguished name, with everything escaped that needs it.
    public var description: String {
        self.assertions.count == 1
            ? self.assertions[0].description : self.assertions.lazy.map(\.description).joined(separator: "+")
    }
}
