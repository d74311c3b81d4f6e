import Bridge
import Directories
import DirectoryDouble
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

/// What it costs to change a member does not depend on how many there are.
@Suite struct ManyMembersTests {
    /// An object class, its attribute for members, and the line that names a person in it.
    static let kinds: [(class: String, attribute: AttributeDescription, key: AttributeDescription?)] = [
        ("groupOfNames", "member", nil), ("groupOfUniqueNames", "uniqueMember", nil),
        ("posixGroup", "memberUid", "uid"),
    ]

    @Test(arguments: kinds.map(\.class)) func aGroupOfTenThousandCostsNoMoreThanOneOfTen(_ name: String) async throws {
        let kind = try #require(Self.kinds.first { $0.class == name })
        let small = try await Self.cost(of: kind, with: 10)
        let large = try await Self.cost(of: kind, with: 10_000)
        #expect(small.count == 3)
        for (small, large) in zip(small, large) {
            #expect(large.operations == small.operations && large.bytes == small.bytes, "\(small) \(large)")
        }
    }

    /// What was sent and what came back while a member was added, added once more, and removed.
    private static func cost(
        of kind: (class: String, attribute: AttributeDescription, key: AttributeDescription?), with count: Int
    ) async throws -> [Traffic] {
        let base = DistinguishedName(server: "ou=groups,\(BridgeWorld.suffix)")
        var groups = Mapping.groupOfNames(base: base)
        groups.filter = .equal("objectClass", AttributeValue(kind.class))
        groups.rules[1].attribute = kind.attribute
        groups.rules[1].referenceKey = kind.key
        if kind.key != nil { groups.rules[1].placeholder = nil }
        var people = BridgeWorld.people
        people.renaming = .follow
        let watched = WatchedDirectory()
        var options = Provisioner.Options()
        options.referenceTargets = [people, groups]
        let provisioner = Provisioner(mapping: groups, directory: watched, options: options, logger: .silent)
        let person = "dn: \(BridgeWorld.dn("ada"))\nobjectClass: inetOrgPerson\nuid: ada\nsn: A\ncn: A\n"
        let members = (0..<count).map { number in
            "\(kind.attribute): \(kind.key == nil ? BridgeWorld.dn("p\(10_000 + number)") : "p\(10_000 + number)")"
        }
        let dn = "cn=many,\(base)"
        let group =
            ["dn: \(dn)", "objectClass: \(kind.class)", "cn: many"] + (kind.key == nil ? [] : ["gidNumber: 7"])
            + members
        watched.directory.load(person + "\n" + group.joined(separator: "\n") + "\n")
        let ada = try #require(watched.directory[BridgeWorld.dn("ada")]?["entryUUID"].first?.text)
        let id = try #require(watched.directory[dn]?["entryUUID"].first?.text)
        var costs: [Traffic] = []
        for operation in ["add", "add", "remove"] {
            watched.forget()
            _ = try await provisioner.patch(
                id: id, with: try BridgeWorld.patch([BridgeWorld.members(operation, ada)]), context: BridgeWorld.context
            )
            costs.append(watched.traffic)
        }
        #expect(watched.directory[dn]?[kind.attribute].count == count)
        return costs
    }
}

/// How much went to and fro.
struct Traffic: Hashable {
    /// Searches and changes.
    var operations = 0
    /// The values in changes and in entries that were found.
    var bytes = 0
}

/// A directory in memory that counts what goes to and fro.
private final class WatchedDirectory: Directory {
    let directory = MemoryDirectory()
    private let counted = Mutex(Traffic())

    var traffic: Traffic { self.counted.withLock { $0 } }

    func forget() { self.counted.withLock { $0 = Traffic() } }

    private func count(_ entries: [Entry]) {
        self.counted.withLock { traffic in
            traffic.operations += 1
            traffic.bytes += entries.reduce(0) {
                $0 + $1.attributes.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.bytes.count } }
            }
        }
    }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        let result = try await self.directory.search(request)
        self.count(result.entries)
        return result
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        if case .modify(_, let modifications) = change {
            self.count([
                Entry(dn: change.target, attributes: modifications.map { Attribute($0.attribute, values: $0.values) })
            ])
        }
        let result = try await self.directory.apply(change, options: options)
        if let entry = result.postRead { self.count([entry]) }
        return result
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output { try await body(self) }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }
}
