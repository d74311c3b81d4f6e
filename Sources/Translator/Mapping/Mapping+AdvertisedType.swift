import SCIM

extension Mapping {
    /// The part of the resource type that the mapping shows, as /Schemas advertises it.
    public var advertisedType: SCIM.ResourceType {
        self.resourceType.limited(to: self.paths, required: self.rules.filter(\.isRequired).map(\.path))
    }

    /// Every path that can be read, in the order of the rules.
    var paths: [AttributePath] {
        let mapped = self.rules.map(\.path)
        return self.activation.isEmpty ? mapped : mapped + [.active]
    }
}
