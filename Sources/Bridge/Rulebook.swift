import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// One mapping read against one server's schema: everything pure that a call needs.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
final class Rulebook: Sendable {
    let server: DirectoryServer
    let mapping: Mapping
    let dialect: Dialect
    let planner: Planner
    let projector: EntryProjector
    let renderer: EntryRenderer
    let filters: FilterTranslator
    /// The mappings whose entries may be referred to.
    let targets: [Mapping]
    /// Where the mappings keep what was deleted.
    let graveyards: [Graveyard]
    /// The bases of those that hold nothing else.
    let trashes: [DistinguishedName]
    /// The naming context that holds the base; nil where the server shows none.
    let context: DistinguishedName?
    /// The naming context where it holds both the entries and those that were deleted and are kept; nil where it does not.
    let commonBase: DistinguishedName?
    /// The rule for members that the directory computes; nil where there are none.
    let computedMembers: Mapping.Rule?
    /// The suffixes of sign-in names; nil where there is nothing to judge by.
    let signInSuffixes: SignInSuffixes?
    /// The attributes whose references a rename would leave behind.
    let referringAttributes: [ReferringAttribute]
    /// The attributes by whose values entries may be named.
    let referenceKeys: [AttributeDescription]
    /// The order of lists for which no other is asked.
    let listOrder: ListOrder
    /// The attributes whose values an update does not read, such as the members of a group.
    let unloadedPaths: [AttributePath]
    /// The attributes by which entries are named, here or elsewhere.
    let namingPaths: [AttributePath]

    /// What is read of the entries that count what is allocated.
    private let counters: [DistinguishedName: [AttributeDescription]]

    init(mapping: Mapping, targets: [Mapping], baseURL: String, dialect: Dialect, server: DirectoryServer) {
        let bound = BoundMapping(mapping: mapping, dialect: dialect, schema: server.schema)
        self.targets = targets.map { $0.canonical(in: server.schema, dialect) }
        self.graveyards = Array(Set(self.targets.compactMap(\.graveyard)))
        self.trashes = self.graveyards.filter { $0.mark == nil }.map(\.base)
        self.server = server
        self.mapping = bound.mapping
        self.dialect = dialect
        let interims = InterimNames(
            below: (targets.first ?? mapping).base, areInUse: ([mapping] + targets).contains { $0.renaming != .server })
        self.referringAttributes = Self.referringAttributes(of: self.targets, in: server.schema)
        self.referenceKeys = self.referringAttributes.compactMap(\.key).uniqued()
        self.planner = Planner(
            bound, trashBases: Array(Set(targets.compactMap(\.deletion?.trashBase))), interims: interims,
            keys: self.referenceKeys)
        self.projector = EntryProjector(bound, keys: self.referenceKeys)
        self.renderer = EntryRenderer(self.projector, below: baseURL)
        self.filters = FilterTranslator(bound, interims: interims)
        self.listOrder = self.filters.listOrder
        let rules = bound.mapping.rules
        self.unloadedPaths = rules.filter { !$0.isLoaded }.map(\.path).uniqued()
        let counters = bound.mapping.allocations.compactMap(\.counter).map { ($0.entry, [$0.attribute]) }
        self.counters = Dictionary(counters, uniquingKeysWith: +)
        let naming = [bound.mapping.rdn, "uid", "cn"] + self.referenceKeys
        self.namingPaths =
            self.planner.placingPaths + rules.filter { naming.contains($0.attribute) }.map(\.path)
        let context = server.rootDSE.namingContexts.first { mapping.base.isWithin($0) }
        self.context = context
        self.commonBase = Self.commonBase(of: bound.mapping, in: server.rootDSE)
        self.computedMembers = bound.mapping.membersRule.flatMap { $0.isReadOnly ? $0 : nil }
        self.signInSuffixes = SignInSuffixes(bound.mapping, dialect, context: context, in: server.rootDSE)
    }

    /// A context that lies in another one is a database of its own, into which no search of the other may look.
    private static func commonBase(of mapping: Mapping, in rootDSE: RootDSE) -> DistinguishedName? {
        let contexts = [mapping.base, mapping.graveyard?.base].compactMap(\.self).map { base in
            rootDSE.namingContexts.filter(base.isWithin)
        }
        return Set(contexts.joined()).count == 1 && contexts.allSatisfy { $0.count == 1 } ? contexts[0][0] : nil
    }

    private static func referringAttributes(of targets: [Mapping], in schema: LDAP.Schema) -> [ReferringAttribute] {
        let mapped = targets.flatMap { $0.referringRules(in: schema) }.map {
            ReferringAttribute(name: $0.attribute, key: $0.referenceKey)
        }
        let usual = ["member", "uniqueMember"].map { ReferringAttribute(name: $0, key: nil) }
        return (mapped + usual).filter { schema.attributeType($0.name) != nil }.uniqued()
    }

    /// Whether a call that is broken off may leave interim names.
    var leavesInterims: Bool { self.mapping.renaming != .server || !self.referenceKeys.isEmpty }

    /// What is read of an entry after a write: of a new one all that is shown, else what an update reads.
    func attributesToShow(after change: Change) -> [AttributeDescription] {
        if case .add = change { return self.projector.attributes(for: .all) }
        if !self.counters.isEmpty, let counted = self.counters[change.target] { return counted }
        return self.planner.attributesToRead
    }

    /// What finds the entry with `id`, if it is one that the mapping shows; nil if no entry can have such an id.
    func filter(id: String) -> LDAP.Filter? {
        self.dialect.idFilter(id).map { .and([$0, self.mapping.filter]) }
    }
}

extension Mapping {
    /// The rules for references that clients may write and the server knows.
    func referringRules(in schema: LDAP.Schema) -> [Rule] {
        self.rules.filter { $0.isReference && !$0.isReadOnly && schema.attributeType($0.attribute) != nil }
    }
}
