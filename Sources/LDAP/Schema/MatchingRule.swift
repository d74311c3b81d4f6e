import Encodings

/// How a directory compares the values of an attribute (RFC 4517 section 4.2).
///
/// Values are compared as OpenLDAP was seen to do it: telephone numbers ignore blanks and hyphens but not case.
public struct MatchingRule: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `caseIgnoreMatch`.
    public let rawValue: String
    /// What the rule does; several names share one.
    let behavior: Behavior

    /// The rule with this name or object identifier; a rule that is not known compares bytes.
    public init(rawValue: String) {
        self.rawValue = Self.identifiers[rawValue] ?? rawValue
        self.behavior = Behavior(rule: self.rawValue)
    }

    /// The name.
    public var description: String { self.rawValue }

    /// Whether this program knows what the rule does.
    public var isKnown: Bool { self.behavior != .unknown }

    /// Text without regard to case.
    public static let caseIgnore = MatchingRule(rawValue: "caseIgnoreMatch")
    /// Text.
    public static let caseExact = MatchingRule(rawValue: "caseExactMatch")
    /// Names of entries.
    public static let distinguishedName = MatchingRule(rawValue: "distinguishedNameMatch")
    /// Bytes.
    public static let octetString = MatchingRule(rawValue: "octetStringMatch")

    /// What a rule does with a value before bytes are compared.
    enum Behavior: Hashable, Sendable {
        case unknown, bytes, caseIgnore, caseExact, numericString, telephoneNumber, distinguishedName
        case integer, boolean, generalizedTime, objectIdentifier, uuid

        init(rule name: String) {
            var stem = String(decoding: name.utf8.map(\.asciiLowercased), as: UTF8.self)
            for ending in ["orderingmatch", "substringsmatch", "match"] where stem.hasSuffix(ending) {
                stem.removeLast(ending.utf8.count)
                break
            }
            self = Self.byStem[stem] ?? .unknown
        }

        private static let byStem: [String: Behavior] = [
            "caseignore": .caseIgnore, "caseignoreia5": .caseIgnore, "caseignorelist": .caseIgnore,
            "caseexact": .caseExact, "caseexactia5": .caseExact,
            "numericstring": .numericString, "telephonenumber": .telephoneNumber,
            "distinguishedname": .distinguishedName, "uniquemember": .distinguishedName,
            "integer": .integer, "boolean": .boolean, "generalizedtime": .generalizedTime,
            "objectidentifier": .objectIdentifier, "uuid": .uuid,
            "octetstring": .bytes, "bitstring": .bytes, "csn": .bytes,
        ]
    }

    /// The rules that servers may name by their object identifiers.
    private static let identifiers: [String: String] = [
        "2.5.13.0": "objectIdentifierMatch", "2.5.13.1": "distinguishedNameMatch",
        "2.5.13.2": "caseIgnoreMatch", "2.5.13.3": "caseIgnoreOrderingMatch",
        "2.5.13.4": "caseIgnoreSubstringsMatch", "2.5.13.5": "caseExactMatch",
        "2.5.13.6": "caseExactOrderingMatch", "2.5.13.7": "caseExactSubstringsMatch",
        "2.5.13.8": "numericStringMatch", "2.5.13.9": "numericStringOrderingMatch",
        "2.5.13.10": "numericStringSubstringsMatch", "2.5.13.11": "caseIgnoreListMatch",
        "2.5.13.12": "caseIgnoreListSubstringsMatch", "2.5.13.13": "booleanMatch",
        "2.5.13.14": "integerMatch", "2.5.13.15": "integerOrderingMatch",
        "2.5.13.16": "bitStringMatch", "2.5.13.17": "octetStringMatch",
        "2.5.13.18": "octetStringOrderingMatch", "2.5.13.20": "telephoneNumberMatch",
        "2.5.13.21": "telephoneNumberSubstringsMatch", "2.5.13.23": "uniqueMemberMatch",
        "2.5.13.27": "generalizedTimeMatch", "2.5.13.28": "generalizedTimeOrderingMatch",
        "1.3.6.1.4.1.1466.109.114.1": "caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.2": "caseIgnoreIA5Match",
        "1.3.6.1.4.1.1466.109.114.3": "caseIgnoreIA5SubstringsMatch",
        "1.3.6.1.1.16.2": "UUIDMatch", "1.3.6.1.1.16.3": "UUIDOrderingMatch",
    ]
}

extension MatchingRule {
    /// Whether both values are the same by RFC 4517; beyond ASCII a directory may say otherwise.
    public func equal(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        if left.bytes == right.bytes { return true }
        guard let left = self.normalized(left), let right = self.normalized(right) else { return false }
        return left == right
    }

    /// Whether one value is ordered before another; nil if one of them breaks the syntax.
    public func isOrdered(_ left: AttributeValue, before right: AttributeValue) -> Bool? {
        guard let left = self.normalized(left)?.bytes, let right = self.normalized(right)?.bytes else { return nil }
        switch self.behavior {
        case .integer: return Self.isLess(left, right)
        case .generalizedTime: return left.dropLast().lexicographicallyPrecedes(right.dropLast())
        default: return left.lexicographicallyPrecedes(right)
        }
    }

    /// Compares normalised integers of any length.
    private static func isLess(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        let minus = UInt8(ascii: "-")
        switch (left.first == minus, right.first == minus) {
        case (true, false): return true
        case (false, true): return false
        case (true, true): return Self.isLess(right.dropFirst(), left.dropFirst())
        case (false, false):
            return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        }
    }
}
