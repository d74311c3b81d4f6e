/// The result of an operation (RFC 4511 section 4.1.9); negative codes are made by the client library itself.
public struct ResultCode: RawRepresentable, Hashable, Sendable {
    /// The number in the protocol.
    public let rawValue: Int32

    /// The code with this number, whether known or not.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }
}

extension ResultCode {
    /// The operation was done.
    public static let success = ResultCode(rawValue: 0)
    /// The operation is out of order.
    public static let operationsError = ResultCode(rawValue: 1)
    /// The server did not understand the message.
    public static let protocolError = ResultCode(rawValue: 2)
    /// The search took longer than allowed.
    public static let timeLimitExceeded = ResultCode(rawValue: 3)
    /// The search found more entries than allowed.
    public static let sizeLimitExceeded = ResultCode(rawValue: 4)
    /// The comparison is false.
    public static let compareFalse = ResultCode(rawValue: 5)
    /// The comparison is true.
    public static let compareTrue = ResultCode(rawValue: 6)
    /// The way to authenticate is not supported.
    public static let authMethodNotSupported = ResultCode(rawValue: 7)
    /// The server demands a stronger authentication.
    public static let strongerAuthRequired = ResultCode(rawValue: 8)
    /// Another server has the entry.
    public static let referral = ResultCode(rawValue: 10)
    /// A limit set by the administrator was exceeded.
    public static let adminLimitExceeded = ResultCode(rawValue: 11)
    /// A critical control is not available.
    public static let unavailableCriticalExtension = ResultCode(rawValue: 12)
    /// The server demands encryption.
    public static let confidentialityRequired = ResultCode(rawValue: 13)
    /// The SASL bind needs another step.
    public static let saslBindInProgress = ResultCode(rawValue: 14)
    /// The entry lacks the attribute or value.
    public static let noSuchAttribute = ResultCode(rawValue: 16)
    /// The schema does not know the attribute.
    public static let undefinedAttributeType = ResultCode(rawValue: 17)
    /// The attribute has no such matching rule.
    public static let inappropriateMatching = ResultCode(rawValue: 18)
    /// A value breaks a constraint.
    public static let constraintViolation = ResultCode(rawValue: 19)
    /// The attribute or value is already there.
    public static let attributeOrValueExists = ResultCode(rawValue: 20)
    /// A value breaks the syntax of its attribute.
    public static let invalidAttributeSyntax = ResultCode(rawValue: 21)
    /// The entry does not exist.
    public static let noSuchObject = ResultCode(rawValue: 32)
    /// An alias is broken.
    public static let aliasProblem = ResultCode(rawValue: 33)
    /// The text is no distinguished name.
    public static let invalidDNSyntax = ResultCode(rawValue: 34)
    /// An alias cannot be followed.
    public static let aliasDereferencingProblem = ResultCode(rawValue: 36)
    /// The entry cannot authenticate this way.
    public static let inappropriateAuthentication = ResultCode(rawValue: 48)
    /// The name or the password is wrong.
    public static let invalidCredentials = ResultCode(rawValue: 49)
    /// The right to do this is missing.
    public static let insufficientAccessRights = ResultCode(rawValue: 50)
    /// The server is busy.
    public static let busy = ResultCode(rawValue: 51)
    /// The server is shutting down or a part of it is offline.
    public static let unavailable = ResultCode(rawValue: 52)
    /// The server does not want to do this.
    public static let unwillingToPerform = ResultCode(rawValue: 53)
    /// The server sees a loop.
    public static let loopDetect = ResultCode(rawValue: 54)
    /// The name breaks the naming rules.
    public static let namingViolation = ResultCode(rawValue: 64)
    /// The entry breaks the rules of its object classes.
    public static let objectClassViolation = ResultCode(rawValue: 65)
    /// The entry has children.
    public static let notAllowedOnNonLeaf = ResultCode(rawValue: 66)
    /// The value is part of the name.
    public static let notAllowedOnRDN = ResultCode(rawValue: 67)
    /// The entry is already there.
    public static let entryAlreadyExists = ResultCode(rawValue: 68)
    /// The structural object class cannot change.
    public static let objectClassModsProhibited = ResultCode(rawValue: 69)
    /// The operation needs more than one server.
    public static let affectsMultipleDSAs = ResultCode(rawValue: 71)
    /// The server failed in its own way.
    public static let other = ResultCode(rawValue: 80)
}

extension ResultCode: CustomStringConvertible {
    /// The name in the standard, or `unknown`.
    public var description: String {
        ResultCodeNames.all[self] ?? "unknown"
    }
}
