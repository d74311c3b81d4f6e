/// An extension of an answer (RFC 4511 section 4.1.11).
public enum ResponseControl: Hashable, Sendable {
    /// The estimated size of the result and the cookie of the next page, empty after the last (RFC 2696).
    case pagedResults(size: Int, cookie: [UInt8])
    /// Whether the entries are sorted (RFC 2891).
    case sort(ResultCode)
    /// Where the window lies and how long the list is.
    case virtualListView(target: Int, count: Int, context: [UInt8]?, result: ResultCode)
    /// The entry after the change (RFC 4527).
    case postRead(Entry)
    /// Any other control, with its value in BER.
    case other(oid: String, value: [UInt8]?)
}

extension [ResponseControl] {
    /// With what the next page is asked for; empty after the last one, and nil where the answer was no page.
    public var pagedResultsCookie: [UInt8]? {
        for case .pagedResults(_, let cookie) in self { return cookie }
        return nil
    }
}
