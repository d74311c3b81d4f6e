import Directories
import LDAP

/// What a strategy of `active` must know: how an entry shows that its account is disabled, how that is searched, and what is
/// written to disable and to enable.
///
/// Each strategy is a value in a file of its own, which also adds a static member to ``Mapping/Activation`` for the
/// configuration; one that writes a value into an attribute is a ``ValueStrategy`` and has little more to say. Strategies are
/// asked for every entry, so what a server's schema says of their attributes is looked up once, in `bound(to:on:)`.
protocol DisableStrategy: Hashable, Sendable {
    /// The attributes that show whether an account is disabled, and that are written.
    var attributes: [AttributeDescription] { get }

    /// The attributes that are read before a disable, to prove its ground.
    var attributesOfGround: [AttributeDescription] { get }

    /// Those of the attributes that every account has, active or not.
    var attributesOfBothStates: [AttributeDescription] { get }

    /// What must be true of the directory, besides its schema; nil where nothing must.
    var ground: ActivationGround? { get }

    /// The strategy on a server, with the attributes under the names that it answers with.
    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> Self

    /// Whether an entry shows that its account is disabled.
    func isDisabled(_ entry: Entry) -> Bool

    /// The condition that an account is disabled, as far as the directory can decide it.
    var disabled: Narrowing { get }

    /// The attributes that change when an account is enabled or disabled, with all of their values afterwards; none where it
    /// is so already.
    func changes(of entry: Entry, isActive: Bool) -> [Attribute]

    /// Where an entry moves when its account is enabled or disabled; nil where it stays.
    func destination(of entry: Entry, isActive: Bool, _ mapping: Mapping) -> DistinguishedName?

    /// Where new accounts are made; nil where that is the mapping's base.
    func home(isActive: Bool, _ mapping: Mapping) -> DistinguishedName?

    /// Which group an entry comes into, or leaves, when its account is enabled or disabled; nil where it is so already.
    func membership(of entry: Entry, isActive: Bool) -> Membership?

    /// How the changes are written.
    var manner: EntryDraft.Manner { get }

    /// The attributes to write again after a password, which the server changes by itself with it; often none.
    func restatement(isActive: Bool, on dialect: Dialect) -> [Attribute]

    /// Why it cannot work on a server with this schema, each a sentence that says what to change.
    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String]
}

extension DisableStrategy {
    var attributesOfGround: [AttributeDescription] { [] }
    var attributesOfBothStates: [AttributeDescription] { [] }
    var ground: ActivationGround? { nil }
    var manner: EntryDraft.Manner { .values }

    func destination(of entry: Entry, isActive: Bool, _ mapping: Mapping) -> DistinguishedName? { nil }
    func home(isActive: Bool, _ mapping: Mapping) -> DistinguishedName? { nil }
    func membership(of entry: Entry, isActive: Bool) -> Membership? { nil }

    func restatement(isActive: Bool, on dialect: Dialect) -> [Attribute] { [] }
}
