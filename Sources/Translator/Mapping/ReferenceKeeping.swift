import LDAP
import SCIM

/// In which attributes a server itself keeps names right when entries get other names or go, as far as it shows that.
public struct ReferenceKeeping: Sendable, Hashable {
    /// The attributes that the server keeps right.
    public var attributes: [LDAP.AttributeDescription]
    /// Whether it shows all of them.
    public var isComplete: Bool

    /// Creates what a server shows.
    public init(attributes: [LDAP.AttributeDescription], isComplete: Bool) {
        self.attributes = attributes
        self.isComplete = isComplete
    }
}

extension Mapping {
    /// Returns what does not fit in `on_rename`, as a sentence that says what to change; nil where it fits, or where the server does
    /// not show enough to tell.
    ///
    /// `others` are the mappings whose entries may name those of this one.
    public func warning(
        about keeping: ReferenceKeeping, referredToBy others: [Mapping], in schema: LDAP.Schema
    ) -> Problem? {
        let named = others.flatMap { $0.attributes(referringTo: self.resourceType) }
        let kept = named.filter { name in keeping.attributes.contains { schema.areSame($0, name) } }
        let left = named.filter { !kept.contains($0) }
        switch self.renaming {
        case .follow where !kept.isEmpty:
            let advice =
                left.isEmpty
                ? "Say `server`, and it does so alone, in one step."
                : "Let it keep \(left.joined), too, and say `server`; or let Starbridge do it alone."
            return Problem(
                .renaming,
                "`follow` has Starbridge take references along in \(kept.joined), and the directory does so itself (cn=config). "
                    + advice)
        case .server where !left.isEmpty && keeping.isComplete:
            return Problem(
                .renaming,
                "`server` leaves references to the directory, and cn=config shows nothing that takes them along in "
                    + "\(left.joined): a rename or a deletion would leave the old name there. Let the overlay refint do so "
                    + "(refint_attributes), in 389 Directory Server the plug-in for referential integrity (referint-membership-attr), or say "
                    + "`follow`.")
        case .follow, .server, .refuse: return nil
        }
    }

    /// The attributes in which entries of this mapping name those of a type by their distinguished names; no server keeps others.
    private func attributes(referringTo type: ResourceType) -> [LDAP.AttributeDescription] {
        self.rules.filter { rule in
            guard rule.isReference, !rule.isReadOnly, rule.referenceKey == nil else { return false }
            let types = self.resourceType.attribute(at: rule.path.whole)?.referredTypes ?? []
            return types.isEmpty || types.contains(type.name)
        }.map(\.attribute)
    }
}

extension [LDAP.AttributeDescription] {
    fileprivate var joined: String { self.map(\.description).joined(separator: " and ") }
}
