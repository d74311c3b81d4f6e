import Encodings

/// A JSON value, and so a SCIM attribute value (RFC 7643 2.3).
public enum Value: Sendable {
    /// JSON `null`: the attribute is unassigned (RFC 7643 2.5).
    case null
    /// JSON `true` or `false`.
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case decimal(Double)
    /// Text; dates, references and binary values travel as text too.
    case string(String)
    /// An ordered list, the values of a multi-valued attribute.
    case array([Value])
    /// The sub-attributes of a complex value.
    case object(Object)
}

extension Value: Hashable {
    /// Whether both are the same, text character by character: Swift itself takes `é` for the same as `e` with its accent, and
    /// clients do not.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.string(let left), .string(let right)): left.hasBytes(of: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.boolean, _), (.integer, _), (.decimal, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// Feeds the value.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let truth): hasher.combine(truth)
        case .integer(let number): hasher.combine(number)
        case .decimal(let number): hasher.combine(number)
        case .string(let text): text.hashBytes(into: &hasher)
        case .array(let values): hasher.combine(values)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension Value {
    /// The text of a `.string`, or nil.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value of a `.boolean`, or nil.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The truth that the value stands for, or nil.
    ///
    /// Entra: truth values also come as text, as in `"True"`.
    public var truth: Bool? {
        if let boolean { return boolean }
        if self.string?.equalsIgnoringASCIICase("true") ?? false { return true }
        return self.string?.equalsIgnoringASCIICase("false") ?? false ? false : nil
    }

    /// The elements of an `.array`, or nil.
    public var array: [Value]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The members of an `.object`, or nil.
    public var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    /// Whether this is `.null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The simple value as text, as an unquoted filter literal is compared with a string attribute; nil for others.
    public var text: String? {
        switch self {
        case .string(let text): text
        case .boolean(let value): value.description
        case .integer(let number): number.description
        case .decimal(let number): number.description
        case .null, .array, .object: nil
        }
    }
}

extension Value {
    /// Whether there is anything that is neither null nor empty (RFC 7643 2.5).
    var isAssigned: Bool {
        switch self {
        case .null: false
        case .string(let text): !text.isEmpty
        case .array(let values): values.contains(where: \.isAssigned)
        case .object(let object): object.contains { $0.value.isAssigned }
        case .boolean, .integer, .decimal: true
        }
    }

    /// The values of a multi-valued attribute; a single one stands for itself.
    var elements: [Value] {
        if case .array(let values) = self { values } else { [self] }
    }

    /// The values of a part of all values of an attribute.
    func parts(_ name: String) -> [Value] {
        if case .array(let values) = self { values.flatMap { $0.part(name) } } else { self.part(name) }
    }

    /// The values of a part of a complex value; a simple value is its own `value`.
    func part(_ name: String) -> [Value] {
        guard case .object(let object) = self else {
            return name.equalsIgnoringASCIICase("value") ? [self] : []
        }
        return object[name]?.elements ?? []
    }
}
