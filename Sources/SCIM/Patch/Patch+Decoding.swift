extension Patch {
    /// Decodes the body of a PATCH.
    ///
    /// An operation without path, or on a whole schema, becomes one operation for each member of its value. Entra: the
    /// order and case of the keys do not matter, `schemas` may be missing, and further keys are ignored. Microsoft's validator
    /// sends an empty list of operations, which changes nothing.
    ///
    /// - Throws: `invalidSyntax` when the body is not a PATCH, `invalidPath` for a path that cannot be read, `noTarget` for
    ///   a removal without path, `invalidValue` for an addition or replacement without value.
    public init(decoding value: Value, extensions: [SchemaURN] = [.enterpriseUser]) throws(SCIMError) {
        guard case .object(let body) = value, case .array(let values)? = body["Operations"] else {
            throw .invalidSyntax("The body of a PATCH must be an object with a list of 'Operations'.")
        }
        try body.checkMessage(is: .patchOp)
        self.init(operations: [])
        for value in values {
            self.operations += try Operation(decoding: value, extensions: extensions).expanded(extensions: extensions)
        }
    }
}

extension Patch.Operation {
    /// Entra: `op` comes in any case, as in `Add`, and a path may be null or empty.
    fileprivate init(decoding value: Value, extensions: [SchemaURN]) throws(SCIMError) {
        guard case .object(let object) = value, let word = object["op"]?.string,
            let kind = Kind.allCases.first(where: { $0.rawValue.equalsIgnoringASCIICase(word) })
        else {
            throw .invalidSyntax("Each operation of a PATCH must be an object with an 'op' of add, remove or replace.")
        }
        self.init(kind, path: nil, value: object["value"])
        switch object["path"] {
        case nil, .null?, .string("")?: break
        case .string(let text)?: self.path = try AttributePath(parsing: text, extensions: extensions)
        default: throw .invalidSyntax("The 'path' of an operation must be a text.")
        }
        guard kind == .remove || self.value != nil else {
            throw .invalidValue("\(self.label): the operation needs a 'value'; send null to clear the attribute.")
        }
    }

    /// The operation in the words of an error.
    var label: String {
        self.path.map { "\(self.kind.rawValue) \($0)" } ?? self.kind.rawValue
    }

    /// Returns one operation for each attribute, if this one is on the resource or on a whole schema.
    ///
    /// Entra: the keys are whole paths: `name.givenName`, `emails[type eq "work"].value`, or full names with a URN.
    func expanded(extensions: [SchemaURN]) throws(SCIMError) -> [Patch.Operation] {
        if let path, !path.attribute.isEmpty { return [self] }
        guard self.kind != .remove else {
            if self.path != nil { return [self] }
            throw .noTarget("A removal needs a 'path' that names the attribute to remove.")
        }
        if self.path != nil, self.value.isUnassigned { return [Self(.remove, path: self.path)] }
        guard case .object(let members)? = self.value else {
            throw .invalidValue(
                "\(self.label): without a path to an attribute, 'value' must be an object of attributes.")
        }
        return try self.operations(for: members, extensions: extensions)
    }

    private func operations(for members: Object, extensions: [SchemaURN]) throws(SCIMError) -> [Patch.Operation] {
        var operations: [Patch.Operation] = []
        for (name, value) in members where !Self.isDerived(name) {
            var path = try AttributePath(parsing: name, extensions: extensions)
            if let schema = self.path?.schema, !schema.isCore { path.schema = path.schema ?? schema }
            let operation = Patch.Operation(self.kind, path: path, value: value)
            operations += try operation.expanded(extensions: extensions)
        }
        return operations
    }

    /// Whether a member of a resource says nothing that a client could change.
    private static func isDerived(_ name: String) -> Bool {
        name.equalsIgnoringASCIICase("schemas") || name.equalsIgnoringASCIICase("meta")
    }
}

extension Value? {
    /// Whether there is no value: Entra sends an empty text as well as null.
    var isUnassigned: Bool {
        switch self {
        case nil, .null?: true
        case .string(let text)?: text.isEmpty
        default: false
        }
    }
}
