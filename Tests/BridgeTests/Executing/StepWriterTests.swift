import Directories
import LDAP
import Logging
import SCIM
import Synchronization
import Testing
import Translator

@testable import Bridge

@Suite struct StepWriterTests {
    static let ada = DistinguishedName(server: "uid=ada,dc=acme")
    static let id = AttributeValueAssertion(attribute: "entryUUID", value: "1")
    static let condition = LDAP.Filter.and([.equal("entryUUID", "1"), .equal("entryCSN", "a")])

    static let schema = Schema(
        attributeTypes: [
            AttributeType(oid: "2.5.4.12", names: ["title"], equality: .caseIgnore),
            AttributeType(oid: "2.5.4.31", names: ["member"], equality: .distinguishedName),
        ], objectClasses: [])

    static func step(_ modifications: Modification..., onlyIf condition: LDAP.Filter? = Self.condition) -> Plan.Step {
        Plan.Step(
            .modify(Self.ada, modifications), precondition: condition, recovery: WriteOptions.Recovery(id: Self.id))
    }

    /// A call in a directory whose server knows some controls.
    static func work(
        in directory: any Directory, controls: LDAP.Attribute.Values = [],
        _ concurrency: Dialect.Concurrency = .assertion
    ) -> Work {
        var dialect = Dialect.openLDAP
        dialect.concurrency = concurrency
        let root = Entry(
            dn: DistinguishedName([]), attributes: [Attribute("supportedControl", values: controls)])
        let server = DirectoryServer(
            rootDSE: RootDSE(entry: root), schema: Self.schema)
        let mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "dc=acme"))
        return Work(
            Rulebook(mapping: mapping, targets: [], baseURL: "", dialect: dialect, server: server),
            RequestContext(principal: Principal(name: "entra"), requestID: "r1"), directory,
            SharedState(
                options: Provisioner.Options(), executor: DirectoryExecutor(), memory: Provisioner.Memory(),
                logger: .silent))
    }

    @Test func letsTheServerCheckWhatItCan() async throws {
        let directory = NotedDirectory(title: "old")
        let step = Self.step(Modification(.replace, "title", ["x"]))
        let work = Self.work(in: directory, controls: ["1.3.6.1.1.12"])
        _ = try await StepWriter().write(step, controls: [.postRead(["cn"])], work)
        let filter = work.book.dialect.assertion(of: Self.condition, for: Self.ada)
        #expect(directory.writes.map(\.controls) == [[.assertion(filter), .postRead(["cn"])]])
        #expect(directory.writes.first?.recovery?.id == Self.id)
    }

    /// Without the control the entry is looked at before, and where the server checks nothing else, afterwards.
    @Test(
        arguments: [
            (Dialect.Concurrency.assertion, [["1.1"]]), (.exchange(), [["1.1"]]),
            (.exchange(except: ["title"]), [["title"], ["title"]]), (.lock, [["title"], ["title"]]),
        ] as [(Dialect.Concurrency, [[AttributeDescription]])])
    func looksBeforeItWrites(concurrency: Dialect.Concurrency, read: [[AttributeDescription]]) async throws {
        let directory = NotedDirectory(title: "old")
        let step = Self.step(Modification(.delete, "title", ["old"]), Modification(.add, "title", ["new"]))
        let outcome = try await StepWriter().write(step, Self.work(in: directory, concurrency))
        #expect(!outcome.isOvertaken)
        #expect(directory.writes.map(\.controls) == [[]])
        #expect(directory.searches.map(\.attributes) == read)
        #expect(directory.searches.first?.filter == Self.condition && directory.searches.first?.scope == .base)
    }

    @Test(arguments: [Dialect.Concurrency.assertion, .exchange(), .lock])
    func writesNothingWhereThePreconditionFails(concurrency: Dialect.Concurrency) async throws {
        let directory = NotedDirectory(title: nil)
        let step = Self.step(Modification(.replace, "title", ["x"]))
        let work = Self.work(in: directory, concurrency)
        await #expect(throws: LDAPError.self) { _ = try await StepWriter().write(step, work) }
        #expect(directory.writes.isEmpty)
        _ = try await StepWriter().write(
            Self.step(Modification(.replace, "title", ["x"]), onlyIf: nil), work)
        #expect(directory.writes.count == 1)
    }

    /// A refusal of an entry that has become another is a lost race, any other stays what it is.
    @Test(arguments: [true, false])
    func asksWhetherARefusalIsALostRace(isOther: Bool) async throws {
        let directory = NotedDirectory(title: "old", refusing: .noSuchAttribute, isOtherThen: isOther)
        let step = Self.step(Modification(.delete, "title", ["old"]), Modification(.add, "title", ["new"]))
        let error = await #expect(throws: LDAPError.self) {
            _ = try await StepWriter().write(step, Self.work(in: directory, .exchange()))
        }
        #expect(error?.code == (isOther ? .assertionFailed : .noSuchAttribute))
    }

    /// What no server checks is looked at afterwards: one more value has come.
    @Test(arguments: [Dialect.Concurrency.exchange(), .lock])
    func seesWhatHasComeBetween(concurrency: Dialect.Concurrency) async throws {
        let directory = NotedDirectory(title: "theirs", before: [])
        let step = Self.step(Modification(.add, "title", ["ours"]))
        let outcome = try await StepWriter().write(step, Self.work(in: directory, concurrency))
        #expect(outcome.isOvertaken)
    }

    @Test func neitherSecretsNorMembersAreReadBack() async throws {
        let directory = NotedDirectory(title: "old")
        let secret = Self.step(Modification(.replace, "userPassword", ["x"]))
        _ = try await StepWriter().write(secret, Self.work(in: directory, .lock))
        var member = Self.step(Modification(.add, "member", ["uid=ada"]))
        member.needsPermissiveModify = true
        _ = try await StepWriter().write(member, Self.work(in: directory, .lock))
        #expect(directory.searches.map(\.attributes) == [["1.1"], ["1.1"]])
        #expect(directory.writes.map(\.controls) == [[], [.permissiveModify]])
    }

    @Test func oneWriterOfAnEntryWaitsForAnother() async throws {
        let locks = EntryLocks()
        let other = AttributeValueAssertion(attribute: "entryUUID", value: "2")
        try await locks.take(Self.id)
        try await locks.take(other)
        let waiting = Task { try await locks.take(Self.id) }
        let leaving = Task { try await locks.take(other) }
        leaving.cancel()
        let error = await #expect(throws: LDAPError.self) { try await leaving.value }
        #expect(error?.code == .userCanceled)
        locks.release(Self.id)
        try await waiting.value
    }
}

