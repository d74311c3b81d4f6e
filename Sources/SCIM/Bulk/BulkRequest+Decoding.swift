import Encodings

extension BulkRequest {
    /// Decodes the body of a bulk request; `schemas` may be missing.
    ///
    /// An operation that cannot be read is kept as one that fails alone. `unescape` decodes bulk ids in paths, which are taken as
    /// they are where it returns nil.
    /// - Throws: `invalidSyntax` when the body is no list of operations or another message, `invalidValue` for a bad
    ///   `failOnErrors`.
    public init(
        decoding value: Value, unescaping unescape: (String) -> String? = { _ in nil }
    ) throws(SCIMError) {
        guard case .object(let body) = value, case .array(let values)? = body["Operations"], !values.isEmpty else {
            throw .invalidSyntax(
                "The body of a bulk request must be an object with a list of 'Operations' that is not empty.")
        }
        try DeclaredSchemas(of: body).checkMessage(is: .bulkRequest)
        switch body["failOnErrors"] {
        case nil, .null?: self.init(operations: [])
        case .integer(let limit)? where limit > 0: self.init(failOnErrors: Int(limit), operations: [])
        default: throw .invalidValue("'failOnErrors' must be a whole number above 0; leave it away to do everything.")
        }
        var names: Set<String> = []
        for value in values { self.operations.append(Operation(decoding: value, unescape, names: &names)) }
    }
}

extension BulkRequest.Operation {
    /// Decodes an operation; `names` are the bulk ids of those before it.
    fileprivate init(decoding value: Value, _ unescape: (String) -> String?, names: inout Set<String>) {
        var object = value.object ?? [:]
        let path = object["path"]?.string.map { BulkReference.unescaped($0, by: unescape) }
        if let path { object["path"] = .string(path) }
        self.init(
            word: object["method"]?.string, bulkID: object["bulkId"]?.string, path: path,
            call: Result { [object] () throws(SCIMError) in try BulkRequest.Call(decoding: object) }
        )
        guard case .success(let call) = self.call, call.method == .post else { return }
        if let bulkID, !bulkID.isEmpty {
            if names.insert(bulkID).inserted { return }
            self.call = .failure(.invalidValue("The bulkId \(bulkID) names an earlier operation. Give each its own."))
        } else {
            self.call = .failure(.invalidSyntax("An operation with the method POST needs a 'bulkId'."))
        }
    }
}

extension BulkRequest.Call {
    fileprivate init(decoding object: Object) throws(SCIMError) {
        guard let word = object["method"]?.string,
            let method = BulkRequest.Method.allCases.first(where: { $0.rawValue.equalsIgnoringASCIICase(word) })
        else {
            throw .invalidSyntax("Each operation must be an object with a 'method' of POST, PUT, PATCH or DELETE.")
        }
        guard let path = object["path"]?.string else {
            throw .invalidSyntax("Each operation needs a 'path' such as /Users or /Users/ID.")
        }
        self.init(method, path)
        if method != .delete {
            guard let data = object["data"]?.object else {
                throw .invalidSyntax("An operation with the method \(method.rawValue) needs an object as its 'data'.")
            }
            self.data = data
        }
        switch object["version"] {
        case nil, .null?: break
        case .string(let version)?: self.version = try EntityTagCondition(parsing: version)
        default: throw .invalidSyntax("The 'version' of an operation must be a text.")
        }
    }
}
