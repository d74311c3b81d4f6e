import Encodings

/// Brings JSON values into the form that the schema demands, with the client's leniencies in one place per kind.
///
/// An unassigned value (null, an empty text, an empty list) becomes `nil`.
struct ValueDecoder {
    /// Where a value comes from.
    enum Source {
        /// The body of a POST or PUT, which shows the form of each attribute.
        case body
        /// An operation of a PATCH, where clients abbreviate.
        case operation
    }

    let source: Source

    /// Decodes the whole of an attribute: a list for a multi-valued one.
    func attribute(_ value: Value, as attribute: Schema.Attribute, in parent: String? = nil) throws(SCIMError) -> Value?
    {
        guard attribute.isMultiValued else { return try self.single(value, as: attribute, in: parent) }
        let values = try self.elements(value, as: attribute)
        return values.isEmpty ? nil : .array(values)
    }

    /// Decodes the values of a multi-valued attribute.
    ///
    /// Entra: a PATCH may give one value where a list belongs.
    ///
    /// - Throws: `invalidValue` also for a reference in a body that does not say to what.
    func elements(_ value: Value, as attribute: Schema.Attribute) throws(SCIMError) -> [Value] {
        switch (value, self.source) {
        case (.null, _): return []
        case (.array(let values), _):
            var elements: [Value] = []
            elements.reserveCapacity(values.count)
            for value in values {
                let element = try self.element(value, as: attribute)
                if self.source == .body { try Self.checkReference(element, from: value, attribute) }
                if let element { elements.append(element) }
            }
            if !attribute.isReference { try attribute.checkCount(elements.count) }
            return elements
        case (_, .operation): return try self.element(value, as: attribute).map { [$0] } ?? []
        case (_, .body): throw Self.mismatch(value, attribute.name, expected: "a list")
        }
    }

    /// Decodes one value of a multi-valued attribute; an object without members counts as unassigned.
    func element(_ value: Value, as attribute: Schema.Attribute) throws(SCIMError) -> Value? {
        guard let value = try self.single(self.unwrapped(value, attribute), as: attribute, in: nil) else { return nil }
        guard case .object(let object) = value else { return value }
        let assigned = object.withoutNulls
        return assigned.isEmpty ? nil : .object(assigned)
    }

    /// Entra: in a PATCH the simple values of a list may come wrapped, as in `[{"value": "1"}]`.
    private func unwrapped(_ value: Value, _ attribute: Schema.Attribute) -> Value {
        guard self.source == .operation, attribute.type != .complex, case .object(let object) = value, object.count == 1
        else { return value }
        return object["value"] ?? value
    }

    /// Decodes one value.
    ///
    /// Entra: a list of one may come where a single value belongs, as for `manager`; in a PATCH for any attribute.
    func single(_ value: Value, as attribute: Schema.Attribute, in parent: String? = nil) throws(SCIMError) -> Value? {
        switch (value, self.source) {
        case (.null, _): return nil
        case (.array(let values), _)
        where values.count < 2 && (self.source == .operation || attribute.isReference && !attribute.isMultiValued):
            guard let first = values.first else { return nil }
            return try self.single(self.unwrapped(first, attribute), as: attribute, in: parent)
        case (.string(let text), .operation) where text.isEmpty: return nil
        default: return try self.typed(value, as: attribute, in: parent)
        }
    }
}

extension ValueDecoder {
    /// Entra: numbers may come as text.
    private func typed(_ value: Value, as attribute: Schema.Attribute, in parent: String?) throws(SCIMError) -> Value? {
        switch (attribute.type, value) {
        case (.complex, _): return try self.complex(value, as: attribute)
        case (.boolean, _): return try self.boolean(value, as: attribute, in: parent)
        case (.string, .string(let text)), (.dateTime, .string(let text)), (.binary, .string(let text)),
            (.reference, .string(let text)):
            guard !text.isEmpty else { return nil }
            return value
        case (.integer, .integer), (.decimal, .integer), (.decimal, .decimal): return value
        case (.integer, .string(let text)) where Int64(text) != nil: return Int64(text).map(Value.integer)
        case (.decimal, .string(let text)) where Double(text)?.isFinite ?? false: return Double(text).map(Value.decimal)
        default:
            throw Self.mismatch(value, Self.name(attribute, in: parent), expected: attribute.type.description)
        }
    }

