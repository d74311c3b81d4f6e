/// A SCIM resource (RFC 7643 section 3).
///
/// `schemas` is not kept: it follows from the resource type and the extensions that are present.
public struct Resource: Hashable, Sendable {
    /// The identifier that the service gave it.
    public var id: String?
    /// Its metadata.
    public var meta: Meta?
    /// `externalId` and the core attributes by name, and the attributes of each extension as an object under its URN.
    public var attributes: Object
    /// What a client said that its schemas have no place for: attributes that nobody knows, which are
    /// ignored; the first hundred of them.
    public var foreign: [AttributePath] = []

    /// Creates a resource.
    public init(id: String? = nil, meta: Meta? = nil, attributes: Object = [:]) {
        self.id = id
        self.meta = meta
        self.attributes = attributes
    }
}

extension Resource {
    /// The values at a path: those of all matching values of a multi-valued attribute, none if nothing is there.
    public subscript(_ path: AttributePath) -> [Value] {
        guard let container = self.container(of: path.schema) else { return [] }
        guard !path.attribute.isEmpty else { return container.isEmpty ? [] : [.object(container)] }
        guard let value = container[path.attribute] else { return [] }
        guard let filter = path.filter else { return path.subAttribute.map { value.parts($0) } ?? value.elements }
        let selected = value.elements.filter { filter.matches(element: $0, of: nil) }
        return path.subAttribute.map { part in selected.flatMap { $0.part(part) } } ?? selected
    }

    /// Whether the attribute of a path is there, if only to say that it has no values.
    public func names(_ path: AttributePath) -> Bool {
        self.container(of: path.schema)?[path.attribute] != nil
    }

    /// Puts values in the place of those at a path; none takes away what is there and what thereby becomes empty.
    ///
    /// Values of a multi-valued attribute that a filter does not select stay; those that are missing are made from the
    /// filter, so `emails[type eq "work"].value` makes `{"type": "work", "value": …}`.
    public mutating func set(_ values: [Value], at path: AttributePath) {
        guard !path.attribute.isEmpty else {
            self.setContainer(values.first?.object ?? Object(), of: path.schema)
            return
        }
        let assignment = PathAssignment(path)
        var container = self.container(of: path.schema) ?? Object()
        container[assignment.name] = assignment.assigning(values, to: container[assignment.name])
        self.setContainer(container, of: path.schema)
    }

    /// The attributes of the core schema, or those of an extension.
    func container(of schema: SchemaURN?) -> Object? {
        guard let schema, !schema.isCore else { return self.attributes }
        return self.attributes[schema.rawValue]?.object
    }

    /// Puts a value in the place of that of an attribute; nil takes it away.
    mutating func set(_ value: Value?, named name: String, of schema: SchemaURN?) {
        guard let schema, !schema.isCore else {
            self.attributes[name] = value
            return
        }
        var container = self.container(of: schema) ?? Object()
        container[name] = value
        self.setContainer(container, of: schema)
    }

    /// Stores attributes of the core schema or of an extension, which goes when it is empty.
    mutating func setContainer(_ container: Object, of schema: SchemaURN?) {
        guard let schema, !schema.isCore else {
            self.attributes = container
            return
        }
        self.attributes[schema.rawValue] = container.isEmpty ? nil : .object(container)
    }
}

extension Resource {
    /// How many attributes are noted; one that sends more has sent enough to be told.
    private static let maximumForeign = 100

    /// Notes what a client said of an attribute that the resource's schemas do not have; nothing if it gave no value.
    ///
    /// The name of an extension reads like that of an attribute: with an object as its value it is taken for the extension.
    mutating func noteForeign(_ path: AttributePath, _ value: Value) {
        if Optional(value).isUnassigned || value == .array([]) { return }
        guard path.schema != nil, path.filter == nil, case .object(let members) = value else {
            return self.noteForeign(path)
        }
        self.noteForeign(members, of: SchemaURN(rawValue: path.description))
    }

    /// Notes what a client said of the attributes of an extension that nobody knows.
    mutating func noteForeign(_ members: Object, of schema: SchemaURN) {
        for (name, value) in members where !Optional(value).isUnassigned {
            self.noteForeign(AttributePath(schema: schema, attribute: name))
        }
    }

    private mutating func noteForeign(_ path: AttributePath) {
        guard self.foreign.count < Self.maximumForeign, !self.foreign.contains(path) else { return }
        self.foreign.append(path)
    }
}
