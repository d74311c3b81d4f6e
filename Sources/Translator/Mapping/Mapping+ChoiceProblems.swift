import LDAP
import SCIM

// What cannot work of places, of names that no rule stores, and of what is allocated.
extension Mapping {
    /// Whether new entries are given a value of the attribute.
    func allocates(_ attribute: LDAP.AttributeDescription, in schema: LDAP.Schema) -> Bool {
        self.allocations.contains { schema.areSame($0.attribute, attribute) }
    }

    func placementProblems(in schema: LDAP.Schema) -> [Problem] {
        guard let placement = self.placement else { return [] }
        func problem(_ reason: String) -> Problem { Problem(.placement, reason) }
        var problems = self.unmapped(placement.paths).map {
            problem("people are placed by \($0), which is not mapped: nobody could tell when it changes. Map it.")
        }
        for place in placement.knownPlaces where !place.isWithin(self.base) {
            problems.append(
                problem(
                    "\(place) lies outside \(self.section).base \(self.base), and whoever is there would be gone for the client. Set the "
                        + "base to an entry above all places."))
        }
        if self.scope != .subtree {
            problems.append(
                problem("\(self.section).scope does not reach entries below those of the base: set it to subtree."))
        }
        if case .name(let name) = placement.choice {
            problems += name.attributes.filter { schema.attributeType($0) == nil }.map {
                problem("the name of the place has the attribute \($0), which the directory's schema does not know.")
            }
        }
        return problems
    }

    func namingProblems(in schema: LDAP.Schema) -> [Problem] {
        guard let naming = self.naming else { return [] }
        var problems: [Problem] = []
        if let rule = self.rule(for: self.rdn, in: schema) {
            problems.append(
                Problem(
                    .rdn,
                    "rdn.value gives \(self.rdn) its value, and \(rule.path) is stored there too: map \(rule.path) to another attribute "
                        + "(such as displayName), or leave out rdn.value."))
        }
        if schema.attributeType(self.rdn) == nil {
            problems.append(Problem(.rdn, "rdn is \(self.rdn), which the directory's schema does not know."))
        } else if !self.allows(self.rdn, in: schema) {
            problems.append(
                Problem(
                    .rdn, "rdn is \(self.rdn), which \(self.classNames) does not allow: add an object class that does.")
            )
        }
        if naming.follows {
            problems += self.unmapped(naming.value.paths).map {
                Problem(
                    .rdn,
                    "rdn.value is made of \($0), which is not mapped, so nobody could tell when it changes: map it, or set rdn.rename "
                        + "to keep.")
            }
        }
        return problems
    }

    func problems(of allocation: Allocation, in schema: LDAP.Schema) -> [Problem] {
        func problem(_ reason: String) -> Problem { Problem(.allocation, reason) }
        let attribute = allocation.attribute
        guard let type = schema.attributeType(attribute) else {
            return [problem("\(attribute) is not known to the directory's schema.")]
        }
        var problems: [Problem] = []
        if type.equality == nil {
            problems.append(problem("\(attribute) has no equality rule, so nobody can look who has a value already."))
        }
        if !type.isUserModifiable {
            problems.append(problem("only the directory itself may write \(attribute)."))
        }
        if !self.allows(attribute, in: schema) {
            problems.append(
                problem("\(self.classNames) does not allow \(attribute): add an object class that does."))
        }
        if let rule = self.rule(for: attribute, in: schema) {
            problems.append(
                problem("\(attribute) is allocated, and \(rule.path) is stored there too: take it out of one of them."))
        }
        if let counter = allocation.counter, schema.attributeType(counter.attribute) == nil {
            problems.append(
                problem(
                    "the counter has the attribute \(counter.attribute), which the directory's schema does not know."))
        }
        return problems
    }

    /// What may go wrong where nobody counts.
    func warning(about allocation: Allocation) -> Problem? {
        guard allocation.isNumber, allocation.counter == nil else { return nil }
        return Problem(
            .allocation,
            "\(allocation.attribute) is given without a counter, so two bridges that write at the same moment may give one number twice, "
                + "unless the directory keeps it unique: name a `counter`, or have the directory do that. The number of an entry that is "
                + "gone may be given again.")
    }

    /// Those of some paths whose values no rule stores where an update reads them.
    private func unmapped(_ paths: [SCIM.AttributePath]) -> [SCIM.AttributePath] {
        paths.filter { path in
            !self.rules.contains {
                $0.isLoaded && !$0.isReference
                    && ($0.path == path || $0.path.namingValue(in: self.resourceType) == path)
            }
        }
    }
}
