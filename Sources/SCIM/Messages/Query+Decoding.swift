import Encodings

extension Query {
    /// Makes a query of parameters that have been read; texts are as they stand in a URL.
    ///
    /// Every parameter may be `nil`, which is not the same as empty: an empty cursor asks for the first page.
    /// - Throws: `invalidFilter`, `invalidPath` or `invalidValue` for the parameter that cannot be read, `invalidCount` for a
    ///   page by cursor that would hold nothing.
    public init(
        filter: String?, sortBy: String?, sortOrder: String?, startIndex: Int?, cursor: String?, count: Int?,
        projection: Projection, extensions: [SchemaURN]
    ) throws(SCIMError) {
        if cursor != nil, let count, count < 1 {
            throw .invalidCount("A page by cursor holds at least one resource; leave 'count' out or make it positive.")
        }
        self.init(startIndex: startIndex ?? 1, cursor: cursor, count: count, projection: projection)
        if let filter { self.filter = try Filter(parsing: filter, extensions: extensions) }
        if let sortBy {
            let path = try AttributePath(parsing: sortBy, extensions: extensions)
            self.sort = Sort(path, isDescending: try Self.isDescending(sortOrder))
        }
    }

    /// Reads the body of a POST to `/.search` (RFC 7644 section 3.4.3).
    ///
    /// - Throws: `invalidSyntax` for what is no such message, else as the parameters of a URL.
    public init(decoding value: Value, extensions: [SchemaURN]) throws(SCIMError) {
        guard case .object(let message) = value else {
            throw .invalidSyntax("The body of a search must be an object, such as {\"filter\": \"userName pr\"}.")
        }
        try DeclaredSchemas(of: message).checkMessage(is: .searchRequest)
        let projection = Projection(
            attributes: try message.paths("attributes", extensions),
            excluded: try message.paths("excludedAttributes", extensions)
        )
        try self.init(
            filter: try message.text("filter"), sortBy: try message.text("sortBy"),
            sortOrder: try message.text("sortOrder"), startIndex: try message.integer("startIndex"),
            cursor: try message.text("cursor"), count: try message.integer("count"), projection: projection,
            extensions: extensions
        )
    }

    private static func isDescending(_ order: String?) throws(SCIMError) -> Bool {
        guard let order, !order.isEmpty, !order.equalsIgnoringASCIICase("ascending") else { return false }
        if order.equalsIgnoringASCIICase("descending") { return true }
        throw .invalidValue("'sortOrder' must be ascending or descending, not \(order).")
    }
}

extension Object {
    fileprivate func text(_ name: String) throws(SCIMError) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let text = value.string else { throw .invalidValue("The member '\(name)' of a search must be a text.") }
        return text
    }

    fileprivate func integer(_ name: String) throws(SCIMError) -> Int? {
        guard let value = self[name], !value.isNull else { return nil }
        switch value {
        case .integer(let number): return Int(number)
        case .decimal(let number) where number == number.rounded(): return Int(clamping: number)
        default: throw .invalidValue("The member '\(name)' of a search must be a whole number.")
        }
    }

    fileprivate func paths(_ name: String, _ extensions: [SchemaURN]) throws(SCIMError) -> [AttributePath] {
        guard let value = self[name], !value.isNull else { return [] }
        var paths: [AttributePath] = []
        for element in value.elements {
            guard let text = element.string else {
                throw .invalidValue("The member '\(name)' of a search must be a list of the names of attributes.")
            }
            paths += try AttributePath.list(parsing: text, extensions: extensions)
        }
        return paths
    }
}

extension Int {
    /// Takes a whole number, which becomes the nearest one that there is where it is too large or too small.
    fileprivate init(clamping number: Double) {
        self = Int(exactly: number) ?? (number < 0 ? .min : .max)
    }
}
