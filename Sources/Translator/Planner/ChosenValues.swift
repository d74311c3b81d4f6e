import Directories
import Encodings
import LDAP
import SCIM

/// Writes what Starbridge itself chooses for an entry into its draft: the value that names it, and what is allocated to it.
struct ChosenValues {
    private let planner: Planner
    private let choices: Choices
    /// The allocations for which no number is chosen yet; the draft has the first value in their place.
    private(set) var lacking: [Mapping.Allocation] = []

    init(_ planner: Planner, _ choices: Choices) {
        self.planner = planner
        self.choices = choices
    }

    private var rdn: LDAP.AttributeDescription { self.planner.mapping.rdn }
    private var rule: MatchingRule? { self.planner.schema.equality(of: self.rdn) }

    /// Names a new entry, and gives it all that is allocated.
    /// - Throws: `invalidValue` where there is nothing that a text could be made of.
    mutating func complete(_ draft: inout EntryDraft, of resource: SCIM.Resource) throws(SCIMError) {
        for allocation in self.planner.mapping.allocations { try self.give(allocation, to: &draft, of: resource) }
        if let name = self.planner.name(of: resource) {
            draft.set([AttributeValue(name.text(self.choices.name))], for: self.rdn)
        }
    }

    /// Gives an entry that is changed what its object classes demand and it lacks.
    ///
    /// A change of `active` alone gives nothing: what the entry seems to lack the account may only not be allowed to read, and then the
    /// directory would refuse the disable.
    /// - Throws: like ``complete(_:of:)``.
    mutating func adopt(_ draft: inout EntryDraft, of resource: SCIM.Resource) throws(SCIMError) {
        if draft.touched.allSatisfy(self.planner.lockAttributes.contains) { return }
        for allocation in self.planner.mapping.allocations
        where self.planner.demands(allocation.attribute, of: draft.wished) {
            try self.give(allocation, to: &draft, of: resource)
        }
        if self.lacking.isEmpty, self.choices.allocated.isEmpty { return }
        // What the class demands besides, such as the home of an account, comes with it.
        for rule in self.planner.mapping.computed
        where draft.wished[rule.attribute].isEmpty && self.planner.demands(rule.attribute, of: draft.wished) {
            if let value = rule.values(for: resource).first { draft.set([value], for: rule.attribute) }
        }
    }

    private mutating func give(
        _ allocation: Mapping.Allocation, to draft: inout EntryDraft, of resource: SCIM.Resource
    ) throws(SCIMError) {
        guard draft.wished[allocation.attribute].isEmpty else { return }
        let number = self.choices.allocated[allocation.attribute]
        if number == nil { self.lacking.append(allocation) }
        let value = try self.planner.value(of: allocation, number, for: resource)
        draft.set([value], for: allocation.attribute)
    }

    /// Renames an entry whose name is made of values that change, or whose name is taken where it moves.
    ///
    /// One with another name than these values make was named by somebody else, and keeps it; a number stays while the rest does.
    mutating func rename(
        _ draft: inout EntryDraft, from current: SCIM.Resource, to wished: SCIM.Resource, isMoving: Bool
    ) {
        guard let naming = self.planner.mapping.naming, naming.follows || isMoving,
            let (value, present) = self.named(draft), let before = self.planner.name(of: current),
            let after = naming.follows ? self.planner.name(of: wished) : before,
            before.holds(present, self.rule)
        else { return }
        let isTaken = isMoving && self.choices.name > 1
        guard isTaken || naming.value.render(wished) != nil && !after.holds(present, self.rule) else { return }
        self.exchange(value, for: after, in: &draft)
    }

    /// Renames an entry that comes back to the name that a new one would get.
    mutating func rename(_ draft: inout EntryDraft, returningAs resource: SCIM.Resource) {
        guard let naming = self.planner.mapping.naming, let (value, _) = self.named(draft),
            let name = self.planner.name(of: resource)
        else { return }
        let isNamed = draft.wished[self.rdn].contains { $0.text.map { name.holds($0, self.rule) } ?? false }
        if self.choices.name == 1, isNamed || !naming.follows { return }
        self.exchange(value, for: name, in: &draft)
    }

    /// The value that names an entry, where it is named as new entries are.
    private func named(_ draft: EntryDraft) -> (AttributeValue, String)? {
        guard let leaf = draft.entry.dn.leaf, leaf.assertions.count == 1, let assertion = leaf.assertions.first,
            self.planner.isSame(assertion.type, self.rdn), let text = assertion.value.text
        else { return nil }
        return (assertion.value, text)
    }

    private func exchange(_ value: AttributeValue, for name: NumberedText, in draft: inout EntryDraft) {
        let new = AttributeValue(name.text(self.choices.name))
        let others = draft.wished[self.rdn].filter { other in
            let isOld = self.rule?.equal(other, value) ?? (other == value)
            return !isOld && !(other.text.map { name.holds($0, self.rule) } ?? false)
        }
        draft.set([new] + others, for: self.rdn)
    }
}

