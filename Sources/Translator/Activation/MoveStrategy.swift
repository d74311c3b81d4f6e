import Directories
import LDAP

/// `move`: disabled people lie below a base of their own within the mapping's base, and keep their ids.
struct MoveStrategy: DisableStrategy {
    /// Where disabled people are.
    let inactiveBase: DistinguishedName
    /// Where people come who are new or enabled again; nil for the base of the mapping.
    let activeBase: DistinguishedName?
    /// The condition that an entry lies below the base of disabled people; nil where the server has none for that.
    private var isBelow: LDAP.Filter?

    init(inactiveBase: DistinguishedName, activeBase: DistinguishedName?) {
        self.inactiveBase = inactiveBase
        self.activeBase = activeBase
    }

    var attributes: [AttributeDescription] { [] }

    var ground: ActivationGround? { .bases([self.inactiveBase] + (self.activeBase.map { [$0] } ?? [])) }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> MoveStrategy {
        var strategy = self
        strategy.isBelow = dialect.subtreeRule.map {
            .extensible(
                attribute: dialect.nameAttribute, rule: $0, value: AttributeValue(self.inactiveBase.description))
        }
        return strategy
    }

    func isDisabled(_ entry: Entry) -> Bool { entry.dn != self.inactiveBase && entry.dn.isWithin(self.inactiveBase) }

    var disabled: Narrowing { self.isBelow.map { .exact($0) } ?? .unknown }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] { [] }

    /// Whoever is active stays in whichever unit that is.
    func destination(of entry: Entry, isActive: Bool, _ mapping: Mapping) -> DistinguishedName? {
        self.isDisabled(entry) == isActive ? self.home(isActive: isActive, mapping) : nil
    }

    func home(isActive: Bool, _ mapping: Mapping) -> DistinguishedName? {
        isActive ? self.activeBase ?? mapping.base : self.inactiveBase
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        var reasons: [String] = []
        for base in [self.inactiveBase, self.activeBase].compactMap(\.self) where !base.isWithin(mapping.base) {
            reasons.append(
                "active moves people below \(base), which lies outside \(mapping.section).base: they would be gone for the client. Set "
                    + "the base to an entry above both, and `active_base` to where people are who are active.")
        }
        if self.inactiveBase == mapping.base || (self.activeBase ?? mapping.base).isWithin(self.inactiveBase) {
            reasons.append(
                "active moves people below \(self.inactiveBase), where the active ones are too: choose another base.")
        }
        if let activeBase, mapping.placement != nil {
            reasons.append(
                "active moves people who are enabled below \(activeBase), and `place` says where they belong: remove `active_base`."
            )
        }
        if mapping.scope != .subtree {
            reasons.append(
                "active moves people below \(self.inactiveBase), which \(mapping.section).scope does not reach: set it to subtree."
            )
        }
        if mapping.renaming == .refuse {
            reasons.append(
                "active moves people, but on_rename does not say who carries their groups along: set it to `server` or `follow`."
            )
        }
        if mapping.deletion?.mark != nil, mapping.activation.count == 1 {
            reasons.append(
                "active moves people, but on_delete leaves them where they are: add a second strategy, or choose `trash` or `delete`."
            )
        }
        return reasons
    }
}

extension Mapping.Activation {
    /// A base below which disabled people lie, and one below which people come who are new or enabled again; nil for that of the
    /// mapping.
    public static func move(
        below inactiveBase: LDAP.DistinguishedName, activeBase: LDAP.DistinguishedName? = nil
    ) -> Mapping.Activation {
        Mapping.Activation(MoveStrategy(inactiveBase: inactiveBase, activeBase: activeBase))
    }
}
