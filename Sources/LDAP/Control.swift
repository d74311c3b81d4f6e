/// An extension of a request (RFC 4511 section 4.1.11).
///
/// All are critical: a server that does not support one refuses the operation.
public enum Control: Hashable, Sendable {
    /// A page of a search (RFC 2696); the cookie of the page before, empty for the first.
    case pagedResults(size: Int, cookie: [UInt8])
    /// The order of the entries (RFC 2891).
    case sort([SortKey])
    /// A window on a sorted list, by position (draft-ietf-ldapext-ldapv3-vlv).
    case virtualListView(VirtualListView)
    /// Attributes of the entry after the change (RFC 4527).
    case postRead([AttributeDescription])
    /// A condition under which the operation is done (RFC 4528).
    case assertion(Filter)
    /// Adding what is there and deleting what is not there are no errors.
    case permissiveModify
    /// With each entry, what an account may do with it (draft-ietf-ldapext-acl-model, as Sun and 389 Directory Server have it).
    case effectiveRights(of: DistinguishedName)

    /// The object identifier of ``effectiveRights(of:)``.
    public static let effectiveRightsOID = "1.3.6.1.4.1.42.2.27.9.5.2"

    /// The object identifier in the protocol, as a root DSE lists it.
    public var oid: String {
        switch self {
        case .pagedResults: "1.2.840.113556.1.4.319"
        case .sort: "1.2.840.113556.1.4.473"
        case .virtualListView: "2.16.840.1.113730.3.4.9"
        case .postRead: "1.3.6.1.1.13.2"
        case .assertion: "1.3.6.1.1.12"
        case .permissiveModify: "1.2.840.113556.1.4.1413"
        case .effectiveRights: Self.effectiveRightsOID
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
