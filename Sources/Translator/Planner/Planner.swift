import Directories
import Encodings
import LDAP
import SCIM

/// Turns what a client wishes into the smallest list of changes, by one mapping on one server.
///
/// Begin with a use case: `Planner+Create`, `Planner+Update`, `Planner+Delete` and `Planner+Revive` read from top to bottom. An
/// update goes this way:
///
/// ```
/// Revision ─ DraftWriter ─► EntryDraft ─ DraftRenaming ─► EntryRenaming ┐
///    │                          └──────────────────────► Difference ────┼─ PlanBuilder ─► Plan
///    └─ MemberEdit ─► MemberChange ─────────────────────────┘           │
/// Referrer ─────────────────────────────────────────► Handover ─────────┘
/// ```
///
/// Pure: the same entry and the same wish give the same plan. Keep one planner for each server's schema. A class, so that handing it on
/// costs one reference and not one for each of its parts.
public final class Planner: Sendable {
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    let bindings: [Binding]
    let activity: Activity
    /// The trash bases of all mappings.
    let trashBases: [LDAP.DistinguishedName]
    /// The names that stand for entries while references to them are under way.
    public let interims: InterimNames
    /// Whether an attribute holds the values of more than one path.
    let hasSharedAttributes: Bool
    /// The bindings of attributes that an update reads.
    let loadedBindings: [Binding]
    /// The bindings of attributes that the server knows and whose values are no names.
    let storableBindings: [Binding]
    /// Those of them whose values no two entries may share.
    let uniqueBindings: [Binding]
    /// Those of them by whose values a trashed entry is known to be the same person; each group stands for one value.
    let revivalBindings: [[Binding]]
    /// The bindings of whose values only the directory may be able to say whether an entry holds them.
    let doubtfulBindings: [Binding]
    /// The bindings that leave out values which cannot be stored, or not any more.
    let sparingBindings: [Binding]
    /// Refuses what the mapping's filter would not find.
    let visibility: VisibilityCheck
    /// Writes what no client sends.
    let computed: ComputedAttributes
    /// Finds what was sent and is not stored.
    let ignoredPaths: IgnoredPaths
    /// Whether anything of an entry is chosen here: its name, its place, or a value that nobody sends.
    public let chooses: Bool
    /// The rule by which new entries get a password of their own; nil where none is made.
    let passwordRule: Mapping.Rule?
    /// The attributes that the object classes of a new entry demand.
    let required: [LDAP.AttributeDescription]
    /// The bindings that have a default, each with those that store in the same attribute.
    let defaulted: [(binding: Binding, sharing: [Binding])]

    /// The forms of the names by which the mapping's entries name others: nil for distinguished names, else the key.
    public let referenceForms: [LDAP.AttributeDescription?]
    /// The bindings of the attributes by whose values others name the mapping's entries.
    let keyBindings: [Binding]

    /// The places that the mapping has for values which do not say where they belong.
    public let places: SCIM.ValuePlaces

    /// What an update needs to know of an entry: every attribute that this server's schema knows, once.
    public let attributesToRead: [LDAP.AttributeDescription]
    /// The attributes that are read of entries in conflict with a resource, to tell which one it is and why.
    public let attributesOfConflicts: [LDAP.AttributeDescription]