// MARK: - What texts and places are made of

extension Planner {
    /// What names a new entry of a resource, without the number that may follow; nil where a rule names it.
    public func name(of resource: SCIM.Resource) -> NumberedText? {
        guard let naming = self.mapping.naming,
            let text = naming.value.render(resource) ?? resource[.userName].first?.plainText, !text.isInvisible
        else { return nil }
        return NumberedText(text, separator: " ", limit: self.dialect.maximumNameLength)
    }

    /// The text that is allocated for a resource, without the number that may follow; nil where a number is.
    /// - Throws: `invalidValue` where nothing is left of it.
    public func text(
        of allocation: Mapping.Allocation, for resource: SCIM.Resource
    ) throws(SCIMError) -> NumberedText? {
        guard case .text(let template, let limit) = allocation.source else { return nil }
        let text = template.render(resource) ?? resource[.userName].first?.plainText ?? ""
        let form = AccountNameForm(of: allocation.attribute, limit: limit)
        let allowed = form.allowed(text)
        if allowed.isInvisible {
            throw .invalidValue(
                "\(allocation.attribute) cannot be made of \"\(template)\": nothing is left that it may hold. Send a value for "
                    + template.paths.map(\.description).joined(separator: ", ") + ".")
        }
        return NumberedText(allowed, limit: form.limit)
    }

    /// The value of an allocated attribute with a number; the first one where none is chosen.
    /// - Throws: like ``text(of:for:)``.
    public func value(
        of allocation: Mapping.Allocation, _ number: Int?, for resource: SCIM.Resource
    ) throws(SCIMError) -> AttributeValue {
        switch allocation.source {
        case .number(let range, _): return AttributeValue("\(number ?? range.lowerBound)")
        case .text:
            guard let text = try self.text(of: allocation, for: resource) else { return "" }
            return AttributeValue(text.text(number ?? 1))
        }
    }

    /// Where an entry of a resource is made, or comes back to.
    /// - Throws: `invalidValue` where the mapping has no place for it.
    func home(of resource: SCIM.Resource, isActive: Bool) throws(SCIMError) -> LDAP.DistinguishedName {
        guard let placement = self.mapping.placement else { return self.activity.home(isActive: isActive) }
        guard let place = placement.place(of: self.completed(resource)) else {
            let paths = placement.paths.map { path in
                let value = resource[path].first?.plainText.map { " \"\($0)\"" }
                return "\(path)\(value ?? ", which is missing")"
            }
            throw .invalidValue(
                "No place is known for \(paths.joined(separator: ", ")). Send another value, or name a place for it, or a default, under "
                    + "\(self.mapping.section).place in the configuration.")
        }
        return self.activity.home(isActive: isActive, placed: place)
    }

    /// The attributes whose values tell whether a patch changes what is chosen for the entry; nil for all.
    ///
    /// Those that it is on tell that where nothing is chosen.
    public func attributes(of patch: SCIM.Patch) -> [SCIM.AttributePath]? {
        let attributes = patch.attributes(of: self.mapping.resourceType)
        if !self.chooses { return attributes }
        return attributes.map { ($0 + self.choosingPaths).uniqued() }
    }

    /// The attributes by whose values an entry is placed or named.
    public var placingPaths: [SCIM.AttributePath] {
        (self.mapping.placement?.paths ?? []) + (self.mapping.naming.map { $0.follows ? $0.value.paths : [] } ?? [])
    }

    /// The attributes of which anything is made that is chosen.
    private var choosingPaths: [SCIM.AttributePath] {
        let texts = self.mapping.allocations.flatMap { allocation -> [SCIM.AttributePath] in
            if case .text(let template, _) = allocation.source { template.paths } else { [] }
        }
        let named = self.mapping.naming?.value.paths ?? []
        let computed = self.mapping.allocations.isEmpty ? [] : self.mapping.computedInputs
        return (self.placingPaths + named + texts + computed + [.userName]).map(\.whole).uniqued()
    }

    /// What only one call at a time may be choosing: the texts that get a number where somebody has them.
    /// - Throws: like ``text(of:for:)``.
    public func contested(_ resource: SCIM.Resource) throws(SCIMError) -> Set<AttributeValueAssertion> {
        guard self.chooses else { return [] }
        var texts: [(LDAP.AttributeDescription, NumberedText?)] = [
            (self.mapping.rdn, self.mapping.naming?.isNumbered == true ? self.name(of: resource) : nil)
        ]
        for allocation in self.mapping.allocations {
            texts.append((allocation.attribute, try self.text(of: allocation, for: resource)))
        }
        return Set(
            texts.compactMap { attribute, text in
                text.map {
                    AttributeValueAssertion(
                        attribute: attribute, value: self.key(AttributeValue($0.text(1)), of: attribute))
                }
            })
    }
}
