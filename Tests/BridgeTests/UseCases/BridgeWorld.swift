import Bridge
import Directories
import DirectoryDouble
import LDAP
import Logging
import SCIM
import Testing
import Translator

/// A bridge for people and groups over a directory in memory, called as the front calls it.
struct BridgeWorld: Sendable {
    static let suffix = "dc=acme,dc=example"
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    /// What locks an account for good.
    static let lock: LDAP.Attribute.Values = ["000001010000Z"]
    /// An id that nobody has.
    static let nobody = "11111111-2222-3333-4444-555555555555"

    let directory: MemoryDirectory
    let users: Provisioner
    let groups: Provisioner

    /// A bridge over a new directory, or over one that is there already.
    ///
    /// Groups take from the people who carries references along.
    init(
        over directory: MemoryDirectory = MemoryDirectory(), dialect: Dialect? = nil,
        users changeUsers: (inout Mapping) -> Void = { _ in },
        groups changeGroups: (inout Mapping) -> Void = { _ in },
        options change: (inout Provisioner.Options) -> Void = { _ in },
        memory: Provisioner.Memory = Provisioner.Memory()
    ) {
        var (people, teams) = (Self.people, Self.teams)
        changeUsers(&people)
        teams.renaming = people.renaming
        changeGroups(&teams)
        var options = Provisioner.Options()
        options.referenceTargets = [people, teams]
        options.baseURL = "https://scim.example.com/scim/v2"
        // Nothing here takes long, but on a busy machine nobody knows when it is done.
        options.timeout = .seconds(600)
        change(&options)
        self.directory = directory
        (self.users, self.groups) = (
            Provisioner(
                mapping: people, dialect: dialect, directory: directory, options: options, memory: memory,
                logger: .silent),
            Provisioner(mapping: teams, dialect: dialect, directory: directory, options: options, logger: .silent)
        )
    }

    /// A mapping like the demo's, for people.
    static let people: Mapping = {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,\(suffix)"))
        mapping.deletion = .trash(base: DistinguishedName(server: "ou=leavers,\(suffix)"))
        mapping.renaming = .server
        return mapping
    }()

    /// A mapping like the demo's, for groups.
    static let teams: Mapping = {
        var mapping = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,\(suffix)"))
        mapping.deletion = .delete
        return mapping
    }()

    /// Maps the manager of a person.
    static func showManager(_ mapping: inout Mapping) {
        let path = AttributePath(schema: .enterpriseUser, attribute: "manager")
        mapping.rules.append(Mapping.Rule(path: path, attribute: "manager", isReference: true))
    }

    /// Maps the password of a person.
    static func takePasswords(_ mapping: inout Mapping) {
        mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
    }

    /// A directory that keeps no reference right.
    static func carelessDirectory() -> MemoryDirectory { MemoryDirectory { $0.habits.keepsReferences = false } }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

// MARK: - The directory behind the bridge's back

/// Somebody or something in the directory.
struct Known: Sendable {
    /// The name.
    var dn: String
    /// The id.
    var id: String
}

extension BridgeWorld {
    static func dn(_ uid: String, _ branch: String = "ou=people") -> String { "uid=\(uid),\(branch),\(self.suffix)" }

    /// Adds a person as somebody may have done ten years ago.
    @discardableResult
    func addPerson(_ uid: String, below branch: String = "ou=people", _ lines: String...) throws -> Known {
        let dn = Self.dn(uid, branch)
        let hasMail = lines.contains { $0.hasPrefix("mail:") }
        let record =
            ["dn: \(dn)", "objectClass: inetOrgPerson", "uid: \(uid)", "sn: Old", "cn: Old"]
            + (hasMail ? [] : ["mail: \(uid)@acme.example"]) + lines
        return try self.add(dn, record)
    }

    /// Adds a group as somebody may have done ten years ago.
    @discardableResult
    func addGroup(_ name: String, _ members: String..., below branch: String = "ou=groups") throws -> Known {
        let dn = "cn=\(name),\(branch),\(Self.suffix)"
        return try self.add(
            dn, ["dn: \(dn)", "objectClass: groupOfNames", "cn: \(name)"] + members.map { "member: \($0)" })
    }

    private func add(_ dn: String, _ record: [String]) throws -> Known {
        self.directory.load(record.joined(separator: "\n") + "\n")
        return Known(dn: dn, id: try #require(self.directory[dn]?["entryUUID"].first?.text))
    }

    /// The values of an attribute of an entry, in their order; empty if there is no such entry.
    func values(_ attribute: AttributeDescription, of dn: String) -> [String] {
        (self.directory[dn]?[attribute] ?? []).compactMap(\.text)
    }

    /// The members of a group.
    func members(_ dn: String) -> Set<String> { Set(self.values("member", of: dn)) }

    func exists(_ dn: String) -> Bool { self.directory[dn] != nil }
}

// MARK: - Calls

extension BridgeWorld {
    static let context = RequestContext(principal: Principal(name: "entra"), requestID: "r-1")

    /// A call that depends on a version.
    static func context(ifMatch version: String?) throws -> RequestContext {
        var context = Self.context
        context.ifMatch = try EntityTagCondition(parsing: version ?? "")
        return context
    }