    /// Creates the planner of a mapping for one server.
    ///
    /// `trashBases` are those of all mappings whose entries this one may refer to, and `interims` are the same for all of them;
    /// `keys` are the attributes by whose values they may name one another.
    public init(
        _ bound: BoundMapping, trashBases: [LDAP.DistinguishedName] = [], interims: InterimNames? = nil,
        keys: [LDAP.AttributeDescription] = []
    ) {
        let (mapping, dialect, schema) = (bound.mapping, bound.dialect, bound.schema)
        self.mapping = mapping
        self.dialect = dialect
        self.schema = schema
        self.bindings = bound.writable
        self.places = ValuePlaces(
            ResourceShape(self.bindings, of: mapping.resourceType).placeLists,
            paths: mapping.rules.map(\.path).filter { $0.filter != nil })
        self.trashBases = trashBases
        self.interims = interims ?? InterimNames(below: mapping.base, areInUse: mapping.renaming != .server)
        self.activity = bound.activity
        self.hasSharedAttributes = (bound.writable + bound.readable).contains(where: \.isShared)
        self.loadedBindings = self.bindings.filter(\.rule.isLoaded)
        let storable = self.bindings.filter { !$0.rule.isReference && $0.type != nil }
        self.storableBindings = storable
        self.uniqueBindings = storable.filter(\.rule.isUnique)
        self.revivalBindings = mapping.revival.paths.map { path in storable.filter { $0.rule.path == path } }
        self.doubtfulBindings = self.bindings.filter {
            $0.rule.isLoaded && !$0.rule.isSecret && !$0.rule.isReference && $0.type?.equality != nil
        }
        self.sparingBindings = self.bindings.filter { $0.rule.leavesOutUnfit || $0.rule.writing == .create }
        self.referenceForms = self.bindings.lazy.filter(\.rule.isReference).map(\.rule.referenceKey).uniqued()
        self.keyBindings = keys.compactMap { key in
            storable.first { $0.rule.attribute == key && $0.rule.isLoaded && !$0.isSecret }
        }
        let read = Self.attributesToRead(mapping, dialect).known(to: schema)
        self.visibility = VisibilityCheck(bound, reading: read)
        self.computed = ComputedAttributes(mapping, schema)
        self.ignoredPaths = IgnoredPaths(
            self.bindings, storesActive: !mapping.activation.isEmpty, computing: mapping.computedInputs)
        self.passwordRule = mapping.rules.first { $0.initialPassword != nil }
        self.chooses = mapping.naming != nil || mapping.placement != nil || !mapping.allocations.isEmpty
        self.required = schema.required(by: mapping.objectClasses)
        self.defaulted = self.bindings.filter { $0.rule.defaultValue != nil }.map { [bindings] binding in
            (binding, bindings.filter { schema.areSame($0.rule.attribute, binding.rule.attribute) })
        }
        self.attributesToRead = read
        self.attributesOfConflicts = Self.attributesOfConflicts(mapping, dialect).known(to: schema)
    }

    /// What a deletion needs to know: the whole entry where it is removed for good, so that it can be added again.
    public var attributesToReadBeforeDelete: [LDAP.AttributeDescription] {
        guard case .delete? = self.mapping.deletion else { return self.attributesToRead }
        return ["*"] + self.attributesToRead.filter { self.schema.attributeType($0)?.isOperational ?? false }
    }

    private static func attributesToRead(_ mapping: Mapping, _ dialect: Dialect) -> [LDAP.AttributeDescription] {
        var wanted: [LDAP.AttributeDescription] = [.objectClass, mapping.rdn]
        wanted += mapping.rules.filter { $0.isLoaded && !$0.isSecret && !$0.isReadOnly }.map(\.attribute)
        wanted += mapping.computed.filter { !$0.isInitial }.map(\.attribute)
        wanted += mapping.allocations.map(\.attribute)
        wanted += mapping.deletion?.mark.map { [$0.attribute] } ?? []
        wanted += mapping.activationAttributes + mapping.activation.flatMap(\.strategy.attributesOfGround)
        wanted += [dialect.idAttribute, dialect.createdAttribute, dialect.modifiedAttribute]
        return wanted + (dialect.versionAttribute.map { [$0] } ?? [])
    }

    private static func attributesOfConflicts(_ mapping: Mapping, _ dialect: Dialect) -> [LDAP.AttributeDescription] {
        let rules = mapping.rules.filter { $0.isLoaded && !$0.isSecret && !$0.isReadOnly && !$0.isReference }
        return [dialect.idAttribute, .objectClass] + rules.map(\.attribute) + mapping.filter.attributes
            + mapping.activationAttributes
    }
}

extension [LDAP.AttributeDescription] {
    /// Those that a schema knows, each once.
    fileprivate func known(to schema: LDAP.Schema) -> Self {
        self.filter { schema.attributeType($0) != nil }.uniqued()
    }
}

extension Mapping.Rule {
    /// Whether the directory keeps the value to itself: it is written and never read.
    var isSecret: Bool {
        LDAP.Change.secretAttributes.contains(self.attribute) || self.path == .password
    }
}
