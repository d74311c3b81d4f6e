import Encodings

/// An attribute type with its options (RFC 4512 section 2.5), such as `userCertificate;binary`.
///
/// Names and options compare without regard to case, options without regard to their order.
public struct AttributeDescription: Sendable {
    /// What it is made of; descriptions that are spelled alike share one, so that most comparisons are of two addresses.
    private let spelling: AttributeSpelling

    /// The short name or object identifier, without options.
    public var name: String { self.spelling.name }
    /// The options, such as `lang-de`, without their semicolons.
    public var options: [String] { self.spelling.options }

    /// An attribute of this name with these options, unchecked.
    public init(name: String, options: [String]) {
        self.init(options.isEmpty ? name : ([name] + options).joined(separator: ";"))
    }

    /// An attribute as a server or a constant of the program spells it, unchecked.
    public init(_ text: String) {
        self.spelling = .shared(text)
    }

    /// An attribute as a person wrote it.
    ///
    /// The underscore in names, which RFC 4512 does not allow, is accepted because old directories have it.
    /// - Throws: `undefinedAttributeType` naming the text that is no attribute description.
    public init(parsing text: String) throws(LDAPError) {
        self.init(text)
        guard Self.isDescriptor(self.name), self.options.allSatisfy({ Self.isOption($0) }) else {
            throw LDAPError(.undefinedAttributeType, diagnostic: "'\(text)' is not the name of an attribute")
        }
    }

    /// The attribute that names the classes of an entry.
    public static let objectClass: AttributeDescription = "objectClass"

    /// What a search names that asks for no attributes (RFC 4511 section 4.5.1.8).
    public static let noAttributes: AttributeDescription = "1.1"

    /// The attribute without its options.
    public var withoutOptions: AttributeDescription {
        self.options.isEmpty ? self : AttributeDescription(self.name)
    }
}

extension AttributeDescription {
    // `oid = descr / numericoid`
    private static func isDescriptor(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        if first.isDigit { return isNumericOID(text) }
        return first.isLetter && text.utf8.allSatisfy { isKeyCharacter($0) || $0 == UInt8(ascii: "_") }
    }

    // `numericoid = number 1*( DOT number )`
    static func isNumericOID(_ text: String) -> Bool {
        let arcs = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return arcs.count > 1
            && arcs.allSatisfy { arc in
                guard let first = arc.first, arc.allSatisfy({ $0.isDigit }) else { return false }
                return first != UInt8(ascii: "0") || arc.count == 1
            }
    }

    /// `option = 1*keychar`, or the `range=0-1499` of Active Directory.
    private static func isOption(_ text: String) -> Bool {
        let range = "range="
        guard !text.utf8.starts(with: range.utf8) else {
            return text.utf8.dropFirst(range.utf8.count).allSatisfy { isKeyCharacter($0) || $0 == UInt8(ascii: "*") }
        }
        return !text.isEmpty && text.utf8.allSatisfy { isKeyCharacter($0) }
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-")
    }
}

extension AttributeDescription: Hashable {
    /// Whether both name the same attribute with the same options.
    public static func == (left: AttributeDescription, right: AttributeDescription) -> Bool {
        left.spelling === right.spelling || left.spelling.namesSame(as: right.spelling)
    }

    /// Feeds the hash of the folded name and the set of options.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.spelling.fingerprint)
        if !self.optionSet.isEmpty { hasher.combine(self.optionSet) }
    }

    /// The number of the spelling of its name; nil where spellings are not shared.
    var nameNumber: Int? { self.spelling.nameNumber }

    /// The options, ready to be compared.
    var optionSet: Set<CaseInsensitiveName> { self.spelling.optionSet }
}

extension AttributeDescription: ExpressibleByStringLiteral, CustomStringConvertible {
    /// An attribute that the program names.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The name and its options, separated by semicolons.
    public var description: String { self.spelling.text }
}
