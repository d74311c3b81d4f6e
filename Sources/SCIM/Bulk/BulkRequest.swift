/// Many operations in one message (RFC 7644 section 3.7).
public struct BulkRequest: Sendable {
    /// After how many failures no further operation is done; `nil` does all of them.
    public var failOnErrors: Int?
    /// The operations in the client's order.
    public var operations: [Operation]

    /// Creates a request.
    public init(failOnErrors: Int? = nil, operations: [Operation]) {
        self.failOnErrors = failOnErrors
        self.operations = operations
    }

    /// One operation, readable or not.
    public struct Operation: Sendable {
        /// The method as it was sent, for the answer.
        public var word: String?
        /// The client's name for the operation, and for the resource that it creates.
        public var bulkID: String?
        /// The path, which says of an operation that cannot be read all the same which resource it is about.
        public var path: String?
        /// What is to be done, or why that cannot be read.
        public var call: Result<Call, SCIMError>

        /// Creates an operation.
        public init(word: String?, bulkID: String?, path: String? = nil, call: Result<Call, SCIMError>) {
            self.word = word
            self.bulkID = bulkID
            self.path = path
            self.call = call
        }
    }

    /// What is to be done.
    public struct Call: Sendable {
        /// How.
        public var method: Method
        /// To what, below the base URL; it may hold references to bulk ids.
        public var path: String
        /// The body; it may hold references to bulk ids.
        public var data: Object
        /// The versions of the resource that may be changed or deleted.
        public var version: EntityTagCondition?

        /// Creates a call.
        public init(_ method: Method, _ path: String, data: Object = [:], version: EntityTagCondition? = nil) {
            self.method = method
            self.path = path
            self.data = data
            self.version = version
        }
    }

    /// The methods of operations.
    public enum Method: String, Sendable, CaseIterable {
        /// Creates a resource.
        case post = "POST"
        /// Replaces a resource.
        case put = "PUT"
        /// Patches a resource.
        case patch = "PATCH"
        /// Deletes a resource.
        case delete = "DELETE"
    }
}

extension BulkRequest.Call {
    /// The bulk ids to which path and data refer, in their order.
    public var references: [String] {
        (BulkReference.reference(inPath: self.path).map { [$0.id] } ?? []) + BulkReference.ids(in: .object(self.data))
    }
}
