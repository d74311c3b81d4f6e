import LDAP

extension Dialect {
    /// What is done when a server answers with a result code.
    public enum Operation: Sendable, Hashable, CaseIterable {
        /// A search, or whatever else is no change.
        case search
        /// A new entry is added.
        case add
        /// Values are added to an entry.
        case addValues
        /// Values are removed from an entry.
        case removeValues
        /// Values of an entry are replaced, or incremented.
        case replaceValues
        /// An entry gets another name or place.
        case rename
        /// An entry is deleted.
        case delete
    }

    /// What a result code means in some situations, where that is not what RFC 4511 says.
    ///
    /// Active Directory answers that a member is there already with `entryAlreadyExists` (68), and that it is not there with
    /// `unwillingToPerform` (53), which both mean something else for other attributes and operations.
    public struct Meaning: Sendable, Hashable {
        /// The code.
        public var code: ResultCode
        /// What it means.
        public var failure: Failure
        /// The operations of which one is done; none stand for all.
        public var operations: Set<Operation>
        /// The attributes of which one is concerned by it; none stand for all.
        public var attributes: Set<AttributeDescription>
        /// How the diagnostic message begins, where the code alone does not tell.
        public var diagnostic: String

        /// Creates a meaning.
        public init(
            _ code: ResultCode, _ failure: Failure, during operations: Set<Operation> = [],
            of attributes: Set<AttributeDescription> = [], diagnostic: String = ""
        ) {
            self.code = code
            self.failure = failure
            self.operations = operations
            self.attributes = attributes
            self.diagnostic = diagnostic
        }

        /// Whether it is meant by an error during a change, or a search where no change is given.
        func fits(_ error: LDAPError, during change: Change?) -> Bool {
            guard error.code == self.code, error.diagnostic.hasPrefix(self.diagnostic) else { return false }
            return Self.deeds(of: change).contains { operation, attributes in
                (self.operations.isEmpty || self.operations.contains(operation))
                    && (self.attributes.isEmpty || attributes.contains(where: self.attributes.contains))
            }
        }

        /// What is done, and to which attributes.
        private static func deeds(of change: Change?) -> [(Operation, [AttributeDescription])] {
            switch change {
            case nil: [(.search, [])]
            case .add(let entry)?: [(.add, entry.attributes.map(\.description))]
            case .modify(_, let modifications)?:
                modifications.map { modification in
                    let operation: Operation =
                        switch modification.operation {
                        case .add: .addValues
                        case .delete: .removeValues
                        case .replace, .increment: .replaceValues
                        }
                    return (operation, [modification.attribute])
                }
            case .rename(_, let leaf, _, _)?: [(.rename, leaf.assertions.map(\.type))]
            case .delete?: [(.delete, [])]
            }
        }
    }

    /// Returns what an error means for a change, or for a search where no change is given.
    public func meaning(of error: LDAPError, during change: Change? = nil) -> Failure {
        let own = self.meanings.first { $0.fits(error, during: change) }
        let failure = own?.failure ?? CommonMeaning.failures[error.code] ?? .unexpected
        switch failure {
        case .unavailable, .unexpected: return error.outcome == .unknown ? .unknownOutcome : failure
        case .targetMissing: return CommonMeaning.missingEntry(error, during: change)
        default: return failure
        }
    }
}
