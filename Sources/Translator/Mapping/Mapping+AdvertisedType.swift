import SCIM

extension Mapping {
    /// The part of the resource type that the mapping shows, as /Schemas advertises it.
    public var advertisedType: SCIM.ResourceType {
        let inputs = self.unmappedInputs
        var type = self.resourceType.limited(
            to: self.shownPaths + inputs,
            required: self.paths(of: self.rules.filter(\.isRequired)),
            unique: self.paths(of: self.rules.filter(\.isUnique))
        )
        self.limitMutability(of: &type)
        return type
    }

    /// What is computed from and shown by no rule.
    fileprivate var unmappedInputs: [AttributePath] {
        self.computedInputs.filter { input in !self.rules.contains { $0.path.sharesAttribute(with: input) } }
    }

    /// Says of each attribute when clients may write it, where all rules that make it agree.
    private func limitMutability(of type: inout SCIM.ResourceType) {
        for input in self.unmappedInputs { type.setMutability(.writeOnly, at: input) }
        for rule in self.rules {
            guard let mutability = rule.mutability,
                self.rules.allSatisfy({ !$0.isBeside(rule) || $0.mutability == mutability })
            else { continue }
            type.setMutability(mutability, at: rule.path.unfiltered)
        }
    }

    /// Every path that is shown, what comes beside ids included.
    fileprivate var shownPaths: [AttributePath] { self.paths + self.paths(withDerivedParts: self.rules) }

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
    fileprivate func paths(of rules: [Rule]) -> [AttributePath] {
        rules.map { $0.path.namingValue(in: self.resourceType) }
    }
}

extension Mapping.Rule {
    /// Whether the rule has another value of what the definition of one attribute describes, as those of two types have.
    fileprivate func isBeside(_ other: Mapping.Rule) -> Bool { self.path.unfiltered == other.path.unfiltered }
}

extension [Mapping] {
    /// The part of a resource type that several mappings of it show together; nil for no mappings.
    ///
    /// What is required or unique is so in all of them.
    public var advertisedType: SCIM.ResourceType? {
        if self.count == 1 { return self[0].advertisedType }
        func common(_ isWanted: (Mapping.Rule) -> Bool) -> [AttributePath] {
            let paths = self.map { $0.paths(of: $0.rules.filter(isWanted)) }
            return (paths.first ?? []).filter { path in paths.allSatisfy { $0.contains(path) } }
        }
        return self.first?.resourceType.limited(
            to: self.flatMap { $0.shownPaths + $0.unmappedInputs }, required: common(\.isRequired),
            unique: common(\.isUnique))
    }
}
