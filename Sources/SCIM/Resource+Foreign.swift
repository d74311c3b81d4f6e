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
