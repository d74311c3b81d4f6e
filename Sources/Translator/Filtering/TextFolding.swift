import LDAP

/// What a matching rule ignores when it compares texts, and so whether it finds every text that is the same for SCIM.
enum TextFolding {
    /// Case and spaces.
    case caseIgnore
    /// Spaces.
    case caseExact
    /// Spaces and hyphens, but not case.
    case digits
    /// What two spellings of one number or time differ in; texts that are the same are always equal.
    case structured
    /// Nothing, as far as is known.
    case bytes
}

extension LDAP.MatchingRule {
    /// What the rule ignores: `caseIgnoreIA5Match` → `caseIgnore`.
    var folding: TextFolding {
        switch self.rawValue {
        case "caseIgnoreMatch", "caseIgnoreIA5Match", "caseIgnoreSubstringsMatch", "caseIgnoreIA5SubstringsMatch",
            "distinguishedNameMatch", "UUIDMatch", "uuidMatch":
            .caseIgnore
        case "caseExactMatch", "caseExactIA5Match", "caseExactSubstringsMatch", "caseExactIA5SubstringsMatch":
            .caseExact
        case "telephoneNumberMatch", "telephoneNumberSubstringsMatch", "numericStringMatch",
            "numericStringSubstringsMatch":
            .digits
        case "integerMatch", "generalizedTimeMatch": .structured
        default: .bytes
        }
    }
}
