import SCIM

extension Mapping {
    /// The part of the resource type that the mapping shows, as /Schemas advertises it.
    public var advertisedType: SCIM.ResourceType {
        let inputs = self.computedInputs.filter { input in
            !self.rules.contains { $0.path.sharesAttribute(with: input) }
        }
        var type = self.resourceType.limited(
            to: self.paths + self.paths(withDerivedParts: self.rules) + inputs,
            required: self.paths(of: self.rules.filter(\.isRequired)),
            unique: self.paths(of: self.rules.filter(\.isUnique))
        )
        for input in inputs { type.setMutability(.writeOnly, at: input) }
        for rule in self.rules {
            guard let mutability = rule.mutability,
                self.rules.allSatisfy({ !$0.isBeside(rule) || $0.mutability == mutability })
            else { continue }
            type.setMutability(mutability, at: rule.path.unfiltered)
        }
        return type
    }

    /// Every path that can be read, in the order of the rules.
    var paths: [AttributePath] {
        let mapped = self.paths(of: self.rules)
        return self.activation.isEmpty ? mapped : mapped + [.active]
    }

    /// The complex attributes that show more of what they refer to than its id.
    private func paths(withDerivedParts rules: [Rule]) -> [AttributePath] {
        rules.filter(\.hasDerivedParts).map(\.path)
    }

    /// Where the rules' values are; a complex attribute that is mapped by its name alone has a `value` and nothing else.
    private func paths(of rules: [Rule]) -> [AttributePath] {
        rules.map { $0.path.namingValue(in: self.resourceType) }
    }
}

extension Mapping.Rule {
    /// Whether the rule has another value of what the definition of one attribute describes, as those of two types have.
    fileprivate func isBeside(_ other: Mapping.Rule) -> Bool { self.path.unfiltered == other.path.unfiltered }
}
