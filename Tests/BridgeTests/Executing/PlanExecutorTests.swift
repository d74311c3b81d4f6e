import Directories
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

@testable import Bridge

/// What the executors of a chain hear of a plan, and what becomes of its steps.
@Suite struct PlanExecutorTests {
    private static let ada = DistinguishedName(server: "uid=ada,dc=acme")
    private static let id = AttributeValueAssertion(
        attribute: "entryUUID", value: "6ba7b810-9dad-11d1-80b4-00c04fd430c8")

    private static func title(
        from old: AttributeValue, to new: AttributeValue, isReversible: Bool = true, role: Plan.Step.Role = .ordinary
    ) -> Plan.Step {
        Plan.Step(
            .modify(ada, [Modification(.delete, "title", [old]), Modification(.add, "title", [new])]),
            inverse: isReversible
                ? .modify(ada, [Modification(.delete, "title", [new]), Modification(.add, "title", [old])]) : nil,
            precondition: .equal("entryCSN", "1"), recovery: WriteOptions.Recovery(id: id), role: role)
    }

    private static let (first, second) = (title(from: "a", to: "b"), title(from: "b", to: "c"))
    private static let rename = Plan.Step(
        .rename(ada, to: RelativeDistinguishedName("uid", "eva")),
        recovery: WriteOptions.Recovery(id: id))

    /// Applies some steps in a directory that answers each write in turn, at last always with success.
    private static func execute(
        _ steps: [Plan.Step], _ effect: Plan.Effect = .update, in directory: ScriptedDirectory,
        by wrap: (any PlanExecutor) -> any PlanExecutor = { $0 }
    ) async -> Result<PlanOutcome, PlanFailure> {
        let work = StepWriterTests.work(in: directory, controls: ["1.3.6.1.1.12", "1.3.6.1.1.13.2"])
        do throws(PlanFailure) {
            let plan = Plan(steps: steps, effect: effect)
            return .success(try await wrap(DirectoryExecutor()).execute(plan, work))
        } catch {
            return .failure(error)
        }
    }

    private static func failure(_ result: Result<PlanOutcome, PlanFailure>) throws -> StepFailure {
        guard case .failure(.failed(let failure)) = result else { throw Unexpected(what: "\(result)") }
        return failure
    }

    private struct Unexpected: Error { let what: String }

    // MARK: - The chain

