import LDAP
import SCIM

/// The shapes of values for which `eq`, `co`, `sw` or `ew` holds with a text.
///
/// Blanks around a value do not count (RFC 4518 section 2.6.1), so a blank at the edge of a text may also be where the value
/// begins or ends: `sw "Sales "` means `Sales` alone, or `Sales` with a blank and more.
struct TextPattern: Hashable, Sendable {
    /// What the whole value may be.
    private var whole: AttributeValue?
    /// What else it may hold.
    private var parts: [SubstringPattern] = []

    /// Creates the pattern of a text; `ignoresDashes` tells that neither blanks nor hyphens count anywhere.
    init(_ comparison: SCIM.Filter.Operator, _ text: String, ignoresDashes: Bool) {
        if comparison == .eq {
            if !text.isEmpty { self.whole = AttributeValue(text) }
            return
        }
        let blank = UInt8(ascii: " ")
        let words = text.utf8.split(separator: blank)
        let (isAtStart, isAtEnd) = (comparison == .sw, comparison == .ew)
        if ignoresDashes {
            self.append(words.joined().filter { $0 != UInt8(ascii: "-") }, isAtStart: isAtStart, isAtEnd: isAtEnd)
        } else if text.isEmpty {
            self.parts = [SubstringPattern()]
        } else if words.isEmpty {
            self.whole = AttributeValue(text)
            if comparison == .co { self.parts = [SubstringPattern(any: [" "])] }
        } else {
            let core = Array(words.joined(separator: [blank]))
            let leads = !isAtStart && text.utf8.first == blank
            let trails = !isAtEnd && text.utf8.last == blank
            for isAtStart in leads ? [true, false] : [isAtStart] {
                for isAtEnd in trails ? [true, false] : [isAtEnd] {
                    let piece = (leads && !isAtStart ? [blank] : []) + core + (trails && !isAtEnd ? [blank] : [])
                    self.append(piece, isAtStart: isAtStart, isAtEnd: isAtEnd)
                }
            }
        }
    }

    private mutating func append(_ bytes: [UInt8], isAtStart: Bool, isAtEnd: Bool) {
        let piece = AttributeValue(bytes: bytes)
        switch (isAtStart, isAtEnd) {
        case (true, true): self.whole = piece
        case (true, false): self.parts.append(SubstringPattern(initial: piece))
        case (false, true): self.parts.append(SubstringPattern(final: piece))
        case (false, false): self.parts.append(SubstringPattern(any: [piece]))
        }
    }

    /// Whether a value has one of the shapes, by a rule of its attribute.
    func matches(_ value: AttributeValue, by rule: LDAP.MatchingRule) -> Bool {
        if let whole, rule.equal(value, whole) { return true }
        return self.parts.contains { $0.matches(value, by: rule) }
    }

    /// The filter for entries with such a value; nil where every value has such a shape, or none does.
    func filter(_ attribute: AttributeDescription) -> LDAP.Filter? {
        var filters = self.whole.map { [LDAP.Filter.equal(attribute, $0)] } ?? []
        for part in self.parts {
            if part.isEmpty { return nil }
            filters.append(.substrings(attribute, initial: part.initial, any: part.any, final: part.final))
        }
        return filters.isEmpty ? nil : .anyOf(filters)
    }
}

extension SubstringPattern {
    /// Whether its pieces are empty, so that every value matches.
    fileprivate var isEmpty: Bool {
        ([self.initial, self.final].compactMap(\.self) + self.any).allSatisfy(\.bytes.isEmpty)
    }
}
