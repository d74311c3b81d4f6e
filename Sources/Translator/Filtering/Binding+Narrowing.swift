import LDAP
import SCIM

extension Binding {
    /// The condition that a value is shown.
    var presence: Narrowing {
        if self.type == nil { return .never }
        return .some(.present(self.rule.attribute), isExact: self.showsWhateverIsThere)
    }

    /// The condition that a shown value meets a test other than `ne`.
    /// - Throws: `invalidFilter` for an operator that the attribute does not have, and for a date that is none.
    func comparison(_ test: Test) throws(SCIMError) -> Narrowing {
        if self.definition.type == .dateTime { try test.requireDate(self.rule.path) }
        guard let type = self.type else { return .never }
        switch self.conversion {
        case .text: return self.textComparison(test)
        case .postalAddress where test.comparison == .eq: return self.equality(test, type, isExact: false)
        case .postalAddress, .base64: return .within(.present(self.rule.attribute))
        case .boolean:
            try test.requireEquality(self.rule.path)
            return self.equality(test, type, isExact: type.holdsBooleans)
        case .integer: return self.orderedComparison(test, type, isSameOrder: type.holdsIntegers)
        case .decimal: return .within(.present(self.rule.attribute))
        case .timestamp: return self.orderedComparison(test, type, isSameOrder: true)
        case .reference:
            try test.requireEquality(self.rule.path)
            return self.equality(test, type, isExact: type.holdsNames)
        }
    }

    /// Whether an attribute that is there always shows a value; a name does not where it is nobody's.
    private var showsWhateverIsThere: Bool {
        guard self.rule.choice == .first else { return false }
        switch self.conversion {
        case .text: return self.type?.equality.map { $0.folding != .bytes } ?? false
        case .base64: return true
        case .boolean: return self.type?.holdsBooleans ?? false
        case .integer: return self.type?.holdsIntegers ?? false
        case .decimal, .reference, .postalAddress: return false
        case .timestamp: return true
        }
    }

    /// A value that the attribute cannot have is no value of any entry.
    private func equality(_ test: Test, _ type: LDAP.AttributeType, isExact: Bool) -> Narrowing {
        guard let value = self.conversion.attributeValue(of: test.literal, references: test.references) else {
            return .never
        }
        guard let rule = type.equality else { return .within(.present(self.rule.attribute)) }
        guard rule.normalized(value) != nil else { return .never }
        return .some(.equal(self.rule.attribute, value), isExact: isExact && self.showsEveryValue)
    }

    /// Numbers and times; LDAP has no "greater" and "less", but their opposites.
    private func orderedComparison(_ test: Test, _ type: LDAP.AttributeType, isSameOrder: Bool) -> Narrowing {
        guard isSameOrder, test.comparison.isOrder,
            let value = self.conversion.attributeValue(of: test.literal, references: test.references)
        else { return .within(.present(self.rule.attribute)) }
        if test.comparison == .eq { return self.equality(test, type, isExact: true) }
        guard type.ordering != nil, type.equality != nil else { return .within(.present(self.rule.attribute)) }
        return .some(
            LDAP.Filter.ordered(self.rule.attribute, test.comparison, value),
            isExact: self.showsEveryValue && type.isSingleValued
        )
    }

    private func textComparison(_ test: Test) -> Narrowing {
        guard let assertion = test.literal.plainText.flatMap({ self.assertion(test.comparison, $0) }) else {
            return .within(.present(self.rule.attribute))
        }
        return .some(assertion.superset, isExact: self.showsEveryValue && assertion.isDecidedByDirectory)
    }
}

extension LDAP.Filter {
    /// An entry's single value stands to another as wanted.
    static func ordered(
        _ attribute: AttributeDescription, _ comparison: SCIM.Filter.Operator, _ value: AttributeValue
    ) -> LDAP.Filter {
        switch comparison {
        case .gt: .and([.greaterOrEqual(attribute, value), .not(.equal(attribute, value))])
        case .ge: .greaterOrEqual(attribute, value)
        case .lt: .and([.lessOrEqual(attribute, value), .not(.equal(attribute, value))])
        case .le: .lessOrEqual(attribute, value)
        case .ne: .not(.equal(attribute, value))
        case .eq, .co, .sw, .ew: .equal(attribute, value)
        }
    }
}
