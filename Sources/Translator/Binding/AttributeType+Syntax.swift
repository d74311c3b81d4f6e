import LDAP
import SCIM

extension LDAP.AttributeType {
    /// Whether the values are GeneralizedTime (RFC 4517 section 3.3.13).
    var holdsTimes: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.24" }

    /// Whether the values are names of entries (RFC 4517 sections 3.3.9 and 3.3.21).
    var holdsNames: Bool {
        self.syntax == "1.3.6.1.4.1.1466.115.121.1.12" || self.syntax == "1.3.6.1.4.1.1466.115.121.1.34"
    }

    /// Whether the values are `TRUE` and `FALSE` (RFC 4517 section 3.3.3).
    var holdsBooleans: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.7" }

    /// Whether the values are postal addresses, whose lines are parted by `$` (RFC 4517 section 3.3.28).
    var holdsPostalAddresses: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.41" }

    /// Whether the values are pictures, sounds, certificates or other things that are no text (RFC 4517, RFC 4523).
    var holdsBytes: Bool {
        let prefix = "1.3.6.1.4.1.1466.115.121.1."
        return ["4", "5", "8", "9", "10", "23", "28", "49"].contains { self.syntax == prefix + $0 }
    }

    /// Whether the values may be any bytes (RFC 4517 section 3.3.25), or it is not known what they are.
    var mayHoldBytes: Bool {
        self.holdsBytes || self.syntax.isEmpty || self.syntax == "1.3.6.1.4.1.1466.115.121.1.40"
    }

    /// Whether a value of a SCIM attribute can be a value of this one; of many a text it depends on the value.
    func canHold(_ kind: SCIM.Schema.Attribute.DataType, isBase64: Bool) -> Bool {
        if isBase64 { return self.mayHoldBytes }
        switch kind {
        case .boolean: return !(self.holdsIntegers || self.holdsNames || self.holdsTimes || self.holdsBytes)
        case .integer, .decimal: return !(self.holdsBooleans || self.holdsNames || self.holdsTimes || self.holdsBytes)
        case .dateTime: return !(self.holdsBooleans || self.holdsNames || self.holdsIntegers || self.holdsBytes)
        case .reference:
            return !(self.holdsBooleans || self.holdsNames || self.holdsIntegers || self.holdsTimes || self.holdsBytes)
        case .string, .complex, .binary: return !self.holdsBytes
        }
    }

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