    @Test func theOutermostHearsFirstOfTheBeginningAndLastOfTheEnd() async throws {
        let directory = ScriptedDirectory([], noting: Notes())
        let notes = directory.notes
        let result = await Self.execute([Self.first, Self.second], in: directory) {
            Listener(next: Listener(next: $0, name: "journal", notes: notes), name: "guard", notes: notes)
        }
        #expect(throws: Never.self) { try result.get() }
        #expect(
            notes.all == [
                "guard begins", "journal begins", "write", "write", "journal ends: done done", "guard ends: done done",
            ])
    }

    @Test func aPlanThatIsRefusedOnItsWayIsNotWritten() async throws {
        let directory = ScriptedDirectory([], noting: Notes())
        let notes = directory.notes
        let result = await Self.execute([Self.first], in: directory) {
            Listener(next: Guard(next: $0), name: "journal", notes: notes)
        }
        guard case .failure(.refused(let error)) = result else { throw Unexpected(what: "\(result)") }
        #expect(error.status == 503)
        #expect(notes.all == ["journal begins", "journal ends: untouched"])
    }

    @Test func hearsAllThatIsNeededToUndoWhatIsDone() async throws {
        let changes = Mutex<[AppliedChange]>([])
        let directory = ScriptedDirectory([])
        let result = await Self.execute([Self.first], .disable, in: directory) {
            ChangeObserver(next: $0) { change in changes.withLock { $0.append(change) } }
        }
        #expect(throws: Never.self) { try result.get() }
        let change = try #require(changes.withLock { $0.first })
        #expect(change.requestID == "r1" && change.principal == "entra" && change.effect == .disable)
        #expect(change.steps == [AppliedStep(Self.first, id: Self.id)])
        #expect(change.steps.first?.inverse == Self.first.inverse && change.changes == [Self.first.change])
        #expect(change.steps.first?.precondition == Self.first.precondition)
    }

    @Test func aNewEntryIsKnownByTheIDThatTheServerReturned() async throws {
        var made = Entry(dn: Self.ada)
        made["entryUUID"] = [Self.id.value]
        let directory = ScriptedDirectory([.success(WriteResult(postRead: made))])
        let outcome = try await Self.execute([Plan.Step(.add(Entry(dn: Self.ada)))], .create, in: directory).get()
        #expect(outcome.record.applied.map(\.id) == [Self.id])
        guard case .done(_, made?, isReadBack: false) = outcome else { throw Unexpected(what: "\(outcome)") }
    }

    @Test func whatStaysOfAFailedPlanIsWrittenIntoTheRecordOfTheCall() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.unavailable, outcome: .unknown))])
        let work = StepWriterTests.work(in: directory, controls: ["1.3.6.1.1.12"])
        let observer = ChangeObserver(next: DirectoryExecutor()) { _ in }
        let plan = Plan(steps: [Self.first, Self.rename], effect: .rename)
        await #expect(throws: PlanFailure.self) { _ = try await observer.execute(plan, work) }
        #expect(work.context.record.deed == .init(effect: "rename", name: "uid=ada,dc=acme", attributes: ["title"]))
    }

    // MARK: - Steps

    @Test func takesBackWhatIsDoneWhereALaterStepIsRefused() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.objectClassViolation))])
        let failure = try Self.failure(await Self.execute([Self.first, Self.second], in: directory))
        #expect(failure.record.fates == [.takenBack, .refused])
        #expect(failure.record.applied.isEmpty && failure.remaining.isEmpty)
        #expect(failure.change == Self.second.change && failure.error.code == .objectClassViolation)
        #expect(directory.changes == [Self.first.change, Self.second.change, Self.first.inverse])
    }

    @Test func tellsWhatStaysWhereItCannotBeTakenBack() async throws {
        let directory = ScriptedDirectory([
            nil, nil, .failure(LDAPError(.objectClassViolation)), .failure(LDAPError(.insufficientAccessRights)),
        ])
        let secret = Self.title(from: "b", to: "c", isReversible: false)
        let steps = [Self.first, secret, Self.second]
        let failure = try Self.failure(await Self.execute(steps, in: directory))
        #expect(failure.record.fates == [.stayed, .stayed, .refused])
        #expect(failure.remaining == [Self.first.change, secret.change])
        #expect(failure.returnError?.code == .insufficientAccessRights)
    }

    @Test func nothingIsTakenBackWhileItIsUnknownWhatIsDone() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.timeout, outcome: .unknown))])
        let failure = try Self.failure(await Self.execute([Self.first, Self.second], in: directory))
        #expect(failure.record.fates == [.stayed, .unknown])
        #expect(failure.remaining == [Self.first.change] && directory.changes.count == 2)
    }

    @Test func aWayBackWhoseAnswerIsLostMayHaveBeenGone() async throws {
        let directory = ScriptedDirectory([
            nil, .failure(LDAPError(.objectClassViolation)), .failure(LDAPError(.timeout, outcome: .unknown)),
        ])
        let failure = try Self.failure(await Self.execute([Self.first, Self.second], in: directory))
        #expect(failure.record.fates == [.inDoubt, .refused] && failure.remaining == [Self.first.change])
        #expect(failure.record.applied.map(\.change) == [Self.first.change])
    }

    @Test func aLockStaysWhateverFailsAfterIt() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.objectClassViolation))])
        let lock = Self.title(from: "a", to: "b", role: .disabling)
        let failure = try Self.failure(await Self.execute([lock, Self.second], in: directory))
        #expect(failure.record.fates == [.done, .refused])
        #expect(failure.locking == [lock.change] && failure.remaining.isEmpty && directory.changes.count == 2)
    }

    @Test func whatAnotherWriterHasSeenToIsNotNeeded() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.assertionFailed))])
        let end = Self.title(from: "b", to: "c", role: .finishing)
        let outcome = try await Self.execute([Self.first, end, Self.second], in: directory).get()
        #expect(outcome.record.fates == [.done, .needless, .done])
    }

    @Test func anEndThatIsRefusedTakesNothingBack() async throws {
        let directory = ScriptedDirectory([nil, .failure(LDAPError(.insufficientAccessRights))])
        let end = Self.title(from: "b", to: "c", role: .finishing)
        let failure = try Self.failure(await Self.execute([Self.rename, end], in: directory))
        #expect(failure.isAlmostDone)
        #expect(failure.record.fates == [.done, .refused])
        #expect(failure.renaming == Self.rename.change && directory.changes.count == 2)
    }

    @Test(arguments: [ResultCode.assertionFailed, .noSuchObject])
    func anEntryThatIsNoMoreAsItWasIsALostRace(code: ResultCode) async throws {
        for steps in [[Self.first], [Self.first, Self.second]] {
            let directory = ScriptedDirectory([.failure(LDAPError(code))])
            let outcome = try await Self.execute(steps, in: directory).get()
            guard case .lostRace(let record) = outcome else { throw Unexpected(what: "\(outcome)") }
            #expect(record.applied.isEmpty)
            #expect(record.fates.first == .refused)
        }
    }

    @Test func tellsThatALostAnswerToANewNameWasReadBack() async throws {
        for (steps, isReadBack) in [([Self.rename], true), ([Self.rename, Self.first], true), ([Self.first], false)] {
            let lost = WriteResult(isReadBack: true)
            let directory = ScriptedDirectory(steps.count == 1 ? [.success(lost)] : [nil, .success(lost)])
            let outcome = try await Self.execute(steps, .rename, in: directory).get()
            guard case .done(_, nil, isReadBack) = outcome else { throw Unexpected(what: "\(outcome)") }
        }
    }
}

