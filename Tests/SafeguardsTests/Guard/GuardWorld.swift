import Bridge
import DirectoryDouble
import Encodings
import LDAP
import Logging
import SCIM
import Synchronization
import Testing
import Translator

@testable import Safeguards

/// A bridge for people and groups over a directory in memory, with a guard whose clock the test turns.
struct GuardWorld: Sendable {
    static let suffix = "dc=acme,dc=example"
    static let hour = Duration.seconds(3600)

    let directory: MemoryDirectory
    let users: Provisioner
    let groups: Provisioner
    let `guard`: Guard
    private let time: Time

    /// A clock.
    private final class Time: Sendable {
        let now = Mutex(Timestamp(seconds: 1_800_000_000))
    }

    init(
        _ limits: [GuardClass.Kind: GuardLimits.Limit],
        over directory: MemoryDirectory = MemoryDirectory { $0.sizeLimit = 5000 },
        memory: any GuardMemory = ForgetfulMemory(), recalling facts: [GuardFact] = [],
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        users change: (inout Mapping) -> Void = { _ in }
    ) {
        let time = Time()
        let `guard` = Guard(GuardLimits(limits), memory: memory, recalling: facts, logger: logger) {
            time.now.withLock { $0 }
        }
        var people = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,\(Self.suffix)"))
        people.deletion = .trash(base: DistinguishedName(server: "ou=leavers,\(Self.suffix)"))
        people.renaming = .server
        change(&people)
        var teams = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,\(Self.suffix)"))
        (teams.deletion, teams.renaming) = (.delete, .server)
        var options = Provisioner.Options()
        options.referenceTargets = [people, teams]
        options.timeout = .seconds(600)
        let mapping = people
        options.safeguards = { `guard`.executor(around: $0, people: mapping) }
        options.matched = { `guard`.noteMatch(in: $0) }
        (self.directory, self.guard, self.time) = (directory, `guard`, time)
        self.users = Provisioner(mapping: people, directory: directory, options: options, logger: logger)
        self.groups = Provisioner(mapping: teams, directory: directory, options: options, logger: logger)
    }

    func wait(_ length: Duration) { self.time.now.withLock { $0 = $0 + length } }
}

// MARK: - The directory behind the bridge's back

extension GuardWorld {
    static func dn(_ uid: String) -> String { "uid=\(uid),ou=people,\(self.suffix)" }

    /// Adds people as somebody may have done ten years ago, and returns their ids.
    @discardableResult
    func addPeople(_ count: Int, named prefix: String = "p") throws -> [String] {
        try (0..<count).map { number in
            let uid = "\(prefix)\(number)"
            self.directory.load(
                "dn: \(Self.dn(uid))\nobjectClass: inetOrgPerson\nuid: \(uid)\nsn: Old\ncn: Old\ntitle: Clerk\n")
            return try #require(self.directory[Self.dn(uid)]?["entryUUID"].first?.text)
        }
    }

    /// Adds a group of people.
    func addGroup(_ name: String, of members: Range<Int>) throws -> String {
        let dn = "cn=\(name),ou=groups,\(Self.suffix)"
        let lines = members.map { "member: \(Self.dn("p\($0)"))" }
        self.directory.load(
            (["dn: \(dn)", "objectClass: groupOfNames", "cn: \(name)"] + lines).joined(separator: "\n") + "\n")
        return try #require(self.directory[dn]?["entryUUID"].first?.text)
    }

    /// How many people are locked.
    func disabled(_ count: Int) -> Int {
        (0..<count).count { self.directory[Self.dn("p\($0)")]?["pwdAccountLockedTime"].isEmpty == false }
    }
}

// MARK: - Calls

extension GuardWorld {
    static func context(_ method: String = "PATCH") -> RequestContext {
        var context = RequestContext(principal: Principal(name: "entra"), requestID: "r-1")
        context.call = ClientCall(method, "/Users/x")
        return context
    }

    static func patch(_ operation: String) throws -> Patch {
        try Patch(decoding: try JSONReader.read(#"{"Operations":[\#(operation)]}"#.utf8))
    }

    /// Disables somebody; the status of the answer.
    func disable(_ id: String, method: String = "PATCH") async throws -> Int {
        try await self.change(id, #"{"op":"replace","path":"active","value":false}"#, method: method)
    }

    /// Changes somebody; the status of the answer.
    func change(_ id: String, _ operation: String, method: String = "PATCH") async throws -> Int {
        let patch = try Self.patch(operation)
        return await self.status {
            _ = try await self.users.patch(id: id, with: patch, context: Self.context(method))
        }
    }

    /// Changes a group; the status of the answer.
    func changeGroup(_ id: String, _ operation: String) async throws -> Int {
        let patch = try Self.patch(operation)
        return await self.status { _ = try await self.groups.patch(id: id, with: patch, context: Self.context()) }
    }

    /// Makes a person; the status of the answer.
    func create(_ uid: String) async throws -> Int {
        let person = try Self.person(uid)
        return await self.status { _ = try await self.users.create(person, context: Self.context("POST")) }
    }

    static func person(_ uid: String) throws -> Resource {
        let mail = #"[{"type":"work","primary":true,"value":"\#(uid)@acme.example"}]"#
        return try Resource(
            decoding: try JSONReader.read(#"{"userName":"\#(uid)","emails":\#(mail)}"#.utf8), as: .user)
    }

    func delete(_ id: String) async -> Int {
        await self.status { try await self.users.delete(id: id, context: Self.context("DELETE")) }
    }

    func find(_ uid: String) async throws {
        let query = Query(filter: try SCIM.Filter(parsing: #"userName eq "\#(uid)""#))
        _ = try await self.users.resources(query, context: Self.context("GET"))
    }

    func status(_ call: () async throws -> Void) async -> Int {
        do {
            try await call()
            return 200
        } catch let error as SCIMError {
            return error.status
        } catch {
            return 0
        }
    }
}
