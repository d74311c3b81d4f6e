import Encodings
import LDAP

extension AttributeType {
    /// Whether slapd takes a value for one of this syntax (RFC 4517 section 3.3), as far as clients of the tests may break it.
    func takes(_ value: AttributeValue) -> Bool {
        let bytes = value.bytes
        return switch self.syntax {
        case "1.3.6.1.4.1.1466.115.121.1.7": value == "TRUE" || value == "FALSE"
        case "1.3.6.1.4.1.1466.115.121.1.12":
            value.text.map { (try? DistinguishedName(parsing: $0)) != nil } ?? false
        case "1.3.6.1.4.1.1466.115.121.1.15": !bytes.isEmpty && value.text != nil
        case "1.3.6.1.4.1.1466.115.121.1.24": value.text.flatMap { Timestamp(generalizedTime: $0) } != nil
        case "1.3.6.1.4.1.1466.115.121.1.26": bytes.allSatisfy { $0 < 0x80 }
        case "1.3.6.1.4.1.1466.115.121.1.27": MatchingRule(rawValue: "integerMatch").normalized(value) != nil
        case "1.3.6.1.4.1.1466.115.121.1.50": !bytes.isEmpty && bytes.allSatisfy { $0 < 0x80 }
        default: true
        }
    }

    /// The form in which equal values have equal bytes.
    func key(_ value: AttributeValue) -> AttributeValue { self.equality?.normalized(value) ?? value }
}
