import Encodings
import LDAP
import SCIM

/// A text that is compared with the values of an attribute, by the rules that the server has for it.
///
/// The directory decides which values are like the text, for a part of a value as for the whole (RFC 4518). The local rule decides
/// where the directory cannot: where case counts there and not in SCIM, where it has no rule for parts, and for SCIM's order of texts.
struct TextAssertion: Hashable, Sendable {
    let attribute: LDAP.AttributeDescription
    let type: LDAP.AttributeType
    let comparison: SCIM.Filter.Operator
    let text: String
    let isCaseExact: Bool

    /// A filter that finds every entry with a value that compares as wanted.
    var superset: LDAP.Filter {
        if self.comparison == .eq, self.text.isEmpty { return .absoluteFalse }
        return self.condition ?? .present(self.attribute)
    }

    /// What the directory is asked; nil where it cannot tell.
    var condition: LDAP.Filter? {
        guard let rule = self.type.equality, self.findsAll(rule) else { return nil }
        switch self.comparison {
        case .eq where rule.normalized(AttributeValue(self.text)) == nil: return .absoluteFalse
        case .eq: return self.text.isEmpty ? nil : .equal(self.attribute, AttributeValue(self.text))
        case .co, .sw, .ew:
            guard let parts = self.type.substring, parts.folding == rule.folding, parts.folding != .bytes else {
                return nil
            }
        case .ne, .gt, .ge, .lt, .le: return nil
        }
        return self.pattern.filter(self.attribute)
    }

    /// Whether the directory's answer needs no check here: it never says "undefined", and case counts for it where it does for SCIM.
    var isDecidedByDirectory: Bool {
        self.condition != nil && self.type.takes(self.text) && !self.isNarrowedByCase
    }

    /// Whether case counts in SCIM and not in the directory.
    var isNarrowedByCase: Bool { self.isCaseExact && self.type.equality?.folding == .caseIgnore }

    /// Whether the rule finds every value that SCIM takes for the same.
    private func findsAll(_ rule: LDAP.MatchingRule) -> Bool {
        switch rule.folding {
        case .caseIgnore, .structured: true
        case .caseExact, .bytes: self.isCaseExact
        case .digits: self.isCaseExact || self.hasNoLetters
        }
    }

    /// Digits and signs have no case.
    private var hasNoLetters: Bool {
        self.text.utf8.allSatisfy { $0 < 0x80 && !$0.isLetter }
    }

    private var pattern: TextPattern {
        TextPattern(self.comparison, self.text, ignoresDashes: self.type.equality?.folding == .digits)
    }
}

// MARK: - What can be said without the directory

extension TextAssertion {
    /// The rule by which texts are compared here: the directory's, with case if and only if it counts in SCIM; nil where SCIM
    /// compares alone.
    var localRule: LDAP.MatchingRule? {
        guard let rule = self.type.equality else { return nil }
        switch rule.folding {
        case .caseIgnore, .caseExact: return self.isCaseExact ? .caseExact : .caseIgnore
        case .digits: return rule
        case .structured, .bytes: return nil
        }
    }

    /// Whether a value compares as wanted by the local rule.
    func mayHold(for held: AttributeValue) -> Bool {
        guard let rule = self.localRule else { return false }
        // The rules for digits look at the case of letters, where there are any.
        if !self.isCaseExact, rule.folding == .digits, let text = held.text {
            let pattern = TextPattern(self.comparison, self.text.lowercased(), ignoresDashes: true)
            return pattern.matches(AttributeValue(text.lowercased()), by: rule)
        }
        return self.pattern.matches(held, by: rule)
    }

    /// Whether a value compares as wanted in every directory that has such a rule.
    func surelyHolds(for held: AttributeValue) -> Bool {
        guard let rule = self.localRule else { return false }
        if rule.certain(held) == rule.certain(AttributeValue(self.text)) { return !self.text.isEmpty }
        return self.isPlain(held) && self.mayHold(for: held)
    }

    /// Whether directories may differ about a value, as they do beyond printable ASCII, so that this one must be asked.
    func isDoubtful(for held: AttributeValue) -> Bool {
        !self.isPlain(held) && !self.surelyHolds(for: held)
    }

    private func isPlain(_ held: AttributeValue) -> Bool {
        self.text.utf8.allSatisfy(\.isPrintableASCII) && held.bytes.allSatisfy(\.isPrintableASCII)
    }
}

extension Binding {
    /// The comparison of a text with the values; nil where they are no texts, or the server does not know the attribute.
    func assertion(_ comparison: SCIM.Filter.Operator, _ text: String) -> TextAssertion? {
        self.conversion == .text ? self.assertion(comparison, stored: text) : nil
    }

    /// The comparison of a text as the directory has it; nil likewise.
    func assertion(_ comparison: SCIM.Filter.Operator, stored text: String) -> TextAssertion? {
        guard let type, self.conversion.isOfTexts, self.definition.type != .dateTime else { return nil }
        return TextAssertion(
            attribute: self.rule.attribute, type: type, comparison: comparison, text: text,
            isCaseExact: self.definition.isCaseExact)
    }
}

extension UInt8 {
    fileprivate var isPrintableASCII: Bool { self &- 0x20 < 0x5F }
}
