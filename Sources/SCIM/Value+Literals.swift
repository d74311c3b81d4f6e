extension Value: ExpressibleByStringLiteral {
    /// Makes a `.string`.
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension Value: ExpressibleByBooleanLiteral {
    /// Makes a `.boolean`.
    public init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension Value: ExpressibleByIntegerLiteral {
    /// Makes an `.integer`.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}

extension Value: ExpressibleByFloatLiteral {
    /// Makes a `.decimal`.
    public init(floatLiteral value: Double) {
        self = .decimal(value)
    }
}

extension Value: ExpressibleByArrayLiteral {
    /// Makes an `.array`.
    public init(arrayLiteral elements: Value...) {
        self = .array(elements)
    }
}

extension Value: ExpressibleByDictionaryLiteral {
    /// Makes an `.object` with the members in the written order.
    public init(dictionaryLiteral elements: (String, Value)...) {
        var object = Object()
        for (name, value) in elements {
            object.append(name, value)
        }
        self = .object(object)
    }
}

extension Value: ExpressibleByNilLiteral {
    /// Makes `.null`.
    public init(nilLiteral: ()) {
        self = .null
    }
}
