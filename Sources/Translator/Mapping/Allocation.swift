import LDAP
import SCIM

extension Mapping {
    /// An attribute that no client sends, and whose value Starbridge gives each new entry: one that no other entry has.
    ///
    /// An entry that is there and lacks it gets one with the first write after which its object classes demand it.
    public struct Allocation: Hashable, Sendable {
        /// The attribute.
        public var attribute: LDAP.AttributeDescription
        /// Where the value comes from.
        public var source: Source

        /// Creates an allocation.
        public init(_ attribute: LDAP.AttributeDescription, _ source: Source) {
            self.attribute = attribute
            self.source = source
        }

        /// Where a value comes from.
        public enum Source: Hashable, Sendable {
            /// The next number of a range: as an entry of the directory counts them, or else one that nobody has.
            case number(ClosedRange<Int>, Counter?)
            /// A text, with a number behind it where somebody has it already; `limit` is the most characters that it may have.
            case text(Template, limit: Int?)
        }

        /// The entry that counts: its attribute holds the number that is given next.
        public struct Counter: Hashable, Sendable {
            /// The name of the entry.
            public var entry: LDAP.DistinguishedName
            /// The attribute with the number.
            public var attribute: LDAP.AttributeDescription

            /// Creates a counter.
            public init(_ entry: LDAP.DistinguishedName, _ attribute: LDAP.AttributeDescription) {
                self.entry = entry
                self.attribute = attribute
            }
        }
    }
}

extension Mapping.Allocation {
    /// The entry that counts, if one does.
    public var counter: Counter? {
        if case .number(_, let counter) = self.source { counter } else { nil }
    }

    /// Whether it gives a number of a range.
    public var isNumber: Bool {
        if case .number = self.source { true } else { false }
    }
}
