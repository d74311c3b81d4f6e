import SCIM

/// A part of a complex value that refers to another resource, which the service adds by itself.
struct DerivedPart: Sendable {
    enum Kind: Sendable {
        case location
        case display
        /// The name of the other's resource type.
        case resourceType
        /// The way in which somebody belongs to a group, of which `direct` is the one that directories note.
        case membership
    }

    /// The name of the part.
    let name: String
    let kind: Kind
    let isCaseExact: Bool

    /// Nil for a part that the service does not add.
    init?(_ definition: SCIM.Schema.Attribute) {
        switch definition.name {
        case "$ref": self.kind = .location
        case "display", "displayName": self.kind = .display
        case "type": self.kind = definition.canonicalValues.contains("direct") ? .membership : .resourceType
        default: return nil
        }
        self.name = definition.name
        self.isCaseExact = definition.isCaseExact
    }

    /// What it says of a resource; nil if that has nothing of the kind.
    func text(of referent: Referent) -> String? {
        switch self.kind {
        case .location: referent.location
        case .display: referent.display
        case .resourceType: referent.resourceType
        case .membership: "direct"
        }
    }
}

extension Mapping.Rule {
    /// Whether more than an id is shown of what the value refers to; not where the rule names the id alone, as `manager.value` does.
    var hasDerivedParts: Bool {
        self.isReference && self.path.subAttribute == nil && self.path.filter == nil
    }
}
