import Encodings
import LDAP
import SCIM

/// A text looked for in an attribute, by the rules that the server has for it.
///
/// The directory ignores spaces and mostly case, and it knows nothing of SCIM's order of texts, so it never says exactly what
/// SCIM means: the filters find all that SCIM would, and may find more.
struct TextAssertion {
    let attribute: LDAP.AttributeDescription
    let type: LDAP.AttributeType
    let text: String
    let isCaseExact: Bool

    /// A filter that finds every entry with a value that compares as wanted.
    func superset(for comparison: SCIM.Filter.Operator) -> LDAP.Filter {
        switch comparison {
        case .eq: self.equality
        case .co, .sw, .ew: self.substrings(comparison)
        case .ne, .gt, .ge, .lt, .le: .present(self.attribute)
        }
    }

    private var equality: LDAP.Filter {
        guard !self.text.isEmpty else { return .absoluteFalse }
        guard let rule = self.type.equality, self.findsAll(rule) else { return .present(self.attribute) }
        let value = AttributeValue(self.text)
        return rule.normalized(value) == nil ? .absoluteFalse : .equal(self.attribute, value)
    }

    /// Whether the directory alone says which values are equal to the text: it can tell of any entry, and its rule looks at
    /// case where SCIM does.
    var isDecidedByDirectory: Bool {
        guard let rule = self.type.equality, self.findsAll(rule), self.type.takes(self.text) else { return false }
        return !self.isCaseExact || rule.folding == .caseExact
    }

    /// Whether values that are the same to SCIM are equal by the rule.
    private func findsAll(_ rule: LDAP.MatchingRule) -> Bool {
        switch rule.folding {
        case .caseIgnore, .structured: true
        case .caseExact, .bytes: self.isCaseExact
        case .digits: self.isCaseExact || self.hasNoLetters
        }
    }

    private func substrings(_ comparison: SCIM.Filter.Operator) -> LDAP.Filter {
        guard let rule = self.type.substring, rule.folding != .bytes, self.findsAll(rule), !self.hasControlCharacters
        else {
            return .present(self.attribute)
        }
        if let pieces = self.foldedPieces?.flatMap({ $0.utf8.split(separator: UInt8(ascii: " ")) }) {
            let values = pieces.map { AttributeValue(bytes: Array($0)) }
            return values.isEmpty ? .present(self.attribute) : .substrings(self.attribute, any: values)
        }
        let pieces = self.pieces(rule)
        guard let first = pieces.first, let last = pieces.last else { return .present(self.attribute) }
        return switch comparison {
        case .sw: .substrings(self.attribute, initial: first, any: Array(pieces.dropFirst()))
        case .ew: .substrings(self.attribute, any: pieces.dropLast(), final: last)
        default: .substrings(self.attribute, any: pieces)
        }
    }

    /// The text where its spaces are as the directory keeps them, else what is between them.
    private func pieces(_ rule: LDAP.MatchingRule) -> [AttributeValue] {
        let space = UInt8(ascii: " ")
        if rule.folding == .digits {
            let digits = self.text.utf8.filter { $0 != space && $0 != UInt8(ascii: "-") }
            return digits.isEmpty ? [] : [AttributeValue(bytes: digits)]
        }
        let words = self.text.utf8.split(separator: space)
        let isTidy = words.isEmpty || self.text.utf8.count == words.reduce(words.count - 1) { $0 + $1.count }
        return isTidy && !words.isEmpty ? [AttributeValue(self.text)] : words.map { AttributeValue(bytes: Array($0)) }
    }

    /// What the directory surely folds as SCIM does, where that is not the whole text.
    private var foldedPieces: [String]? {
        self.isCaseExact ? nil : self.text.piecesFoldedByDirectories
    }

    /// Digits and signs have no case.
    private var hasNoLetters: Bool {
        self.text.utf8.allSatisfy { $0 < 0x80 && !$0.isLetter }
    }

    /// Directories fold some of them to spaces and drop others.
    private var hasControlCharacters: Bool {
        self.text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}
