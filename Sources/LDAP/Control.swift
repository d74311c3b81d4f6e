/// An extension of a request (RFC 4511 section 4.1.11).
///
/// A server refuses an operation with a critical control that it does not support, and ignores any other.
public enum Control: Hashable, Sendable {
    /// A page of a search (RFC 2696); the cookie of the page before, empty for the first.
    case pagedResults(size: Int, cookie: [UInt8], isCritical: Bool = true)
    /// The order of the entries (RFC 2891).
    case sort([SortKey], isCritical: Bool = true)
    /// A window on a sorted list, by position (draft-ietf-ldapext-ldapv3-vlv).
    case virtualListView(VirtualListView, isCritical: Bool = true)
    /// Attributes of the entry before the change (RFC 4527).
    case preRead([AttributeDescription], isCritical: Bool = true)
    /// Attributes of the entry after the change (RFC 4527).
    case postRead([AttributeDescription], isCritical: Bool = true)
    /// A condition under which the operation is done (RFC 4528).
    case assertion(Filter)
    /// Adding what is there and deleting what is not there are no errors.
    case permissiveModify
    /// The state of the password policy is wanted in the answer.
    case passwordPolicy
    /// Any other control, with its value in BER.
    case other(oid: String, value: [UInt8]?, isCritical: Bool = false)

    /// The object identifier in the protocol, as a root DSE lists it.
    public var oid: String {
        switch self {
        case .pagedResults: "1.2.840.113556.1.4.319"
        case .sort: "1.2.840.113556.1.4.473"
        case .virtualListView: "2.16.840.1.113730.3.4.9"
        case .preRead: "1.3.6.1.1.13.1"
        case .postRead: "1.3.6.1.1.13.2"
        case .assertion: "1.3.6.1.1.12"
        case .permissiveModify: "1.2.840.113556.1.4.1413"
        case .passwordPolicy: "1.3.6.1.4.1.42.2.27.8.5.1"
        case .other(let oid, _, _): oid
        }
    }

    /// Whether the server must refuse the operation if it does not support this control.
    public var isCritical: Bool {
        switch self {
        case .pagedResults(_, _, let isCritical), .sort(_, let isCritical), .virtualListView(_, let isCritical),
            .preRead(_, let isCritical), .postRead(_, let isCritical), .other(_, _, let isCritical):
            isCritical
        case .assertion, .permissiveModify: true
        case .passwordPolicy: false
        }
    }
}

/// One attribute to sort by (RFC 2891 section 1.1).
public struct SortKey: Hashable, Sendable {
    /// The attribute to sort by.
    public var attribute: AttributeDescription
    /// The name of the ordering rule; nil for the rule of the attribute, which OpenLDAP often lacks.
    public var orderingRule: String?
    /// Whether the largest value comes first.
    public var isReversed: Bool

    /// Sorts by an attribute.
    public init(_ attribute: AttributeDescription, orderingRule: String? = nil, isReversed: Bool = false) {
        self.attribute = attribute
        self.orderingRule = orderingRule
        self.isReversed = isReversed
    }
}

/// A window on a sorted list of entries.
public struct VirtualListView: Hashable, Sendable {
    /// How many entries to return before the target.
    public var before: Int
    /// How many entries to return after the target.
    public var after: Int
    /// The position of the target, from 1.
    public var offset: Int
    /// The size of the list as the client believes it to be; 0 when the server is to say.
    public var count: Int
    /// What the server gave with the window before.
    public var context: [UInt8]?

    /// A window around the entry at an offset.
    public init(before: Int = 0, after: Int, offset: Int, count: Int = 0, context: [UInt8]? = nil) {
        self.before = before
        self.after = after
        self.offset = offset
        self.count = count
        self.context = context
    }
}