/// A directory with one entry, or none where it has no title, that notes how it is used.
private final class NotedDirectory: Directory {
    private struct State {
        var searches: [SearchRequest] = []
        var writes: [WriteOptions] = []
        var title: LDAP.Attribute.Values
        var entry: Entry?
    }

    private let state: Mutex<State>
    private let refusal: ResultCode?
    private let isOtherThen: Bool

    /// `before` are the titles until the write, which then are another writer's beside those of the write.
    init(
        title: AttributeValue?, before: LDAP.Attribute.Values? = nil, refusing refusal: ResultCode? = nil,
        isOtherThen: Bool = false
    ) {
        var entry = Entry(dn: StepWriterTests.ada)
        entry["title"] = before ?? title.map { [$0] } ?? []
        self.state = Mutex(State(title: title.map { [$0] } ?? [], entry: title == nil ? nil : entry))
        (self.refusal, self.isOtherThen) = (refusal, isOtherThen)
    }

    var writes: [WriteOptions] { self.state.withLock { $0.writes } }
    var searches: [SearchRequest] { self.state.withLock { $0.searches } }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.state.withLock { state in
            state.searches.append(request)
            return SearchResult(entries: state.entry.map { [$0] } ?? [], controls: [])
        }
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        let refusal = self.state.withLock { state -> ResultCode? in
            if let refusal = self.refusal {
                if self.isOtherThen { state.entry = nil }
                return refusal
            }
            state.writes.append(options)
            var titles = state.title
            if case .modify(_, let modifications) = change {
                for modification in modifications where modification.attribute == "title" {
                    switch modification.operation {
                    case .delete: titles.removeAll(where: modification.values.contains)
                    default: titles += modification.values
                    }
                }
            }
            state.entry?["title"] = titles
            return nil
        }
        if let refusal { throw LDAPError(refusal) }
        return WriteResult()
    }

    func server() async throws(LDAPError) -> DirectoryServer { throw LDAPError(.unavailable) }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await body(self)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }
}
