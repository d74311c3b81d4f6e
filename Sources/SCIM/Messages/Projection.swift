import Encodings

/// The attributes that a client wants to see (RFC 7644 section 3.9).
public struct Projection: Hashable, Sendable {
    /// The attributes asked for; empty asks for the default set.
    public var attributes: [AttributePath]
    /// The attributes of the default set that are not wanted.
    public var excluded: [AttributePath]

    /// The default set.
    public static let all = Projection()

    /// Creates a projection.
    public init(attributes: [AttributePath] = [], excluded: [AttributePath] = []) {
        self.attributes = attributes
        self.excluded = excluded
    }

    /// Whether a client wants to see anything of what is at a path.
    ///
    /// Value filters do not count, so `emails[type eq "work"]` asks for all of `emails` and excludes none of it. What a schema
    /// always or never returns is not known here.
    public func includes(_ path: AttributePath) -> Bool {
        (self.attributes.isEmpty || self.names(path)) && !self.excludes(path)
    }

    /// Returns the projection that shows what is at a path besides.
    public func including(_ path: AttributePath) -> Projection {
        if self.includes(path) { return self }
        return Projection(
            attributes: self.attributes.isEmpty ? [] : self.attributes + [path],
            excluded: self.excluded.filter { !$0.covers(path) }
        )
    }

    /// Whether the path, a part of it or what it is a part of is asked for by name.
    func names(_ path: AttributePath) -> Bool {
        self.attributes.contains { $0.covers(path) || path.covers($0) }
    }

    /// Whether the whole of a path is excluded.
    func excludes(_ path: AttributePath) -> Bool {
        self.excluded.contains { $0.filter == nil && $0.covers(path) }
    }

    /// Returns the projection with every attribute in the schema that defines it.
    ///
    /// Entra: an attribute of an extension may lack its schema.
    public func qualified(in type: ResourceType) -> Projection {
        if self == .all { return self }
        return Projection(
            attributes: self.attributes.map { $0.qualified(in: type) },
            excluded: self.excluded.map { $0.qualified(in: type) }
        )
    }

    /// Whether some path names certain values of an attribute.
    var hasValueFilters: Bool {
        self.attributes.contains { $0.filter != nil } || self.excluded.contains { $0.filter != nil }
    }

    /// Returns what holds for one value of the multi-valued attribute at a path; nil if the value is not to be shown.
    func narrowed(to element: Value, at path: AttributePath, as attribute: Schema.Attribute?) -> Projection? {
        var narrowed = Projection()
        narrowed.attributes = self.attributes.compactMap { $0.selecting(element, at: path, as: attribute) }
        narrowed.excluded = self.excluded.compactMap { $0.selecting(element, at: path, as: attribute) }
        if !self.attributes.isEmpty, !narrowed.names(path) { return nil }
        return narrowed.excludes(path) ? nil : narrowed
    }
}

extension AttributePath {
    /// Whether all values at another path are also below this one, value filters aside.
    func covers(_ other: AttributePath) -> Bool {
        guard self.extensionSchema == other.extensionSchema else { return false }
        guard !self.attribute.isEmpty else { return true }
        guard self.attribute.equalsIgnoringASCIICase(other.attribute) else { return false }
        guard let subAttribute else { return true }
        return other.subAttribute.map { subAttribute.equalsIgnoringASCIICase($0) } ?? false
    }

    private var extensionSchema: SchemaURN? {
        self.schema.flatMap { $0.isCore ? nil : $0 }
    }

    fileprivate func qualified(in type: ResourceType) -> AttributePath {
        guard self.schema == nil, let (schema, _) = type.bareAttribute(named: self.attribute) else { return self }
        var path = self
        path.schema = schema
        return path
    }

    /// The path without its filter if that selects the value of the attribute, or is another attribute's; nil otherwise.
    fileprivate func selecting(
        _ element: Value, at path: AttributePath, as attribute: Schema.Attribute?
    ) -> AttributePath? {
        guard let filter, AttributePath(schema: self.schema, attribute: self.attribute).covers(path) else {
            return self
        }
        guard filter.matches(element: element, of: attribute) else { return nil }
        var path = self
        path.filter = nil
        return path
    }
}
