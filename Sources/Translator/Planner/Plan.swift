import LDAP
import SCIM

/// What one call does to the directory, as a value: the steps in their order, and what they mean together.
///
/// A plan without steps writes nothing and succeeds.
public struct Plan: Hashable, Sendable {
    /// The changes in the order in which they are applied.
    public var steps: [Step]
    /// What the steps mean together.
    public var effect: Effect
    /// The SCIM attributes that were sent with a new value and that the mapping does not store.
    public var ignored: [SCIM.AttributePath]
    /// The SCIM attributes of which the mapping has left values out that cannot be stored, or not any more.
    public var leftOut: [SCIM.AttributePath] = []

    /// How much was known when values were planned to come or go that are not read, such as members; nil where none do.
    ///
    /// What is to be known once the directory has refused the plan is ``Knowledge/needed(after:)``.
    public var knowledge: Knowledge?

    /// The values that must be allocated before the plan is applied: until then it has some in their place that may be anybody's.
    public var lacking: [Mapping.Allocation] = []
    /// What the directory itself does along with the steps, such as taking a deleted entry out of its groups, with what takes that back.
    ///
    /// It is known only where plans are recorded, and nobody applies it.
    public var consequences: [Step] = []
    /// What becomes of the keys by which others may name the entry; none where it keeps them.
    public var keys: [KeyNames] = []
    /// How many members leave the group; those whom the client names count, also where nobody knows yet whether they are in it.
    public var removedMembers = 0
    /// The mapped attributes that hold nothing any more, where they held something.
    public var emptied: [LDAP.AttributeDescription] = []
    /// Whether it takes back what another plan of the same call has done.
    public var takesBack = false

    /// Creates a plan.
    public init(
        steps: [Step] = [], effect: Effect = .none, ignored: [SCIM.AttributePath] = [], knowledge: Knowledge? = nil
    ) {
        self.steps = steps
        self.effect = effect
        self.ignored = ignored
        self.knowledge = knowledge
    }
}

extension Plan {
    /// One change of a plan.
    public struct Step: Hashable, Sendable {
        /// The change as the directory gets it.
        public var change: LDAP.Change
        /// The change that takes it back, or nil if nothing can (a password is not readable).
        public var inverse: LDAP.Change?
        /// What must be true of the target for the change to be applied (RFC 4528).
        public var precondition: LDAP.Filter?
        /// Whether values are added and deleted that were not read, so that "already there" and "not there" are success.
        ///
        /// Where the permissive modify control does not help, look for the values and plan again. The inverse takes back what
        /// was asked for, not what was found.
        public var needsPermissiveModify: Bool
        /// What is known of the target, by which a lost answer is resolved.
        public var recovery: LDAP.WriteOptions.Recovery
        /// What becomes of the plan when this step, or one after it, fails.
        public var role: Role
        /// The membership by which the account is enabled or disabled, if the step writes one: it is of the group and not of the entry.
        public var membership: Membership?

        /// Creates a step.
        public init(
            _ change: LDAP.Change,
            inverse: LDAP.Change? = nil,
            precondition: LDAP.Filter? = nil,
            needsPermissiveModify: Bool = false,
            recovery: LDAP.WriteOptions.Recovery = LDAP.WriteOptions.Recovery(),
            role: Role = .ordinary,
            membership: Membership? = nil
        ) {
            self.change = change
            self.inverse = inverse
            self.precondition = precondition
            self.needsPermissiveModify = needsPermissiveModify
            self.recovery = recovery
            self.role = role
            self.membership = membership
        }

        /// What a failure means for a step.
        public enum Role: Hashable, Sendable {
            /// The step is taken back when a later one fails.
            case ordinary
            /// The step locks an account and stays, whatever fails after it: its inverse is for a later undo alone.
            case disabling
            /// The step finishes what is done: when it fails, nothing is taken back, and the repeat of the call finishes it.
            case finishing
        }
    }

    /// What a plan means for the entry; of several meanings the one that an administrator would call it by.
    public enum Effect: Hashable, Sendable {
        /// Nothing is written.
        case none
        /// A new entry.
        case create
        /// A number is taken from a counter, for an entry that is made or changed next.
        case allocate
        /// Other values.
        case update
        /// Another name; the entry keeps its id.
        case rename
        /// The account is locked.
        case disable
        /// The account is unlocked.
        case enable
        /// The entry is removed, or moved to the trash.
        case delete
        /// The entry comes back from the trash with its id.
        case revive
        /// Members come and go; a list that is replaced whole counts what it holds afterwards as added.
        case membership(added: Int, removed: Int)
    }
}

extension Plan.Effect: CustomStringConvertible {
    /// The effect in one word, such as `disable` or `membership+1-0`.
    public var description: String {
        switch self {
        case .none: "none"
        case .create: "create"
        case .allocate: "allocate"
        case .update: "update"
        case .rename: "rename"
        case .disable: "disable"
        case .enable: "enable"
        case .delete: "delete"
        case .revive: "revive"
        case .membership(let added, let removed): "membership+\(added)-\(removed)"
        }
    }
}
