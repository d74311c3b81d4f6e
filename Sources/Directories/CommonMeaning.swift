import LDAP

/// What result codes mean by RFC 4511, where a server means nothing else.
enum CommonMeaning {
    static let failures: [ResultCode: Failure] = [
        .attributeOrValueExists: .alreadyThere,
        .noSuchAttribute: .notThere,
        .entryAlreadyExists: .alreadyExists,
        .constraintViolation: .constraint,
        .noSuchObject: .targetMissing,
        .invalidAttributeSyntax: .invalidSyntax,
        .objectClassViolation: .schemaViolation,
        .undefinedAttributeType: .schemaViolation,
        .objectClassModsProhibited: .schemaViolation,
        .namingViolation: .namingViolation,
        .notAllowedOnRDN: .namingViolation,
        .invalidDNSyntax: .namingViolation,
        .notAllowedOnNonLeaf: .hasChildren,
        .sizeLimitExceeded: .tooManyEntries,
        .adminLimitExceeded: .unindexed,
        .insufficientAccessRights: .accessDenied,
        .assertionFailed: .lostRace,
        .invalidCredentials: .bindRefused,
        .inappropriateAuthentication: .bindRefused,
        .authMethodNotSupported: .bindRefused,
        .unknownAuthMethod: .bindRefused,
        .authorizationDenied: .bindRefused,
        .strongerAuthRequired: .strongerAuthRequired,
        .confidentialityRequired: .strongerAuthRequired,
        .busy: .unavailable,
        .unavailable: .unavailable,
        .timeLimitExceeded: .unavailable,
        .serverDown: .unavailable,
        .timeout: .unavailable,
        .connectError: .unavailable,
        .connecting: .unavailable,
        .canceled: .unavailable,
        .userCanceled: .unavailable,
        .referral: .referral,
        .unavailableCriticalExtension: .unsupported,
        .protocolError: .unsupported,
        .notSupported: .unsupported,
        .inappropriateMatching: .unsupported,
        .affectsMultipleDSAs: .unsupported,
        .unwillingToPerform: .unwilling,
    ]

    /// What `noSuchObject` misses.
    static func missingEntry(_ error: LDAPError, during change: Change?) -> Failure {
        switch change {
        case nil, .add?: return .parentMissing
        case .modify?, .delete?, .rename(_, to: _, deleteOld: _, superior: nil)?: return .targetMissing
        case .rename(let target, to: _, deleteOld: _, superior: let superior?)?:
            guard let nearest = try? DistinguishedName(parsing: error.matchedDN), !error.matchedDN.isEmpty else {
                return .targetMissing
            }
            return superior.isWithin(nearest) && !target.isWithin(nearest) ? .parentMissing : .targetMissing
        }
    }
}
