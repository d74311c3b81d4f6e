import Encodings

/// Evaluates single assertions on one entry.
struct FilterMatcher {
    let entry: Entry
    let schema: Schema

    func matches(_ filter: Filter) -> Bool? {
        switch filter {
        case .and, .or, .not: nil
        case .equal(let attribute, let value), .approximate(let attribute, let value):
            self.equal(attribute, value)
        case .present(let attribute):
            self.type(attribute).map { _ in self.values(of: attribute).contains { _ in true } }
        case .greaterOrEqual(let attribute, let value):
            self.ordered(attribute) { rule, stored in rule.isOrdered(stored, before: value).map { !$0 } }
        case .lessOrEqual(let attribute, let value):
            self.ordered(attribute) { rule, stored in rule.isOrdered(value, before: stored).map { !$0 } }
        case .substrings(let attribute, let initial, let any, let final):
            self.substrings(attribute, SubstringPattern(initial: initial, any: any, final: final))
        case .extensible(let attribute, let rule, let value, let dnAttributes):
            self.extensible(attribute, rule: rule, value, dnAttributes: dnAttributes)
        }
    }

    private func type(_ attribute: AttributeDescription) -> AttributeType? {
        self.schema.attributeType(attribute)
    }

    private func values(of attribute: AttributeDescription) -> some Sequence<AttributeValue> {
        self.entry.attributes.lazy
            .filter { self.schema.isSubtype($0.description, of: attribute) }
            .flatMap(\.values)
    }

    private func equal(_ attribute: AttributeDescription, _ value: AttributeValue) -> Bool? {
        guard let type = self.type(attribute), let rule = type.equality else { return nil }
        if type.names.contains(where: { $0.equalsIgnoringASCIICase("objectClass") }) { return self.hasClass(value) }
        guard let wanted = rule.normalized(value) else { return nil }
        return self.values(of: attribute).contains { rule.normalized($0) == wanted }
    }

    /// `objectIdentifierMatch` on object classes, which knows names, identifiers and superclasses.
    private func hasClass(_ value: AttributeValue) -> Bool? {
        value.text.flatMap { self.schema.isIncluded($0, in: self.entry[.objectClass].compactMap(\.text)) }
    }

    private func ordered(
        _ attribute: AttributeDescription,
        _ isMatch: (MatchingRule, AttributeValue) -> Bool?
    ) -> Bool? {
        guard let rule = self.type(attribute)?.ordering else { return nil }
        return self.values(of: attribute).contains { isMatch(rule, $0) == true }
    }

    private func substrings(_ attribute: AttributeDescription, _ pattern: SubstringPattern) -> Bool? {
        guard let rule = self.type(attribute)?.substring else { return nil }
        return self.values(of: attribute).contains { pattern.matches($0, by: rule) }
    }

    /// OpenLDAP's rule for names that lie below another one, or are that.
    private static let subtree = "dnSubtreeMatch"

    private func isBelow(_ value: AttributeValue, by attribute: AttributeDescription) -> Bool? {
        guard self.type(attribute) != nil, let base = value.text.map({ DistinguishedName(server: $0) }) else {
            return nil
        }
        return self.values(of: attribute).contains { name in
            name.text.map { DistinguishedName(server: $0).isWithin(base) } ?? false
        }
    }

    private func extensible(
        _ attribute: AttributeDescription?,
        rule: String?,
        _ value: AttributeValue,
        dnAttributes: Bool
    ) -> Bool? {
        guard let attribute else { return nil }
        if rule == Self.subtree { return self.isBelow(value, by: attribute) }
        guard let type = self.type(attribute), let rule = rule.map({ MatchingRule(rawValue: $0) }) ?? type.equality,
            rule.isKnown, let wanted = rule.normalized(value)
        else { return nil }
        if self.values(of: attribute).contains(where: { rule.normalized($0) == wanted }) { return true }
        guard dnAttributes else { return false }
        return self.entry.dn.relativeNames.lazy.flatMap(\.assertions).contains {
            self.schema.isSubtype($0.type, of: attribute) && rule.normalized($0.value) == wanted
        }
    }
}

extension Filter {
    /// Whether an entry matches, as a server with this schema would say; nil where it is undefined.
    ///
    /// The evaluation is the three-valued one of RFC 4511 section 4.5.1.7. Subtypes of an attribute count as the
    /// attribute, and superclasses of an object class as classes of the entry.
    public func matches(_ entry: Entry, schema: Schema) -> Bool? {
        switch self {
        case .and(let filters): Self.combine(filters.lazy.map { $0.matches(entry, schema: schema) }, decisive: false)
        case .or(let filters): Self.combine(filters.lazy.map { $0.matches(entry, schema: schema) }, decisive: true)
        case .not(let filter): filter.matches(entry, schema: schema).map { !$0 }
        default: FilterMatcher(entry: entry, schema: schema).matches(self)
        }
    }

    /// The decisive truth if one has it, else nil if one is undefined, else the other truth.
    private static func combine(_ truths: some Sequence<Bool?>, decisive: Bool) -> Bool? {
        var isDefined = true
        for truth in truths {
            if truth == decisive { return decisive }
            if truth == nil { isDefined = false }
        }
        return isDefined ? !decisive : nil
    }
}
