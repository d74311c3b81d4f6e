import Encodings

extension Patch {
    /// Decodes the body of a PATCH.
    ///
    /// An operation without path, or on a whole schema, becomes one operation for each member of its value. What cannot be read
    /// of the operations becomes a fault of the patch. Entra: the order and case of the keys do not matter, `schemas` may be
    /// missing, and further keys are ignored. Microsoft's validator sends an empty list of operations, which changes nothing.
    ///
    /// - Throws: `invalidSyntax` when the body is not a PATCH at all, and why where nothing of it can be read.
    public init(decoding value: Value, extensions: [SchemaURN] = [.enterpriseUser]) throws(SCIMError) {
        guard case .object(let body) = value, case .array(let values)? = body["Operations"] else {
            throw .invalidSyntax("The body of a PATCH must be an object with a list of 'Operations'.")
        }
        try DeclaredSchemas(of: body).checkMessage(is: .patchOp)
        self.init()
        for (index, value) in values.enumerated() {
            do {
                self.append(
                    try Operation(decoding: value, extensions: extensions).expanded(extensions: extensions))
            } catch {
                let path = value.object?["path"]?.string.map(Fault.name(ofPath:)) ?? ""
                self.faults.append(Fault(name: path.isEmpty ? "operation \(index + 1)" : path, error: error))
            }
        }
        if self.operations.isEmpty, let fault = self.faults.first { throw fault.error }
    }
}

extension Patch.Fault {
    /// The longest name that is told.
    private static let maximumName = 100

    /// What is told of a path that cannot be read: no more than the attribute, for a filter holds values.
    fileprivate static func name(ofPath text: String) -> String {
        String(text.prefix(Self.maximumName).prefix { $0 != "[" })
    }
}

extension Patch.Operation {
    /// Entra: `op` comes in any case, as in `Add`, and a path may be null or empty.
    ///
    /// - Throws: `invalidSyntax` for what is no operation, `invalidPath` for a path that cannot be read, `invalidValue` for an
    ///   addition or replacement without value.
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

    /// Returns one operation for each attribute, if this one is on the resource or on a whole schema: `noTarget` is the fault of
    /// a removal without path, `invalidValue` that of another value than an object.
    ///
    /// Entra: the keys are whole paths: `name.givenName`, `emails[type eq "work"].value`, or full names with a URN.
    func expanded(extensions: [SchemaURN]) -> Patch {
        if let path, !path.attribute.isEmpty { return Patch(operations: [self]) }
        guard self.kind != .remove else {
            if self.path != nil { return Patch(operations: [self]) }
            return self.failing(.noTarget("A removal needs a 'path' that names the attribute to remove."))
        }
        if self.path != nil, self.value.isUnassigned {
            return Patch(operations: [Self(.remove, path: self.path)])
        }
        guard case .object(let members)? = self.value else {
            return self.failing(
                .invalidValue(
                    "\(self.label): without a path to an attribute, 'value' must be an object of attributes."))
        }
        return self.spread(members, extensions: extensions)
    }

    private func failing(_ error: SCIMError) -> Patch {
        Patch(faults: [Patch.Fault(name: self.path?.description ?? "an operation without path", error: error)])
    }

    private func spread(_ members: Object, extensions: [SchemaURN]) -> Patch {
        var patch = Patch()
        for (name, value) in members where !Self.isDerived(name) {
            do {
                var path = try AttributePath(parsing: name, extensions: extensions)
                if let schema = self.path?.schema, !schema.isCore { path.schema = path.schema ?? schema }
                let operation = Patch.Operation(self.kind, path: path, value: value)
                patch.append(operation.expanded(extensions: extensions))
            } catch {
                patch.faults.append(Patch.Fault(name: Patch.Fault.name(ofPath: name), error: error))
            }
        }
        return patch
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