/// Refuses every plan.
private struct Guard: PlanWrapper {
    let next: any PlanExecutor

    func begin(_ plan: Plan, _ work: Work) async throws(SCIMError) {
        throw .unavailable("It is held.", retryAfter: 60)
    }
}

/// Notes what it hears, as a journal would.
private struct Listener: PlanWrapper {
    let next: any PlanExecutor
    let name: String
    let notes: Notes

    func begin(_ plan: Plan, _ work: Work) async throws(SCIMError) { self.notes.note("\(self.name) begins") }

    func end(_ record: PlanRecord, _ work: Work) async {
        self.notes.note("\(self.name) ends: \(record.fates.map { "\($0)" }.joined(separator: " "))")
    }
}

private final class Notes: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { self.lines.withLock { $0 } }

    func note(_ line: String) { self.lines.withLock { $0.append(line) } }
}

/// A directory that answers each write with the next of some results, with success where there is none.
private final class ScriptedDirectory: Directory {
    private let state: Mutex<(answers: ArraySlice<Result<WriteResult, LDAPError>?>, changes: [Change?])>
    let notes: Notes

    init(_ answers: [Result<WriteResult, LDAPError>?], noting notes: Notes = Notes()) {
        self.state = Mutex((answers[...], []))
        self.notes = notes
    }

    var changes: [Change?] { self.state.withLock { $0.changes } }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        self.notes.note("write")
        let answer = self.state.withLock { state in
            state.changes.append(change)
            return state.answers.popFirst() ?? nil
        }
        return try answer?.get() ?? WriteResult()
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult { SearchResult() }

    func server() async throws(LDAPError) -> DirectoryServer { throw LDAPError(.unavailable) }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await body(self)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }
}
