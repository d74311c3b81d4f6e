import Directories
import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Why a resource cannot be written while other entries, of which ``Planner/attributesOfConflicts`` were read, hold some of its
    /// values.
    func conflict(of resource: Resource, with holders: [Entry], isNew: Bool, _ book: Rulebook) -> SCIMError {
        guard let conflict = book.planner.conflict(of: resource, with: holders) else {
            let names = holders.prefix(3).map(\.dn.description).joined(separator: "; ")
            return .uniqueness(
                "A value that must be unique is already held by \(names), which does not show it to the bridge's account. "
                    + "Send another one, or grant read access in the directory's access rules.")
        }
        let held = "The entry \(conflict.holder) already holds this \(conflict.path) (\(conflict.attribute))"
        switch conflict.visibility {
        case .behindAnother:
            return .uniqueness(
                held
                    + ", behind another value, which is the one that SCIM shows: no client can match it by this one. Remove "
                    + "one of the two in the directory, or send another value.")
        case .outside:
            return .uniqueness(
                held
                    + ", and no client can match it, because it lies outside the base or the filter of the configuration. "
                    + "Change it in the directory, or send another value.")
        case .shown where isNew && !conflict.isActive:
            // Entra: a soft delete frees the name by renaming whoever had it, where that is possible.
            return .uniqueness(
                held
                    + ", and is disabled. If it is the same person, restore them in the client or let it match them (matching "
                    + "attribute). To free the name for somebody else, rename or delete that entry in the directory; with on_rename "
                    + "`server` or `follow` in the configuration a soft delete in Entra frees it.")
        case .withoutID:
            return .uniqueness(
                held
                    + ", and no client can match it, because it shows no \(book.dialect.idAttribute). Let the bridge's account read "
                    + "that attribute, or send another value.")
        case .shown where isNew:
            let kind = self.mapping.resourceType.schema.id == .group ? "group" : "person"
            return .uniqueness(
                held
                    + ". If it is the same \(kind), let the client match it (matching attribute) instead of creating it; "
                    + "otherwise give one of them another value.")
        case .shown:
            return .uniqueness(held + ", and nothing was changed. Give one of them another value.")
        }
    }
}
