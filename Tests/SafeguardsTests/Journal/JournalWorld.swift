import Bridge
import DirectoryDouble
import Encodings
import LDAP
import LogLines
import Logging
import SCIM
import Sandbox
import Synchronization
import Testing
import Translator

@testable import Safeguards

/// A bridge over a directory in memory, with a journal in a folder of its own.
struct JournalWorld: Sendable {
    static let suffix = "dc=acme,dc=example"
    static let ada = "uid=ada,ou=people,\(suffix)"

    let directory: MemoryDirectory
    let folder: String
    let lines = LogLines()
    let journal: Journal
    let users: Provisioner
    let groups: Provisioner
    let terms: JournalTerms
    let clock: TestClock

    init(
        in folder: SandboxFolder, over directory: MemoryDirectory = MemoryDirectory(),
        at clock: TestClock = TestClock(), disk: JournalDisk = .system,
        terms change: (inout JournalTerms) -> Void = { _ in }
    ) throws {
        var terms = JournalTerms(directory: "\(folder.path)/journal")
        change(&terms)
        (self.directory, self.folder, self.terms, self.clock) = (directory, terms.directory, terms, clock)
        let journal = try Journal(terms, clock: { clock.now }, disk: disk, logger: self.lines.logger)
        self.journal = journal
        var options = Provisioner.Options()
        options.referenceTargets = [Self.people, Self.teams]
        options.timeout = .seconds(600)
        options.safeguards = { [terms] in JournalExecutor(next: $0, journal: journal, terms: terms) }
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.users = Provisioner(mapping: Self.people, directory: directory, options: options, logger: silent)
        self.groups = Provisioner(mapping: Self.teams, directory: directory, options: options, logger: silent)
    }

    static let people: Mapping = {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,\(suffix)"))
        mapping.deletion = .trash(base: DistinguishedName(server: "ou=leavers,\(suffix)"))
        mapping.renaming = .server
        mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        return mapping
    }()

    static let teams: Mapping = {
        var mapping = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,\(suffix)"))
        mapping.deletion = .delete
        mapping.renaming = .server
        return mapping
    }()

    // MARK: - Calls

    static func context(_ method: String, _ path: String, _ body: Value?) -> RequestContext {
        var context = RequestContext(principal: Principal(name: "entra"), requestID: "r-1")
        context.clientIDs = ["a1", "b2"]
        context.call = ClientCall(method, path, body: body)
        return context
    }

    @discardableResult
    func create(_ uid: String, _ more: String = "") async throws -> String {
        let body =
            try JSONReader.read(
                #"{"userName":"\#(uid)","name":{"familyName":"B"},"emails":[{"type":"work","value":"\#(uid)@acme.example"}]\#(more)}"#
                    .utf8)
        let made = try await self.users.create(
            try Resource(decoding: body, as: .user), context: Self.context("POST", "/Users", body))
        return try #require(try JSONReader.read(made.bytes).object?["id"]?.string)
    }

    @discardableResult
    func createGroup(_ name: String, _ members: String...) async throws -> String {
        let list = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        let body = try JSONReader.read(#"{"displayName":"\#(name)","members":[\#(list)]}"#.utf8)
        let made = try await self.groups.create(
            try Resource(decoding: body, as: .group), context: Self.context("POST", "/Groups", body))
        return try #require(try JSONReader.read(made.bytes).object?["id"]?.string)
    }

    func patch(_ id: String, _ operations: String...) async throws {
        let body = try JSONReader.read(#"{"Operations":[\#(operations.joined(separator: ","))]}"#.utf8)
        _ = try await self.users.patch(
            id: id, with: try Patch(decoding: body), context: Self.context("PATCH", "/Users/\(id)", body))
    }

    static func set(_ path: String, _ value: String) -> String {
        #"{"op":"replace","path":"\#(path)","value":\#(value)}"#
    }

    func delete(_ id: String) async throws {
        try await self.users.delete(id: id, context: Self.context("DELETE", "/Users/\(id)", nil))
    }

    // MARK: - What the journal holds

    /// The text of all files, oldest first.
    var text: String {
        get throws {
            try JournalFolder(self.folder).days().map { try Self.text(JournalFolder(self.folder).path(of: $0)) }
                .joined()
        }
    }

    static func text(_ path: String) throws -> String {
        let file = try SegmentReader(path)
        return String(decoding: file.bytes(0..<file.size), as: UTF8.self)
    }

    var today: String { JournalFolder(self.folder).path(of: JournalDay(self.clock.now)) }

    func findings(_ order: JournalReader.Order = .oldestFirst) throws -> [JournalReader.Finding] {
        Array(try JournalReader(directory: self.folder).findings(order))
    }

    func events(_ order: JournalReader.Order = .oldestFirst) throws -> [JournalEvent] {
        try self.findings(order).compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    func damage(_ order: JournalReader.Order = .oldestFirst) throws -> [JournalDamage] {
        try self.findings(order).compactMap { if case .damage(let damage) = $0 { damage } else { nil } }
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ text: String = "2026-11-23T10:00:00Z") {
        self.time = Mutex(Timestamp(internetDateTime: text) ?? Timestamp(seconds: 0))
    }

    var now: Timestamp { self.time.withLock { $0 } }

    func move(_ seconds: Int64) { self.time.withLock { $0.seconds += seconds } }
}
