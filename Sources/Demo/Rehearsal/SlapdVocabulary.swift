import LDAP

/// What a slapd knows by itself, before it is told of any schema.
struct SlapdVocabulary: Sendable {
    /// Its attribute types and classes.
    var schema: Schema
    /// The object identifiers of its syntaxes.
    var syntaxes: Set<String>
    /// The names of its matching rules.
    var rules: Set<MatchingRule>

    /// How the values of an attribute are written and compared.
    struct Form: Hashable {
        var equality: MatchingRule?
        var ordering: MatchingRule?
        var substring: MatchingRule?
        var syntax: String

        /// As words of a definition.
        var words: [String] {
            [
                self.equality.map { "EQUALITY \($0)" }, self.ordering.map { "ORDERING \($0)" },
                self.substring.map { "SUBSTR \($0)" }, "SYNTAX \(self.syntax)",
            ].compactMap(\.self)
        }
    }

    private static let octets = "1.3.6.1.4.1.1466.115.121.1.40"
    private static let text = "1.3.6.1.4.1.1466.115.121.1.15"

    /// The form in which slapd has an attribute: the one that is written where it knows all of it, or else the usual one of the same
    /// comparison.
    func form(of type: AttributeType, isAsWritten: Bool) -> Form {
        let written = Form(
            equality: type.equality, ordering: type.ordering, substring: type.substring, syntax: type.syntax)
        let rules = [type.equality, type.ordering, type.substring].compactMap(\.self)
        if isAsWritten, self.syntaxes.contains(type.syntax), rules.allSatisfy(self.rules.contains) { return written }
        guard let equality = type.equality else {
            return Form(syntax: self.syntaxes.contains(type.syntax) ? type.syntax : Self.octets)
        }
        return Self.usual[equality.rawValue] ?? Form(equality: .octetString, syntax: Self.octets)
    }

    private static func form(_ stem: String, _ syntax: String, ordering: Bool = false, substring: Bool = false) -> Form
    {
        Form(
            equality: MatchingRule(rawValue: stem + "Match"),
            ordering: ordering ? MatchingRule(rawValue: stem + "OrderingMatch") : nil,
            substring: substring ? MatchingRule(rawValue: stem + "SubstringsMatch") : nil,
            syntax: syntax.hasPrefix(".") ? "1.3.6.1.4.1.1466.115.121.1" + syntax : syntax)
    }

    private static let ignoringCase = Self.form("caseIgnore", Self.text, ordering: true, substring: true)
    private static let exact = Self.form("caseExact", Self.text, ordering: true, substring: true)

    /// Values that are text in any way are text here: old directories hold more than the syntax allows.
    private static let usual: [String: Form] = [
        "caseIgnoreMatch": Self.ignoringCase, "caseIgnoreIA5Match": Self.ignoringCase,
        "caseExactMatch": Self.exact, "caseExactIA5Match": Self.exact,
        "caseIgnoreListMatch": Self.form("caseIgnoreList", ".41"),
        "numericStringMatch": Self.form("numericString", ".36", ordering: true, substring: true),
        "telephoneNumberMatch": Self.form("telephoneNumber", ".50", substring: true),
        "integerMatch": Self.form("integer", ".27", ordering: true),
        "booleanMatch": Self.form("boolean", ".7"),
        "generalizedTimeMatch": Self.form("generalizedTime", ".24", ordering: true),
        "distinguishedNameMatch": Self.form("distinguishedName", ".12"),
        "uniqueMemberMatch": Self.form("uniqueMember", ".34"),
        "objectIdentifierMatch": Self.form("objectIdentifier", ".38"),
        "octetStringMatch": Self.form("octetString", ".40", ordering: true),
        "bitStringMatch": Self.form("bitString", ".6"),
        "UUIDMatch": Self.form("UUID", "1.3.6.1.1.16.1", ordering: true),
    ]
}

extension SlapdVocabulary {
    /// The attributes of a subschema entry that ``init(schema:subschema:)`` reads.
    static let attributes: [AttributeDescription] = ["ldapSyntaxes", "matchingRules"]

    /// What a server says of itself.
    init(schema: Schema, subschema: Entry) {
        func identifiers(_ attribute: AttributeDescription) -> [String] {
            // `( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX … )`
            subschema[attribute].compactMap { $0.text?.split(separator: " ").dropFirst().first.map(String.init) }
        }
        self.schema = schema
        self.syntaxes = Set(identifiers("ldapSyntaxes"))
        let names = subschema["matchingRules"].compactMap { value -> String? in
            let words = value.text?.split(separator: "'", omittingEmptySubsequences: false) ?? []
            return words.count > 1 ? String(words[1]) : nil
        }
        self.rules = Set((names + identifiers("matchingRules")).map { MatchingRule(rawValue: $0) })
    }
}
