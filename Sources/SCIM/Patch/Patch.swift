/// A list of changes to a resource (RFC 7644 section 3.5.2).
public struct Patch: Hashable, Sendable {
    /// The changes, each applied to the result of the one before.
    public var operations: [Operation]
    /// What the body says besides and nobody can read; a patch that has such faults is not to be applied as it is.
    public var faults: [Fault]

    /// Creates a patch.
    public init(operations: [Operation] = [], faults: [Fault] = []) {
        self.operations = operations
        self.faults = faults
    }

    /// One change.
    public struct Operation: Hashable, Sendable {
        /// What is done to the target.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Sets a single value, adds to several.
            case add
            /// Takes values away.
            case remove
            /// Sets a single value, or all of several.
            case replace
        }

        /// What is done to the target.
        public var kind: Kind
        /// The target; `nil` stands for the resource itself.
        public var path: AttributePath?
        /// The value; `nil` when the operation has none, which is not the same as JSON's null.
        public var value: Value?

        /// Creates a change.
        public init(_ kind: Kind, path: AttributePath? = nil, value: Value? = nil) {
            self.kind = kind
            self.path = path
            self.value = value
        }
    }

    /// An operation, or a member of one without path, that cannot be read.
    public struct Fault: Hashable, Sendable {
        /// What it is on, as the client named it and without values: `emails`, or `operation 2`.
        public var name: String
        /// What is wrong with it.
        public var error: SCIMError

        /// Creates a fault.
        public init(name: String, error: SCIMError) {
            self.name = name
            self.error = error
        }
    }
}

extension Patch {
    /// Returns the attributes that the operations are on, as far as a resource type has them; nil where an operation is on all
    /// attributes of a schema.
    public func attributes(of type: ResourceType) -> [AttributePath]? {
        var attributes: [AttributePath] = []
        for operation in self.operations {
            guard let path = operation.path, !path.attribute.isEmpty else { return nil }
            guard let found = type.attribute(meantBy: path) else { continue }
            let attribute = AttributePath(schema: found.schema, attribute: found.attribute.name)
            if !attributes.contains(attribute) { attributes.append(attribute) }
        }
        return attributes
    }

    /// Adds what another patch says.
    mutating func append(_ other: Patch) {
        self.operations += other.operations
        self.faults += other.faults
    }
}
