import Directories
import LDAP
import SCIM

extension SCIMError {
    /// What a client is told of a directory's refusal: the status by what it means, and a detail that says what to do.
    ///
    /// The directory's own words are passed on, unless the change carried a secret, which they might quote.
    ///
    /// Of a search, `filter` says what was looked for.
    public init(
        _ error: LDAPError, during change: Change? = nil, searching filter: LDAP.Filter? = nil, mapping: Mapping? = nil,
        dialect: Dialect
    ) {
        let refusal = Refusal(
            error: error, change: change, filter: filter, mapping: mapping,
            isProtective: dialect.protectsEntries)
        self = refusal.saying(dialect.meaning(of: error, during: change))
        self.cause = "\(error.code)"
    }
}

extension Refusal {
    /// What a client is told where the directory's refusal means this.
    ///
    /// Refused credentials of the bridge's account are 503: after a 401 Entra would give up. A missing right is 403.
    fileprivate func saying(_ failure: Failure) -> SCIMError {
        switch failure {
        case .alreadyThere:
            return .invalidValue(
                "The directory takes two of the values of \(self.writtenValues) for the same. Send one of them.")
        case .notThere:
            return .invalidValue(
                "A value of \(self.writtenValues) that was to be removed is no longer there. Try again.")
        case .alreadyExists:
            return .uniqueness(
                "The directory already has an entry with the name \(self.newName). \(self.wayOut)")
        case .constraint:
            return .invalidValue(
                "The directory refuses \(self.writtenValues) because of a constraint of its own, and no other entry that "
                    + "the bridge can see holds the same values.\(self.diagnostic)")
        case .targetMissing:
            return .notFound(
                "\(self.target) is no longer in the directory. If it was moved or deleted there, restart provisioning so "
                    + "that the client matches it anew.")
        case .parentMissing:
            return .internalError(
                "The directory has no entry \(self.parent), below which this belongs. Create it, or correct "
                    + "\(self.mapping?.placement == nil ? "the base" : "`place`, or the value that it goes by,") in "
                    + "Starbridge's configuration\(self.nearest).")
        case .referenceMissing:
            return .invalidValue(
                "An entry that \(self.writtenValues) names is not in the directory. Provision it first.")
        case .invalidSyntax:
            return .invalidValue(
                "The directory does not allow a value of \(self.accusedValues): the attribute's syntax forbids it. "
                    + "Correct the value at its source.\(self.diagnostic)")
        case .schemaViolation:
            return .invalidValue(
                "The entry would break the directory's schema: an attribute among \(self.writtenValues) is missing, too "
                    + "many, or not allowed. Check the required attributes and object_classes.\(self.diagnostic)")
        case .namingViolation:
            return .invalidValue(
                "The directory does not allow the name \(self.newName). Correct \(self.namingValue) at its source."
                    + self.diagnostic)
        case .hasChildren:
            return SCIMError(
                status: 409,
                detail:
                    "\(self.target) has entries below it and cannot be deleted. Remove those in the directory first.")
        case .tooManyEntries:
            return .tooMany(
                "More entries match than the directory returns to the bridge's account. Narrow the filter, or raise the "
                    + "account's size limit in the directory.")
        case .unindexed:
            return .internalError(
                "The directory would have to look at more entries than it may for the bridge's account. "
                    + "\(self.missingIndex) the account's look-through limit.\(self.diagnostic)")
        case .accessDenied:
            return .forbidden(
                "The bridge's account lacks the right to \(self.missingRight). Grant it in the directory's access rules."
                    + self.protection
            )
        case .lostRace:
            return .unavailable("Another program changed \(self.target) at the same time. Try again.", retryAfter: 1)
        case .bindRefused:
            return .unavailable(
                "The directory refuses the credentials of the bridge's account (\(self.error.code)). Correct "
                    + "directory.bind in Starbridge's configuration, or unlock the account.", retryAfter: 60)
        case .strongerAuthRequired:
            return .unavailable(
                "The directory demands an encrypted connection or a stronger bind (\(self.error.code)). Use ldaps:// or "
                    + "start_tls in Starbridge's configuration.", retryAfter: 60)
        case .unavailable:
            return .unavailable(
                "The directory is down, busy or too slow (\(self.error.code)); nothing was changed. Check its state and "
                    + "the network between it and the bridge.", retryAfter: 10)
        case .unknownOutcome:
            return .unavailable(
                "The connection to the directory was lost during \(self.action), which may or may not have been done. "
                    + "Try again: what is done is not done twice.", retryAfter: 10)
        case .referral:
            return .internalError(
                "The directory refers to another server (\(self.error.referrals.joined(separator: ", "))). Starbridge "
                    + "does not follow referrals: list a server that may be written to in directory.servers.")
        case .unsupported:
            return .internalError(
                "The directory does not support what was asked of it (\(self.error.code)). Check that directory.kind fits "
                    + "the server.\(self.diagnostic)")
        case .passwordRefused where self.writesPassword:
            return .invalidValue(
                "The directory's rules for passwords forbid this one, or the connection to it is not encrypted. Send another password."
            )
        case .passwordRefused:
            return .invalidValue(
                "The directory lets nobody be active without a password that its rules allow, and \(self.target) has none. Send a "
                    + "password with it (map `password` to unicodePwd), send `active` as false until somebody has set one in the "
                    + "directory, or let the directory's rules allow accounts without one.")
        case .unwilling where self.isDeletion:
            return .forbidden(
                "The directory does not let \(self.target) be deleted, as it does with entries of its own. Exclude it by `filter` in "
                    + "Starbridge's configuration, or delete it in the directory.\(self.diagnostic)")
        case .unwilling:
            return .internalError(
                "The directory refused \(self.action): \(self.error.code).\(self.diagnostic)")
        case .unexpected:
            if let attribute = self.longName {
                return .invalidValue(
                    "The directory refused a new name, perhaps because it does not take one so long. Send a shorter value "
                        + "for \(self.words(for: attribute)).\(self.diagnostic)")
            }
            return .internalError("The directory refused \(self.action): \(self.error.code).\(self.diagnostic)")
        }
    }
}
