import Encodings

/// A body on its way to a resource's attributes.
struct ResourceDecoding {
    let type: ResourceType
    let decoder = ValueDecoder(source: .body)
    private var core = Object()
    private var extensions: [(urn: SchemaURN, object: Object)] = []
    /// Holds nothing but what has no place.
    private(set) var others = Resource()

    init(type: ResourceType) {
        self.type = type
        self.core.reserveCapacity(16)
    }

    /// The core attributes, then the extensions.
    var attributes: Object {
        var attributes = self.core
        for (urn, object) in self.extensions { attributes.append(urn.rawValue, .object(object)) }
        return attributes
    }

    /// Takes a member of the body; one that nothing defines is ignored.
    mutating func take(_ name: String, _ value: Value) throws(SCIMError) {
        if let (schema, attribute) = self.type.bareAttribute(named: name) {
            try self.put(value, attribute, of: schema)
        } else if name.utf8.starts(withIgnoringASCIICase: "urn:".utf8) {
            try self.takeQualified(name, value)
        } else {
            self.others.noteForeign(AttributePath(attribute: name), value)
        }
    }

    /// Takes the object of a schema, or an attribute under its full name.
    ///
    /// Entra: schemas that nobody knows are sent, and the name of the enterprise extension without its last colon.
    private mutating func takeQualified(_ name: String, _ value: Value) throws(SCIMError) {
        let urn = SchemaURN(rawValue: name)
        if urn == self.type.schema.id {
            try self.takeMembers(of: nil, urn, value)
        } else if let known = self.type.extensionURNs.first(where: { $0 == urn || $0.withoutLastColon == urn }) {
            try self.takeMembers(of: known, urn, value)
        } else if let path = try? AttributePath(parsing: name, extensions: self.type.extensionURNs),
            path.subAttribute == nil, path.filter == nil
        {
            guard let attribute = self.type.attribute(named: path.attribute, of: path.schema) else {
                return self.others.noteForeign(path, value)
            }
            try self.put(value, attribute, of: path.schema)
        } else if case .object(let members) = value {
            self.others.noteForeign(members, of: urn)
        } else {
            self.others.noteForeign(AttributePath(attribute: name), value)
        }
    }

    private mutating func takeMembers(of schema: SchemaURN?, _ urn: SchemaURN, _ value: Value) throws(SCIMError) {
        guard !value.isNull else { return }
        guard case .object(let members) = value else {
            throw .invalidValue("'\(urn)' must be an object with the attributes of that schema.")
        }
        for (name, value) in members {
            guard let attribute = self.type.attribute(named: name, of: schema) else {
                self.others.noteForeign(AttributePath(schema: schema, attribute: name), value)
                continue
            }
            try self.put(value, attribute, of: schema)
        }
    }

    private mutating func put(
        _ value: Value, _ attribute: Schema.Attribute, of schema: SchemaURN?
    ) throws(SCIMError) {
        guard attribute.mutability != .readOnly,
            let decoded = attribute.isMultiValued && value.isWithoutValues
                ? .array([]) : try self.decoder.attribute(value, as: attribute)
        else { return }
        guard let urn = schema.flatMap({ self.type.extensionIndex($0) }).map({ self.type.extensions[$0].schema.id })
        else {
            self.core[attribute.name] = decoded
            return
        }
        if let index = self.extensions.firstIndex(where: { $0.urn == urn }) {
            self.extensions[index].object[attribute.name] = decoded
        } else {
            self.extensions.append((urn, [attribute.name: decoded]))
        }
    }
}

extension Resource {
    /// Decodes the body of a POST or PUT.
    ///
    /// Names take the schema's spelling. Null, read-only attributes and attributes that the type does not know are left
    /// out, the last of them noted as ``foreign``. An attribute of several values that is null or said to have none stays as an empty
    /// list (RFC 7643 section 2.5): a PUT clears it, where one that is not named may stay.
    ///
    /// - Throws: `invalidSyntax` when the body is no object or one of another type, `invalidValue` naming the attribute whose value has the wrong
    ///   type.
    public init(decoding value: Value, as type: ResourceType) throws(SCIMError) {
        guard case .object(let body) = value else {
            throw .invalidSyntax("The body must be a JSON object with the attributes of a \(type.name).")
        }
        try DeclaredSchemas(of: body).checkResource(isOf: type)
        var decoding = ResourceDecoding(type: type)
        for (name, value) in body { try decoding.take(name, value) }
        self.init(attributes: decoding.attributes)
        self.foreign = decoding.others.foreign
    }
}

extension Value {
    /// Whether this says of an attribute of several values that it has none (RFC 7643 section 2.5).
    ///
    /// A list of nothing but nulls says nothing.
    fileprivate var isWithoutValues: Bool { self == .array([]) || self.isNull }
}

extension SchemaURN {
    fileprivate var withoutLastColon: SchemaURN {
        var text = self.rawValue
        if let colon = text.lastIndex(of: ":") { text.remove(at: colon) }
        return SchemaURN(rawValue: text)
    }
}
