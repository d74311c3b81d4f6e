/// The answer to a bulk request (RFC 7644 section 3.7): what became of each operation that was done, in the client's order.
public struct BulkResponse: Sendable {
    /// The results.
    public var results: [Result]

    /// Creates an answer.
    public init(results: [Result]) {
        self.results = results
    }

    /// What became of one operation.
    public struct Result: Sendable {
        /// The method as it was sent.
        public var word: String?
        /// The client's name for the operation.
        public var bulkID: String?
        /// The URL of the resource; `nil` for one that was not created.
        public var location: String?
        /// The version of the resource afterwards.
        public var version: String?
        /// The status of a success.
        public var status: Int
        /// Why the operation failed, whose status then counts.
        public var error: SCIMError?

        /// Creates a result.
        public init(
            word: String?, bulkID: String?, location: String? = nil, version: String? = nil, status: Int = 0,
            error: SCIMError? = nil
        ) {
            self.word = word
            self.bulkID = bulkID
            self.location = location
            self.version = version
            self.status = status
            self.error = error
        }
    }

    /// Returns the message in its wire form; bodies are shown of failures only.
    public var value: Value {
        var message = Object()
        message.append("schemas", .array([.string(SchemaURN.bulkResponse.rawValue)]))
        message.append("Operations", .array(self.results.map(\.value)))
        return .object(message)
    }
}

extension BulkResponse.Result {
    fileprivate var value: Value {
        var object = Object()
        for (name, text) in [
            ("method", self.word), ("bulkId", self.bulkID), ("location", self.location), ("version", self.version),
            ("status", String(self.error?.status ?? self.status)),
        ] {
            if let text { object.append(name, .string(text)) }
        }
        if let error { object.append("response", error.body) }
        return .object(object)
    }
}
