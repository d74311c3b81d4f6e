import Directories
import LDAP
import Synchronization
import Testing
import Translator

@testable import Bridge

@Suite struct StepWriterTests {
    static let ada = DistinguishedName(server: "uid=ada,dc=acme")
    static let id = AttributeValueAssertion(attribute: "entryUUID", value: "1")
    static let condition = Filter.and([.equal("entryUUID", "1"), .equal("entryCSN", "a")])

    static func step(_ modifications: Modification..., onlyIf condition: Filter? = Self.condition) -> Plan.Step {
        Plan.Step(
            .modify(Self.ada, modifications), precondition: condition, recovery: WriteOptions.Recovery(id: Self.id))
    }

    static func book(controls: [AttributeValue] = [], _ concurrency: Dialect.Concurrency = .assertion) throws
        -> Rulebook
    {
        var dialect = Dialect.openLDAP
        dialect.concurrency = concurrency
        let root = Entry(
            dn: DistinguishedName([]), attributes: [Attribute("supportedControl", values: controls)])
        let server = DirectoryServer(
            rootDSE: RootDSE(entry: root), schema: Schema(attributeTypes: [], objectClasses: []))
        let mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "dc=acme"))
        return Rulebook(mapping: mapping, targets: [], dialect: dialect, server: server)
    }

    @Test func letsTheServerCheckWhatItCan() async throws {
        let directory = NotedDirectory()
        let step = Self.step(Modification(.replace, "title", ["x"]))
        let book = try Self.book(controls: ["1.3.6.1.1.12"])
        _ = try await StepWriter(directory: directory).write(step, controls: [.passwordPolicy], book)
        let filter = book.dialect.assertion(of: Self.condition, for: Self.ada)
        #expect(directory.writes.map(\.controls) == [[.assertion(filter), .passwordPolicy]])
        #expect(directory.writes.first?.recovery?.id == Self.id)
    }

    @Test(arguments: [Dialect.Concurrency.assertion, .exchange(), .lock])
    func neverLeavesOutAPrecondition(concurrency: Dialect.Concurrency) async throws {
        let directory = NotedDirectory()
        let book = try Self.book(concurrency)
        let writer = StepWriter(directory: directory)
        await #expect(throws: LDAPError.self) {
            _ = try await writer.write(Self.step(Modification(.replace, "title", ["x"])), book)
        }
        #expect(directory.writes.isEmpty)
        _ = try await writer.write(Self.step(Modification(.replace, "title", ["x"]), onlyIf: nil), book)
        #expect(directory.writes.count == 1)
    }
}

/// A directory without entries that notes how it is written to.
final class NotedDirectory: Directory {
    private let noted = Mutex<[WriteOptions]>([])

    var writes: [WriteOptions] { self.noted.withLock { $0 } }

    func server() async throws(LDAPError) -> DirectoryServer { throw LDAPError(.unavailable) }

    func applyTransaction(_ changes: [Change], options: [WriteOptions]) async throws(LDAPError) {
        throw LDAPError(.notSupported)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await body(self)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        SearchResult(entries: [], controls: [])
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        self.noted.withLock { $0.append(options) }
        return WriteResult()
    }
}
