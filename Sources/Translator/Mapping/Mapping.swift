import Directories
import LDAP
import SCIM

/// What one kind of SCIM resource is in the directory: where its entries are, which attribute shows which value, and what
/// disabling and deleting mean.
public struct Mapping: Sendable {
    /// The full resource type of the RFC; `advertisedType` is what the mapping shows of it.
    public var resourceType: SCIM.ResourceType
    /// The entry below which everything is read and written.
    public var base: LDAP.DistinguishedName
    /// How deep below the base entries are looked for.
    public var scope: LDAP.SearchRequest.Scope
    /// What an entry below the base must match to exist for SCIM.
    public var filter: LDAP.Filter
    /// The object classes that a new entry gets.
    public var objectClasses: [String]
    /// The attribute that names a new entry.
    public var rdn: LDAP.AttributeDescription
    /// What that attribute holds in a new entry; nil where a rule says it.
    public var naming: Naming?
    /// Below which entry of the base a new entry is made; nil for the base, or where `activation` says it.
    public var placement: Placement?
    /// The values that new entries are given and that nobody sends.
    public var allocations: [Allocation] = []
    /// Which LDAP attribute shows which SCIM attribute, in the order in which they are written.
    public var rules: [Rule]
    /// The LDAP attributes that no client sends, in the order in which they are written.
    public var computed: [Computed] = []
    /// What `active` means; empty where it is not mapped.
    ///
    /// All of them are applied, and any of them disables.
    public var activation: [Activation]
    /// What DELETE does; nil where it is refused.
    public var deletion: Deletion?
    /// Whether an entry that is deleted and kept leaves the groups that the configuration knows.
    public var endsMemberships = false
    /// Which trashed entry a POST brings back.
    public var revival: Revival
    /// Who carries references along when an entry is renamed.
    public var renaming: Renaming
    /// The preset from which it was made.
    public var preset = Dialect.Preset.inetOrgPerson
    /// Its place in the list of the kinds of a resource type, from 0; nil where the configuration has no list.
    public var place: Int?
    /// The parts that the configuration leaves to the preset of whatever kind of server there is.
    public var leftOpen: Parts = []

    /// Creates a mapping.
    public init(
        resourceType: SCIM.ResourceType = .user,
        base: LDAP.DistinguishedName,
        scope: LDAP.SearchRequest.Scope = .subtree,
        filter: LDAP.Filter,
        objectClasses: [String],
        rdn: LDAP.AttributeDescription,
        rules: [Rule],
        activation: [Activation] = [],
        deletion: Deletion? = nil,
        revival: Revival = .never,
        renaming: Renaming = .refuse
    ) {
        self.resourceType = resourceType
        self.base = base
        self.scope = scope
        self.filter = filter
        self.objectClasses = objectClasses
        self.rdn = rdn
        self.rules = rules
        self.activation = activation
        self.deletion = deletion
        self.revival = revival
        self.renaming = renaming
    }
}

extension Mapping {
    /// The section of the configuration that a mapping comes from.
    public var section: String {
        let section = self.resourceType.schema.id == .group ? "groups" : "users"
        return self.place.map { "\(section)[\($0)]" } ?? section
    }
}
