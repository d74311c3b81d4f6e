import Directories
import Encodings
import LDAP
import SCIM

/// Turns what a client wishes into the smallest list of changes, by one mapping on one server.
///
/// Pure: the same entry and the same wish give the same plan. Keep one planner for each server's schema. A class, so that handing it on
/// costs one reference and not one for each of its parts.
public final class Planner: Sendable {
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    let bindings: [Binding]
    let activity: Activity
    /// Where people are who have left, in any mapping.
    let trashBases: [LDAP.DistinguishedName]
    /// The names that stand for entries while references to them are under way.
    public let interims: InterimNames
    /// The attributes that hold the values of more than one path.
    let sharedAttributes: Set<LDAP.AttributeDescription>
    /// The bindings of attributes that the server knows and whose values are no names.
    let storableBindings: [Binding]
    /// Those of them whose values no two entries may share.
    let uniqueBindings: [Binding]
    /// Those of them by whose values a trashed entry is known to be the same person; each group stands for one value.
    let revivalBindings: [[Binding]]
    /// The bindings of whose values only the directory may be able to say whether an entry holds them.
    let doubtfulBindings: [Binding]
    /// The bindings of the attributes that the mapping's filter asks about.
    let filteredBindings: [Binding]
    /// Whether the mapping's filter asks about nothing but what an update reads.
    let isFilterRead: Bool
    /// The attributes that the object classes of a new entry demand.
    let required: [LDAP.AttributeDescription]
    /// The bindings that have a default, each with those that store in the same attribute.
    let defaulted: [(binding: Binding, sharing: [Binding])]

    /// The places that the mapping has for values which do not say where they belong.
    public let places: SCIM.ValuePlaces

    /// What an update needs to know of an entry: every attribute that this server's schema knows, once.
    public let attributesToRead: [LDAP.AttributeDescription]
    /// The attributes of entries that may be in the way of a resource, by which it is told which one is and why.
    public let attributesOfConflicts: [LDAP.AttributeDescription]

    /// Creates the planner of a mapping for one server.
    ///
    /// `trashBases` are those of all mappings whose entries this one may refer to, and `interims` are the same for all of them.
    public init(
        _ bound: BoundMapping, trashBases: [LDAP.DistinguishedName] = [], interims: InterimNames? = nil
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
        let rulesByAttribute = Dictionary(grouping: mapping.rules, by: \.attribute)
        self.sharedAttributes = Set(rulesByAttribute.filter { $0.value.count > 1 }.keys)
        let storable = self.bindings.filter { !$0.rule.isReference && $0.type != nil }
        self.storableBindings = storable
        self.uniqueBindings = storable.filter(\.rule.isUnique)
        self.revivalBindings = mapping.revival.paths.map { path in storable.filter { $0.rule.path == path } }
        self.doubtfulBindings = self.bindings.filter {
            $0.rule.isLoaded && !$0.rule.isSecret && !$0.rule.isReference && $0.type?.equality != nil
        }
        let (asked, read) = (mapping.filter.attributes, Self.attributesToRead(mapping, dialect).known(to: schema))
        self.filteredBindings = self.bindings.filter { binding in
            asked.contains { schema.areSame($0, binding.rule.attribute) }
        }
        self.isFilterRead = asked.allSatisfy { asked in read.contains { schema.areSame($0, asked) } }
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

extension Planner {
    /// Whether both descriptions name the same attribute, be it by an alias.
    func isSame(_ left: LDAP.AttributeDescription, _ right: LDAP.AttributeDescription) -> Bool {
        self.schema.areSame(left, right)
    }

    /// The form of a value in which equal values of the attribute have equal bytes, as far as that can be told without the
    /// directory.
    func key(_ value: AttributeValue, of attribute: LDAP.AttributeDescription) -> AttributeValue {
        self.schema.attributeType(attribute)?.equality?.normalized(value) ?? value
    }

    /// The form in which values of a binding that are the same have equal bytes: names are the same that have one id, or that
    /// every server takes for one.
    func key(_ value: AttributeValue, of binding: Binding, _ references: References) -> AttributeValue {
        binding.rule.isReference
            ? self.sureKey(value, of: binding, references) : self.key(value, of: binding.rule.attribute)
    }

    /// A form in which values of a binding have equal bytes only if they are surely the same.
    func sureKey(_ value: AttributeValue, of binding: Binding, _ references: References) -> AttributeValue {
        if binding.rule.isReference, let id = self.id(named: value, references) {
            return AttributeValue(bytes: [0] + id.foldedBytes)
        }
        return binding.type?.equality?.certain(value) ?? value
    }

    /// The id of the entry that a value names, by its own name or by the one that stands for it; nil for nobody who is known.
    func id(named value: AttributeValue, _ references: References) -> ResourceID? {
        guard let name = value.text.map({ DistinguishedName(server: $0) }) else { return nil }
        return references.id(of: name) ?? self.interims.id(in: name)
    }

    /// Whether the attribute cannot hold both values side by side: every server takes them for the same, or this one does.
    func isSame(
        _ present: AttributeValue, _ wished: AttributeValue, of binding: Binding, _ references: References
    ) -> Bool {
        if present == wished { return true }
        if self.sureKey(present, of: binding, references) == self.sureKey(wished, of: binding, references) {
            return true
        }
        let assertion = AttributeValueAssertion(attribute: binding.rule.attribute, value: wished)
        return references.held.contains(assertion) && binding.type?.equality?.equal(present, wished) ?? false
    }

    /// The values that a resource wishes for and of which only the directory can say whether the entry holds them already.
    public func doubts(
        in entry: LDAP.Entry, wishing resource: SCIM.Resource, _ references: References
    ) -> [AttributeValueAssertion] {
        var doubts: [AttributeValueAssertion] = []
        for binding in self.doubtfulBindings {
            let attribute = binding.rule.attribute
            let present = entry[attribute]
            guard !present.isEmpty, let rule = binding.type?.equality else { continue }
            for value in resource[binding.path].lazy.compactMap(\.single) {
                guard let wished = binding.conversion.attributeValue(of: value, references: references),
                    !present.contains(wished),
                    present.contains(where: { $0.isUnlike(wished) && rule.equal($0, wished) }),
                    !present.contains(where: { rule.certain($0) == rule.certain(wished) })
                else { continue }
                doubts.append(AttributeValueAssertion(attribute: attribute, value: wished))
            }
        }
        return doubts
    }
}

extension AttributeValue {
    /// Whether servers may think differently of two values that are equal by the rule.
    fileprivate func isUnlike(_ other: AttributeValue) -> Bool {
        func isPlain(_ value: AttributeValue) -> Bool { value.bytes.allSatisfy { $0 &- 0x20 < 0x5F } }
        return !isPlain(self) || !isPlain(other)
    }
}

extension Mapping.Rule {
    /// Whether the directory keeps the value to itself: it is written and never read.
    var isSecret: Bool {
        LDAP.Change.secretAttributes.contains(self.attribute) || self.path == .password
    }
}
