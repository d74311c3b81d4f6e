import Directories
import LDAP
import SCIM

extension SCIMError {
    static func leavesReferences(
        to dn: DistinguishedName, in referrers: [Referrer], isRemoved: Bool, isFollowed: Bool
    ) -> SCIMError {
        let reason = isFollowed ? ", and the configuration does not let Starbridge write that" : ""
        let way =
            isFollowed
            ? "." : ", or to `follow` to have Starbridge rewrite those that the configuration maps."
        return .mutability(
            "\(dn) cannot be \(isRemoved ? "deleted" : "renamed or moved"): \(referrers.examples) name it and would keep the old "
                + "name\(reason). Set on_rename in the configuration to `server` if the directory keeps references right "
                + "(referential integrity)\(way)"
        )
    }

    static func leavesNobody(but name: ReferenceName?, in referrer: Referrer) -> SCIMError {
        .mutability(
            "\(name?.value.text ?? "The entry") cannot be deleted: \(referrer.dn) must have a \(referrer.attribute), and "
                + "this is the only one. Give that entry another one first."
        )
    }

    /// A name is free, but somebody still names its former owner by it.
    static func namesTheDead(_ name: ReferenceName, in referrers: [Referrer]) -> SCIMError {
        .uniqueness(
            "No entry has the name \(name.value.text ?? ""), but \(referrers.examples) still name a former one by it, and whoever got the name would "
                + "inherit that. The configuration does not let Starbridge write there: remove the name from those entries, or "
                + "send another one."
        )
    }

    static func withoutID(_ dn: DistinguishedName, _ dialect: Dialect) -> SCIMError {
        .internalError("\(dn) shows no \(dialect.idAttribute). Let the bridge's account read it.")
    }
}

extension [Referrer] {
    /// The first of them, for a message.
    fileprivate var examples: String {
        let more = self.count > 3 ? " and \(self.count - 3) more" : ""
        return self.prefix(3).map { "\($0.dn) (\($0.attribute))" }.joined(separator: "; ") + more
    }
}
