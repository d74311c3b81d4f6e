extension Schema {
    /// The definition of an attribute or sub-attribute (RFC 7643 section 7).
    public struct Attribute: Hashable, Sendable {
        /// The name in its canonical spelling.
        public var name: String
        /// The type of its value or values.
        public var type: DataType
        /// Whether it holds a list of values.
        public var isMultiValued: Bool
        /// What the attribute is for.
        public var description: String
        /// Whether a resource, or the value that it is part of, needs it.
        public var isRequired: Bool
        /// The values that are suggested to clients; others are accepted.
        public var canonicalValues: [String]
        /// Whether its text compares with case.
        public var isCaseExact: Bool
        /// Who may change it, and when.
        public var mutability: Mutability
        /// When a response shows it.
        public var returned: Returned
        /// Among what its value is unique.
        public var uniqueness: Uniqueness
        /// The names of the resource types that it may refer to.
        public var referenceTypes: [String]
        /// The definitions of its parts, for complex attributes.
        public var subAttributes: [Attribute]

        /// Creates a definition; what is left out is as RFC 7643 section 2.2 says.
        public init(
            name: String,
            type: DataType = .string,
            isMultiValued: Bool = false,
            description: String = "",
            isRequired: Bool = false,
            canonicalValues: [String] = [],
            isCaseExact: Bool = false,
            mutability: Mutability = .readWrite,
            returned: Returned = .default,
            uniqueness: Uniqueness = .none,
            referenceTypes: [String] = [],
            subAttributes: [Attribute] = []
        ) {
            self.name = name
            self.type = type
            self.isMultiValued = isMultiValued
            self.description = description
            self.isRequired = isRequired
            self.canonicalValues = canonicalValues
            self.isCaseExact = isCaseExact
            self.mutability = mutability
            self.returned = returned
            self.uniqueness = uniqueness
            self.referenceTypes = referenceTypes
            self.subAttributes = subAttributes
        }

        /// Returns the sub-attribute with a name in any case.
        public func subAttribute(named name: String) -> Attribute? {
            self.subAttributes.first(named: name)
        }
    }
}

extension Schema.Attribute {
    /// The data types of RFC 7643 section 2.3.
    public enum DataType: String, Sendable {
        /// UTF-8 text.
        case string
        /// `true` or `false`.
        case boolean
        /// A number with a fraction.
        case decimal
        /// A whole number.
        case integer
        /// An RFC 3339 time.
        case dateTime
        /// Base64 text.
        case binary
        /// A URI.
        case reference
        /// An object of sub-attributes.
        case complex
    }

    /// Who may change an attribute (RFC 7643 section 7).
    public enum Mutability: String, Sendable {
        /// Only the service.
        case readOnly
        /// Clients at any time.
        case readWrite
        /// Clients when they create the value.
        case immutable
        /// Clients, who can never read it.
        case writeOnly
    }

    /// When a response shows an attribute (RFC 7643 section 7).
    public enum Returned: String, Sendable {
        /// In every response.
        case always
        /// In no response.
        case never
        /// In responses that do not exclude it.
        case `default`
        /// In responses to requests that name it.
        case request
    }

    /// Among what a value is unique (RFC 7643 section 7).
    public enum Uniqueness: String, Sendable {
        /// It need not be.
        case none
        /// Among the resources of this service.
        case server
        /// Everywhere.
        case global
    }
}

extension Schema.Attribute {
    /// How many values one attribute may have, other resources that it refers to aside: each is compared with all others.
    public static let maximumValues = 1000

    /// - Throws: `invalidValue` for more values than an attribute may have.
    func checkCount(_ count: Int) throws(SCIMError) {
        if count <= Self.maximumValues { return }
        throw .invalidValue("'\(self.name)' cannot have more than \(Self.maximumValues) values.")
    }
}
