import LDAP
import SCIM

/// What the directory can say of the values of one rule.
extension Binding {
    /// The condition that an entry shows a value: `title pr` → `(title=*)`.
    var presence: Narrowing {
        if self.type == nil { return .never }
        return .some(.present(self.rule.attribute), isExact: self.showsWhateverIsThere)
    }

    /// The condition that an entry shows a value that compares as wanted: `title eq "Cook"` → `(title=Cook)`; `ne` is made of it
    /// by negation.
    /// - Throws: `invalidFilter` for an operator that the attribute does not have, and for a date that is none.
    func comparison(_ wanted: ComparedLiteral, _ references: References) throws(SCIMError) -> Narrowing {
        if self.definition.type == .dateTime { try wanted.requireDate(self.rule.path) }
        guard let type = self.type else { return .never }
        switch self.conversion {
        case .text: return self.textComparison(wanted)
        case .form(let form, of: _): return self.formComparison(wanted, form)
        case .postalAddress where wanted.comparison == .eq:
            return self.equality(wanted, type, references, isExact: false)
        case .postalAddress, .base64, .quotedPassword: return .within(.present(self.rule.attribute))
        case .boolean:
            try wanted.requireEquality(self.rule.path)
            return self.equality(wanted, type, references, isExact: type.holdsBooleans)
        case .integer: return self.orderedComparison(wanted, type, references, isSameOrder: type.holdsIntegers)
        case .decimal: return .within(.present(self.rule.attribute))
        case .ticks: return self.orderedComparison(wanted, type, references, isSameOrder: wanted.comparison == .eq)
        case .timestamp: return self.orderedComparison(wanted, type, references, isSameOrder: true)
        case .reference:
            try wanted.requireEquality(self.rule.path)
            return self.equality(wanted, type, references, isExact: self.comparesNames(type))
        }
    }

    /// Whether the directory takes for the same what SCIM shows as one id: names of entries, and keys byte for byte.
    private func comparesNames(_ type: LDAP.AttributeType) -> Bool {
        type.holdsNames || self.rule.referenceKey != nil && type.equality?.folding == .caseExact
    }

    /// Whether every value of the attribute is shown, so that `(attribute=*)` says that there is one; a name is not shown where
    /// it is nobody's.
    private var showsWhateverIsThere: Bool {
        guard self.admitsAll else { return false }
        switch self.conversion {
        case .text, .form: return self.type?.equality.map { $0.folding != .bytes } ?? false
        case .base64: return true
        case .boolean: return self.type?.holdsBooleans ?? false
        case .integer: return self.type?.holdsIntegers ?? false
        case .decimal, .reference, .postalAddress, .quotedPassword, .ticks: return false
        case .timestamp: return true
        }
    }

    /// The condition that an entry has the value; a literal that the attribute cannot hold is no entry's.
    private func equality(
        _ wanted: ComparedLiteral, _ type: LDAP.AttributeType, _ references: References, isExact: Bool
    ) -> Narrowing {
        guard let value = self.conversion.attributeValue(of: wanted.literal, references: references) else {
            return .never
        }
        guard let rule = type.equality else { return .within(.present(self.rule.attribute)) }
        guard rule.normalized(value) != nil else { return .never }
        return .some(.equal(self.rule.attribute, value), isExact: isExact && self.showsEveryValue)
    }

    /// The condition on a number or a time, whose order is the same on both sides.
    private func orderedComparison(
        _ wanted: ComparedLiteral, _ type: LDAP.AttributeType, _ references: References, isSameOrder: Bool
    ) -> Narrowing {
        guard isSameOrder, wanted.comparison.isOrder,
            let value = self.conversion.attributeValue(of: wanted.literal, references: references)
        else { return .within(.present(self.rule.attribute)) }
        if wanted.comparison == .eq { return self.equality(wanted, type, references, isExact: true) }
        guard type.ordering != nil, type.equality != nil else { return .within(.present(self.rule.attribute)) }
        return .some(
            LDAP.Filter.ordered(self.rule.attribute, wanted.comparison, value),
            isExact: self.showsEveryValue && type.isSingleValued
        )
    }

    private func textComparison(_ wanted: ComparedLiteral) -> Narrowing {
        guard let assertion = wanted.literal.plainText.flatMap({ self.assertion(wanted.comparison, $0) }) else {
            return .within(.present(self.rule.attribute))
        }
        return .some(assertion.superset, isExact: self.showsEveryValue && assertion.isDecidedByDirectory)
    }
}

extension Binding {
    /// The condition on values of another form: what is equal to a literal is what would be stored of it.
    private func formComparison(_ wanted: ComparedLiteral, _ form: ValueForm) -> Narrowing {
        guard wanted.comparison == .eq, let text = wanted.literal.plainText else {
            return .within(.present(self.rule.attribute))
        }
        guard let stored = form.stored(text) else { return .never }
        guard let assertion = self.assertion(.eq, stored: stored) else { return .within(.present(self.rule.attribute)) }
        let isExact = form.isInvertible ? self.isAlone : self.showsEveryValue
        return .some(assertion.superset, isExact: isExact && assertion.isDecidedByDirectory)
    }

    /// Whether SCIM has room for every value of the attribute, or the attribute for one alone.
    private var isAlone: Bool {
        self.rule.choice == .first && (self.isMultiValued || self.type?.isSingleValued ?? true)
    }
}

extension LDAP.Filter {
    /// The filter for a single value that compares as wanted: `gt 5` → `(&(a>=5)(!(a=5)))`.
    ///
    /// LDAP has no "greater" and no "less".
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
