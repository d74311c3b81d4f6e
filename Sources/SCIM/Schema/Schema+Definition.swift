extension Schema.Attribute {
    /// Text that compares without case.
    static func text(_ name: String, _ description: String, isRequired: Bool = false) -> Self {
        Self(name: name, description: description, isRequired: isRequired)
    }

    /// A truth value.
    static func boolean(_ name: String, _ description: String) -> Self {
        Self(name: name, type: .boolean, description: description)
    }

    /// A URI of something outside, or of resources of the types named.
    static func reference(
        _ name: String = "$ref", _ description: String, to types: [String] = ["external"],
        mutability: Mutability = .readWrite
    ) -> Self {
        Self(
            name: name, type: .reference, description: description, isCaseExact: true,
            mutability: mutability, referenceTypes: types
        )
    }

    /// One object of sub-attributes.
    static func complex(
        _ name: String, _ description: String, mutability: Mutability = .readWrite, _ subAttributes: [Self]
    ) -> Self {
        Self(
            name: name, type: .complex, description: description, mutability: mutability,
            subAttributes: subAttributes
        )
    }

    /// A list of objects of sub-attributes.
    static func list(
        _ name: String, _ description: String, mutability: Mutability = .readWrite, _ subAttributes: [Self]
    ) -> Self {
        Self(
            name: name, type: .complex, isMultiValued: true, description: description, mutability: mutability,
            subAttributes: subAttributes
        )
    }

    /// A list with the sub-attributes of RFC 7643 section 2.4: `value`, `display`, `type` and `primary`.
    static func values(
        _ name: String, _ description: String, types: [String] = [], value: Self = .text("value", "The value.")
    ) -> Self {
        .list(
            name, description,
            [value, .text("display", "The value as people read it."), .kind(types), .primary]
        )
    }

    /// The label of a value.
    static func kind(_ canonicalValues: [String] = []) -> Self {
        Self(name: "type", description: "The label of the value.", canonicalValues: canonicalValues)
    }

    /// The mark of the preferred value.
    static let primary = Self.boolean("primary", "Whether this is the preferred value; at most one is.")
}
