import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

/// What stands around the writes of a bridge may hold them, and hears of them.
@Suite struct SafeguardTests {
    private typealias World = BridgeWorld

    @Test func aPlanThatIsHeldIsNotWritten() async throws {
        let world = World(options: { $0.safeguards = { Hold(next: $0) } })
        let ada = try world.addPerson("ada")
        await refused(503, nil, "held") { try await world.patch(ada.id, World.set("title", "Boss")) }
        #expect(world.directory.attempts == [])
        // What writes nothing is nobody's business.
        #expect(try await world.patch(ada.id, World.set("userName", "ada")).id == ada.id)
    }

    @Test func aJournalHearsWhatCanBeUndone() async throws {
        let journal = Journal.Pages()
        let world = World(options: { $0.safeguards = { Journal(next: $0, pages: journal) } })
        let ada = try world.addPerson("ada", "title: Old")
        try await world.patch(ada.id, World.set("title", "New"))
        let pages = journal.all
        #expect(pages.map(\.plan.effect) == [.update, .update])
        #expect(pages.map(\.fates) == [[.untouched], [.done]])
        let step = try #require(pages.last?.applied.first)
        #expect(step.id?.value.text == ada.id && step.precondition != nil)
        #expect(step.inverse?.ldif().contains("add: title\ntitle: Old") == true)
    }
}

private struct Hold: PlanWrapper {
    let next: any PlanExecutor

    func begin(_ plan: Plan, _ work: Work) async throws(SCIMError) {
        throw .unavailable("The change is held.", retryAfter: 60)
    }
}

/// Writes down a plan before and after it is applied.
private struct Journal: PlanWrapper {
    final class Pages: Sendable {
        private let pages = Mutex<[PlanRecord]>([])

        var all: [PlanRecord] { self.pages.withLock { $0 } }

        func add(_ record: PlanRecord) { self.pages.withLock { $0.append(record) } }
    }

    let next: any PlanExecutor
    let pages: Pages

    func begin(_ plan: Plan, _ work: Work) async throws(SCIMError) { self.pages.add(PlanRecord(of: plan)) }

    func end(_ record: PlanRecord, _ work: Work) async { self.pages.add(record) }
}