    /// The body of a POST or PUT for one person, with further members as JSON.
    static func person(_ userName: String, _ members: String...) -> String {
        let mail = #""emails":[{"type":"work","primary":true,"value":"\#(userName)@acme.example"}]"#
        let hasMail = members.contains { $0.hasPrefix(#""emails""#) }
        return "{" + ([#""userName":"\#(userName)""#] + (hasMail ? [] : [mail]) + members).joined(separator: ",") + "}"
    }

    /// Creates the person of a body.
    @discardableResult
    func create(_ body: String) async throws -> Resource {
        try Resource(shown: try await self.users.create(try Self.resource(body, .user), context: Self.context))
    }

    /// Creates the group of a body.
    @discardableResult
    func createGroup(_ body: String) async throws -> Resource {
        try Resource(shown: try await self.groups.create(try Self.resource(body, .group), context: Self.context))
    }

    /// Patches a person by operations in JSON.
    @discardableResult
    func patch(
        _ id: String, _ operations: String..., context: RequestContext = BridgeWorld.context
    ) async throws -> Resource {
        try Resource(shown: try await self.users.patch(id: id, with: try Self.patch(operations), context: context))
    }

    /// Patches a group by operations in JSON.
    @discardableResult
    func patchGroup(
        _ id: String, _ operations: String..., context: RequestContext = BridgeWorld.context
    ) async throws -> Resource {
        try Resource(shown: try await self.groups.patch(id: id, with: try Self.patch(operations), context: context))
    }

    /// Puts a body in the place of a person.
    @discardableResult
    func put(_ id: String, _ body: String, context: RequestContext = BridgeWorld.context) async throws -> Resource {
        try Resource(
            shown: try await self.users.replace(id: id, with: try Self.resource(body, .user), context: context))
    }

    func delete(_ id: String, context: RequestContext = BridgeWorld.context) async throws {
        try await self.users.delete(id: id, context: context)
    }

    /// Puts a body in the place of a group.
    @discardableResult
    func putGroup(_ id: String, _ body: String) async throws -> Resource {
        try Resource(
            shown: try await self.groups.replace(id: id, with: try Self.resource(body, .group), context: Self.context))
    }

    func read(_ id: String, _ projection: Projection = .all) async throws -> Resource {
        try Resource(shown: try await self.users.resource(id: id, projection: projection, context: Self.context))
    }

    func readGroup(_ id: String, _ projection: Projection = .all) async throws -> Resource {
        try Resource(shown: try await self.groups.resource(id: id, projection: projection, context: Self.context))
    }

    /// Finds the people whom a filter matches.
    func find(_ filter: String? = nil, _ change: (inout Query) -> Void = { _ in }) async throws -> ListResponse {
        var query = Query(filter: try filter.map { try SCIM.Filter(parsing: $0, extensions: [.enterpriseUser]) })
        change(&query)
        return try await self.users.resources(query, context: Self.context)
    }

    static func resource(_ body: String, _ type: ResourceType) throws -> Resource {
        try Resource(decoding: try JSONReader.read(body.utf8), as: type)
    }

    static func patch(_ operations: [String]) throws -> Patch {
        try Patch(decoding: try JSONReader.read(#"{"Operations":[\#(operations.joined(separator: ","))]}"#.utf8))
    }

    /// An operation that puts a text at a path.
    static func set(_ path: String, _ text: String) -> String {
        #"{"op":"replace","path":"\#(path.replacing("\"", with: "\\\""))","value":"\#(text)"}"#
    }

    /// An operation that adds or removes members by their ids.
    static func members(_ operation: String, _ ids: String...) -> String {
        let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return #"{"op":"\#(operation)","path":"members","value":[\#(values)]}"#
    }

    /// An operation that disables somebody.
    static let disable = #"{"op":"replace","path":"active","value":false}"#
}

extension Resource {
    /// What a client reads in an answer.
    init(shown rendered: RenderedResource) throws {
        var attributes = try #require(try JSONReader.read(rendered.bytes).object)
        let meta = attributes["meta"]?.object
        self.init(id: attributes["id"]?.string)
        self.meta = meta.map {
            Meta(
                resourceType: $0["resourceType"]?.string ?? "", created: $0["created"]?.string,
                lastModified: $0["lastModified"]?.string, version: $0["version"]?.string)
        }
        for name in ["schemas", "id", "meta"] { attributes[name] = nil }
        self.attributes = attributes
    }

    /// The values at a path, as texts.
    func texts(_ path: String) throws -> [String] {
        self[try AttributePath(parsing: path, extensions: [.enterpriseUser])].map { $0.string ?? "\($0)" }
    }

    func text(_ path: String) throws -> String? { try self.texts(path).first }

    /// Whether the account is active.
    var isActive: Bool? { self[AttributePath(attribute: "active")].first?.boolean }

    /// The ids of the members.
    var memberIDs: Set<String> {
        Set(self[AttributePath(attribute: "members")].compactMap { $0.object?["value"]?.string })
    }
}

extension ListResponse {
    /// The user names, in the order of the list.
    var userNames: [String] { self.shown.compactMap { $0.attributes["userName"]?.string } }

    /// What a client reads in the list.
    var shown: [Resource] { self.resources.compactMap { try? Resource(shown: $0) } }
}

/// Expects a refusal whose detail says all of these things, and returns it.
@discardableResult
func refused(
    _ status: Int, _ type: SCIMError.Kind? = nil, _ hints: String..., sourceLocation: SourceLocation = #_sourceLocation,
    _ call: () async throws -> some Any
) async -> SCIMError? {
    do {
        let value = try await call()
        Issue.record("not refused: \(value)", sourceLocation: sourceLocation)
        return nil
    } catch let error as SCIMError {
        #expect(error.status == status, "\(error)", sourceLocation: sourceLocation)
        #expect(error.type == type, "\(error)", sourceLocation: sourceLocation)
        for hint in hints {
            #expect(error.detail.contains(hint), "\(hint) in: \(error.detail)", sourceLocation: sourceLocation)
        }
        return error
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}
