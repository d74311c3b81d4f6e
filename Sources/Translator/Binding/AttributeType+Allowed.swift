import Encodings
import LDAP

extension LDAP.AttributeType {
    /// Whether the syntax allows a value, as far as that is sure on every server (RFC 4517 section 3.3); what is not known here is
    /// allowed.
    func allows(_ value: AttributeValue) -> Bool {
        if self.holdsBytes { return true }
        guard let text = value.text else { return false }
        switch self.syntaxNumber {
        case 7: return text == "TRUE" || text == "FALSE"
        case 11: return text.utf8.count == 2 && text.utf8.allSatisfy(\.isPrintableString)
        case 12: return (try? DistinguishedName(parsing: text)) != nil
        case 22, 44, 50: return !text.isEmpty && text.utf8.allSatisfy(\.isPrintableString)
        case 24: return Timestamp(generalizedTime: text) != nil
        case 26: return text.utf8.allSatisfy { $0 < 0x80 }
        case 27: return !text.isEmpty && text.utf8.drop { $0 == UInt8(ascii: "-") }.allSatisfy(\.isDigit)
        case 36: return !text.isEmpty && text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: " ") }
        case 15, 41: return !text.isEmpty
        default: return true
        }
    }

    /// What the attribute holds, as the end of a sentence that its name begins.
    var syntaxWords: String {
        switch self.syntaxNumber {
        case 7: "holds TRUE or FALSE"
        case 11: "holds countries, as codes of two letters"
        case 12: "holds distinguished names"
        case 22, 50: "holds telephone numbers"
        case 24: "holds generalized times"
        case 26: "holds ASCII texts"
        case 27: "holds whole numbers"
        case 36: "holds digits and blanks"
        case 41: "holds postal addresses"
        case 44: "holds printable strings"
        default: self.holdsBytes ? "holds bytes" : "holds texts (syntax \(self.syntax))"
        }
    }

    /// The last arc of a syntax of RFC 4517; nil for others.
    private var syntaxNumber: Int? {
        let prefix = "1.3.6.1.4.1.1466.115.121.1."
        return self.syntax.hasPrefix(prefix) ? Int(self.syntax.dropFirst(prefix.count)) : nil
    }
}

extension UInt8 {
    /// A character of a printable string (RFC 4517 section 3.2).
    fileprivate var isPrintableString: Bool {
        self.isLetter || self.isDigit || "'()+,-./:=? ".utf8.contains(self)
    }
}
