import LDAP

extension LDAP.AttributeType {
    /// Whether the values are GeneralizedTime (RFC 4517 section 3.3.13).
    var holdsTimes: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.24" }

    /// Whether the values are names of entries (RFC 4517 sections 3.3.9 and 3.3.21).
    var holdsNames: Bool {
        self.syntax == "1.3.6.1.4.1.1466.115.121.1.12" || self.syntax == "1.3.6.1.4.1.1466.115.121.1.34"
    }

    /// Whether the values are `TRUE` and `FALSE` (RFC 4517 section 3.3.3).
    var holdsBooleans: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.7" }

    /// Whether any value with this text is surely one: a server says of an assertion that breaks the syntax neither yes nor no.
    func takes(_ text: String) -> Bool {
        switch self.syntax {
        case "1.3.6.1.4.1.1466.115.121.1.15": !text.isEmpty
        case "1.3.6.1.4.1.1466.115.121.1.26": text.utf8.allSatisfy { $0 < 0x80 }
        default: false
        }
    }

    /// Whether the values are integers (RFC 4517 section 3.3.16).
    var holdsIntegers: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.27" }
}

extension LDAP.MatchingRule {
    /// How a rule compares text, as far as that matters to the question whether it finds all that SCIM would.
    enum Folding {
        /// Case and spaces do not count.
        case caseIgnore
        /// Spaces do not count.
        case caseExact
        /// Spaces and hyphens do not count, case does.
        case digits
        /// The values are of one form, in which texts that are the same are equal.
        case structured
        /// Bytes count, or it is not known what does.
        case bytes
    }

    var folding: Folding {
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
