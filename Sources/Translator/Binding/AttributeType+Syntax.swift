import LDAP
import SCIM

extension LDAP.AttributeType {
    /// Whether the values are GeneralizedTime (RFC 4517 section 3.3.13).
    var holdsTimes: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.24" }

    /// Whether the values are large integers of Active Directory, which dates are written as.
    var holdsTicks: Bool { self.syntax == "1.2.840.113556.1.4.906" }

    /// Whether the values are names of entries (RFC 4517 sections 3.3.9 and 3.3.21).
    var holdsNames: Bool {
        self.syntax == "1.3.6.1.4.1.1466.115.121.1.12" || self.syntax == "1.3.6.1.4.1.1466.115.121.1.34"
    }

    /// Whether the values are `TRUE` and `FALSE` (RFC 4517 section 3.3.3).
    var holdsBooleans: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.7" }

    /// Whether the values are integers (RFC 4517 section 3.3.16), or the large ones of Active Directory.
    var holdsIntegers: Bool {
        self.syntax == "1.3.6.1.4.1.1466.115.121.1.27" || self.syntax == "1.2.840.113556.1.4.906"
    }

    /// Whether the values are postal addresses, whose lines are parted by `$` (RFC 4517 section 3.3.28).
    var holdsPostalAddresses: Bool { self.syntax == "1.3.6.1.4.1.1466.115.121.1.41" }

    /// Whether the values are not text, as pictures, sounds and certificates are not (RFC 4517, RFC 4523).
    var holdsBytes: Bool {
        let prefix = "1.3.6.1.4.1.1466.115.121.1."
        return ["4", "5", "8", "9", "10", "23", "28", "49"].contains { self.syntax == prefix + $0 }
    }

    /// Whether the values can be any bytes (RFC 4517 section 3.3.25); yes where the server does not tell the syntax.
    var mayHoldBytes: Bool {
        self.holdsBytes || self.syntax.isEmpty || self.syntax == "1.3.6.1.4.1.1466.115.121.1.40"
    }

    /// Whether the attribute can store values of a SCIM type: a jpegPhoto no text, an integer no reference.
    ///
    /// A text attribute can store most types; the server still checks each value.
    func canHold(_ kind: SCIM.Schema.Attribute.DataType, isBase64: Bool) -> Bool {
        if isBase64 { return self.mayHoldBytes }
        switch kind {
        case .boolean: return !(self.holdsIntegers || self.holdsNames || self.holdsTimes || self.holdsBytes)
        case .integer, .decimal: return !(self.holdsBooleans || self.holdsNames || self.holdsTimes || self.holdsBytes)
        case .dateTime:
            return self.holdsTicks
                || !(self.holdsBooleans || self.holdsNames || self.holdsIntegers || self.holdsBytes)
        case .reference:
            return !(self.holdsBooleans || self.holdsNames || self.holdsIntegers || self.holdsTimes || self.holdsBytes)
        case .string, .complex, .binary: return !self.holdsBytes
        }
    }

    /// Whether the syntax allows a text for certain.
    ///
    /// A server answers an assertion whose text the syntax forbids with "undefined": neither it nor its negation finds anything.
    func takes(_ text: String) -> Bool {
        switch self.syntax {
        case "1.3.6.1.4.1.1466.115.121.1.15": !text.isEmpty
        case "1.3.6.1.4.1.1466.115.121.1.26": text.utf8.allSatisfy { $0 < 0x80 }
        default: false
        }
    }
}
