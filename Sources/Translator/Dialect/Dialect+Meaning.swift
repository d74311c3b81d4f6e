import LDAP

extension Dialect {
    /// Returns what an error means for a change, or for a search where no change is given.
    public func meaning(of error: LDAPError, during change: Change? = nil) -> Failure {
        let failure = self.meanings[error.code] ?? Self.commonMeanings[error.code] ?? .unexpected
        switch failure {
        case .unavailable, .unexpected: return error.outcome == .unknown ? .unknownOutcome : failure
        case .targetMissing: return Self.missingEntry(error, during: change)
        default: return failure
        }
    }

    /// What `noSuchObject` misses.
    private static func missingEntry(_ error: LDAPError, during change: Change?) -> Failure {
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

    private static let commonMeanings: [ResultCode: Failure] = [
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
        .adminLimitExceeded: .tooManyEntries,
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
}
