public import Bridge
import Directories
public import LDAP
import Translator

/// What was seen of a directory of which nothing was known: which server it is, where people and groups are, and what they have.
public struct DirectorySketch: Sendable {
    /// Entries of one sort, and how they use their attributes.
    struct Observation: Sendable {
        var population: Population
        var usage: Usage
    }

    /// Groups of one kind that is in use.
    struct GroupKind: Sendable {
        /// The class that makes them groups.
        let type: EntryRole.GroupClass
        let observation: Observation
        let members: MemberSample

        /// New groups are of the first kind.
        func isBefore(_ other: GroupKind) -> Bool {
            if self.type.isDynamic != other.type.isDynamic { return other.type.isDynamic }
            return self.observation.population.count > other.observation.population.count
        }
    }

    /// The server as it describes itself.
    let server: DirectoryServer
    /// What kind of server it is; nil where Starbridge does not know it.
    let dialect: Dialect?
    /// Where was looked.
    let roots: [DistinguishedName]
    /// All entries that were counted.
    let tally: Tally
    /// Why not all entries were counted; nil if they were.
    let gap: String?
    /// The people.
    let people: Observation
    /// The groups, each kind of them by itself: those whose members can be written first, the most frequent of these before the others.
    let groups: [GroupKind]
    /// Whether a lock of OpenLDAP keeps people out; nil where the server has no such lock.
    let lockout: CheckReport.Finding?
    /// In which attributes the server keeps names right; nil where it does not show it.
    let keeping: ReferenceKeeping?
    /// The account that looked.
    let account: DistinguishedName?

    /// What the server knows of attributes and classes.
    var schema: LDAP.Schema { self.server.schema }
}

extension DirectorySketch {
    /// Looks at a directory and writes nothing; `base` is where to look, by default everywhere, and `account` whoever looks.
    ///
    /// At most ``limit`` entries are counted, and as many people and groups are read, without values of secrets.
    /// - Throws: ``LDAPError`` where the directory does not tell, ``SketchError`` where there is nobody.
    public static func look(
        at directory: any Directory, below base: DistinguishedName?, as account: DistinguishedName?
    ) async throws -> DirectorySketch {
        let server = try await directory.server()
        let roots = base.map { [$0] } ?? server.rootDSE.namingContexts.filter { !$0.isOfTheServer }
        let (tally, gap) = try await TallyTaker(roots: roots, directory: directory).tally()
        let unfit = { (type: ObjectClass) in Demands(schema: server.schema).isUnfit(type) }
        guard
            let people = Population(of: .person, in: tally, within: roots, schema: server.schema, unfit: unfit)
        else { throw SketchError(Self.nobody(below: roots, tally, gap)) }
        let kinds = RoleFinder.groupClasses(in: tally, server.schema).compactMap { type in
            Population(of: .group(type), in: tally, within: roots, schema: server.schema).map { (type, $0) }
        }
        let bases = [people.base] + kinds.map(\.1.base)
        var groups: [GroupKind] = []
        for (type, population) in kinds {
            let observation = try await Self.observe(population, in: directory, server.schema)
            let members = try await MemberSample.taken(of: type, population, outside: bases, in: directory, server)
            groups.append(GroupKind(type: type, observation: observation, members: members))
        }
        return DirectorySketch(
            server: server, dialect: Dialect.detected(from: server.rootDSE), roots: roots, tally: tally, gap: gap,
            people: try await Self.observe(people, in: directory, server.schema),
            groups: groups.sorted { $0.isBefore($1) },
            lockout: await Self.lockout(people.base, directory, server, account),
            keeping: await Self.keeping(people.base, directory, server), account: account)
    }

    /// How many entries are counted, and how many people or groups are read.
    public static let limit = 20_000

    /// Reads what the entries of a sort have.
    private static func observe(
        _ population: Population, in directory: any Directory, _ schema: LDAP.Schema
    ) async throws(LDAPError) -> Observation {
        let request = SearchRequest(
            base: population.base, filter: population.filter,
            attributes: ReadableAttributes(schema: schema).names(of: population.classes))
        let list = try await WholeList(request).gathered(
            into: Usage(schema: schema, sampled: Demands(schema: schema).attributes(of: population.classes)),
            upTo: self.limit, in: directory
        ) { $0.note($1) }
        var usage = list.result
        usage.isWhole = list.isWhole
        return Observation(population: population, usage: usage)
    }

    /// Whether a lock keeps people out, as `serve` finds out when it starts.
    private static func lockout(
        _ base: DistinguishedName, _ directory: any Directory, _ server: DirectoryServer, _ account: DistinguishedName?
    ) async -> CheckReport.Finding? {
        guard Dialect.detected(from: server.rootDSE)?.accountLock == .passwordPolicy else { return nil }
        var mapping = Mapping.inetOrgPerson(base: base)
        mapping.activation = [.passwordPolicyLock]
        let check = StartupCheck(mapping: mapping, referredToBy: [], directory: directory, account: account)
        return await check.report(searchesPeople: false).findings[.lockout]
    }

    /// What the server shows of who takes references along.
    private static func keeping(
        _ base: DistinguishedName, _ directory: any Directory, _ server: DirectoryServer
    ) async -> ReferenceKeeping? {
        guard let dialect = Dialect.detected(from: server.rootDSE), !dialect.keepsNames else { return nil }
        return try? await ReferenceKeeping.shown(by: directory, holding: base, dialect)
    }

    private static func nobody(below roots: [DistinguishedName], _ tally: Tally, _ gap: String?) -> String {
        let places = roots.map { "'\($0)'" }.joined(separator: ", ")
        var text = "nobody was found below \(places): \(tally.count.grouped) entries were seen"
        text += gap.map { ", and not all, because \($0)" } ?? ""
        text +=
            tally.count == 0
            ? ". Let the account read the entries of people, or say where they are by --base."
            : ", and none is a person by its object classes. Say where people are by --base, or let the account read them."
        return text
    }
}

extension DistinguishedName {
    /// Whether a naming context is about the server itself, and nobody's data.
    fileprivate var isOfTheServer: Bool {
        let own = [
            "cn=config", "cn=schema", "cn=monitor", "cn=accesslog", "cn=changelog", "cn=configuration",
            "cn=deltalog", "o=netscaperoot", "dc=domaindnszones", "dc=forestdnszones", "cn=schema,cn=configuration",
        ]
        let text = self.description.lowercased().replacing(" ", with: "")
        return own.contains { text == $0 || text.hasPrefix($0 + ",") }
    }
}

extension RoleFinder {
    /// The classes of groups that are in use.
    static func groupClasses(in tally: Tally, _ schema: LDAP.Schema) -> [EntryRole.GroupClass] {
        let finder = RoleFinder(schema: schema)
        var found: [EntryRole.GroupClass] = []
        for kind in tally.kinds {
            if case .group(let type)? = finder.role(of: kind.classes), !found.contains(type) { found.append(type) }
        }
        return found
    }
}