    /// Entra: expression mappings send truth values as text in any case; a PATCH may wrap one as `{"value": "False"}`.
    private func boolean(
        _ value: Value, as attribute: Schema.Attribute, in parent: String?
    ) throws(SCIMError) -> Value {
        switch value {
        case .boolean: return value
        case .string(let text) where text.equalsIgnoringASCIICase("true"): return true
        case .string(let text) where text.equalsIgnoringASCIICase("false"): return false
        case .object(let object) where self.source == .operation && object.count == 1:
            guard let value = object["value"], value.object == nil else { fallthrough }
            return try self.boolean(value, as: attribute, in: parent)
        default: throw Self.mismatch(value, Self.name(attribute, in: parent), expected: "true or false")
        }
    }

    /// Entra: a single complex attribute such as `manager`, a member, and in a PATCH any complex value may come as its
    /// `value` alone.
    private func complex(_ value: Value, as attribute: Schema.Attribute) throws(SCIMError) -> Value? {
        switch value {
        case .object(let object): return try self.object(object, as: attribute)
        case .string(let text)
        where self.source == .operation || !attribute.isMultiValued || attribute.isReference:
            guard let part = attribute.subAttribute(named: "value") else { break }
            return text.isEmpty ? nil : .object([part.name: value])
        default: break
        }
        throw Self.mismatch(value, attribute.name, expected: "an object")
    }

    /// Decodes the parts that the schema defines and a client may write; others are ignored.
    ///
    /// In an operation an unassigned part stays as null, because it clears what is there.
    private func object(_ object: Object, as attribute: Schema.Attribute) throws(SCIMError) -> Value? {
        var result = Object()
        result.reserveCapacity(object.count)
        for (name, value) in object {
            guard let part = attribute.subAttribute(named: name) ?? attribute.preference(named: name),
                part.mutability != .readOnly
            else { continue }
            if let decoded = try self.attribute(value, as: part, in: attribute.name) {
                result.append(part.name, decoded)
            } else if self.source == .operation {
                result.append(part.name, .null)
            }
        }
        if attribute.isReference, result["value"] == nil, let id = result["$ref"]?.string?.lastPathSegment {
            result.append("value", .string(id))
        }
        return result.isEmpty && self.source == .body ? nil : .object(result)
    }

    /// Null says nothing, but whatever else stands for a resource must say for which.
    private static func checkReference(
        _ element: Value?, from sent: Value, _ attribute: Schema.Attribute
    ) throws(SCIMError) {
        guard attribute.isReference, element?.object?["value"] == nil,
            sent.object?.contains(where: { !$0.value.isNull }) ?? false
        else { return }
        throw .invalidValue("Each value of '\(attribute.name)' needs a 'value', the id of a resource.")
    }
}

extension Schema.Attribute {
    /// Whether its values are resources, by their ids, which a client may write.
    fileprivate var isReference: Bool {
        self.subAttribute(named: "value") != nil
            && (self.subAttribute(named: "$ref")?.mutability ?? .readOnly) != .readOnly
    }
}

extension Schema.Attribute {
    /// The mark of the preferred one of several values, which counts also where nothing stores it.
    fileprivate func preference(named name: String) -> Schema.Attribute? {
        guard self.isMultiValued, !self.isReference, name.equalsIgnoringASCIICase("primary") else { return nil }
        return Schema.Attribute(name: "primary", type: .boolean)
    }
}

extension String {
    /// The id in the URL of a resource.
    fileprivate var lastPathSegment: String? { self.split(separator: "/").last.map(String.init) }
}

extension ValueDecoder {
    private static func name(_ attribute: Schema.Attribute, in parent: String?) -> String {
        parent.map { "\($0).\(attribute.name)" } ?? attribute.name
    }

    private static func mismatch(_ value: Value, _ name: String, expected: String) -> SCIMError {
        .invalidValue("'\(name)' must be \(expected), not \(value.kind); correct what the client sends for it.")
    }
}

extension Schema.Attribute.DataType {
    /// The name of the type in a sentence.
    fileprivate var description: String {
        switch self {
        case .string: "a text"
        case .boolean: "true or false"
        case .decimal: "a number"
        case .integer: "a whole number"
        case .dateTime: "a text with a date and time"
        case .binary: "a base64 text"
        case .reference: "a text with a URI"
        case .complex: "an object"
        }
    }
}

extension Value {
    /// The name of the JSON type in a sentence.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .decimal: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension Object {
    /// The members that are assigned.
    var withoutNulls: Object {
        guard self.contains(where: { $0.value.isNull }) else { return self }
        var object = Object()
        for (name, value) in self where !value.isNull { object.append(name, value) }
        return object
    }
}
