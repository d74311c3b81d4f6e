import SCIM

extension Mapping {
    /// The part of the resource type that the mapping shows, as /Schemas advertises it.
    public var advertisedType: SCIM.ResourceType {
        self.resourceType.limited(
            to: self.paths + self.paths(withDerivedParts: self.rules),
            required: self.paths(of: self.rules.filter(\.isRequired)),
            unique: self.paths(of: self.rules.filter(\.isUnique))
        )
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
