/// Codes of extensions, registered or used by OpenLDAP and 389 Directory Server.
extension ResultCode {
    /// A virtual list view needs a sort control.
    public static let sortControlMissing = ResultCode(rawValue: 60)
    /// The offset of a virtual list view is out of range.
    public static let offsetRangeError = ResultCode(rawValue: 61)
    /// The server cannot make the virtual list view.
    public static let virtualListViewError = ResultCode(rawValue: 76)
    /// The operation was cancelled (RFC 3909).
    public static let canceled = ResultCode(rawValue: 118)
    /// The operation to cancel is not known (RFC 3909).
    public static let noSuchOperation = ResultCode(rawValue: 119)
    /// It is too late to cancel (RFC 3909).
    public static let tooLate = ResultCode(rawValue: 120)
    /// The operation cannot be cancelled (RFC 3909).
    public static let cannotCancel = ResultCode(rawValue: 121)
    /// The assertion of the control is false (RFC 4528).
    public static let assertionFailed = ResultCode(rawValue: 122)
    /// The right to act for another is missing (RFC 4370).
    public static let authorizationDenied = ResultCode(rawValue: 123)
    /// The no-op control suppressed the change.
    public static let noOperation = ResultCode(rawValue: 16654)
}

/// Codes of libldap, which no server sends.
extension ResultCode {
    /// The connection is lost, or none could be made.
    public static let serverDown = ResultCode(rawValue: -1)
    /// The client library failed.
    public static let localError = ResultCode(rawValue: -2)
    /// A request could not be encoded.
    public static let encodingError = ResultCode(rawValue: -3)
    /// An answer could not be decoded.
    public static let decodingError = ResultCode(rawValue: -4)
    /// No answer came in time.
    public static let timeout = ResultCode(rawValue: -5)
    /// The client library does not know the way to authenticate.
    public static let unknownAuthMethod = ResultCode(rawValue: -6)
    /// The text is no search filter.
    public static let filterError = ResultCode(rawValue: -7)
    /// The caller gave up.
    public static let userCanceled = ResultCode(rawValue: -8)
    /// The client library was given a wrong parameter.
    public static let parameterError = ResultCode(rawValue: -9)
    /// The client library ran out of memory.
    public static let noMemory = ResultCode(rawValue: -10)
    /// The connection or its encryption could not be set up.
    public static let connectError = ResultCode(rawValue: -11)
    /// The client library does not support this.
    public static let notSupported = ResultCode(rawValue: -12)
    /// The answer lacks a control.
    public static let controlNotFound = ResultCode(rawValue: -13)
    /// The answer lacks a result.
    public static let noResultsReturned = ResultCode(rawValue: -14)
    /// The client library sees a loop of referrals.
    public static let clientLoop = ResultCode(rawValue: -16)
    /// The referrals lead too far.
    public static let referralLimitExceeded = ResultCode(rawValue: -17)
    /// The connection is still being made.
    public static let connecting = ResultCode(rawValue: -18)

    /// Whether the client library made this code and no server sent it.
    public var isLocal: Bool { self.rawValue < 0 }
}
