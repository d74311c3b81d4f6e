import ConfigurationFile
import Console
import Control
import Encodings
import NIOPosix
import Safeguards

/// What the administrator's page shows and does of the daemon.
struct DaemonConsole: ConsoleSource {
    let succession: Succession
    let control: DaemonControl

    func status() async -> StatusReport { await self.control.status() }

    func reload() async -> ReloadVerdict { await self.control.reload() }

    func undo(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport {
        try await self.control.undo(request, by: principal)
    }

    func obey(_ order: GuardOrder, by name: String) async -> Result<GuardReport, GuardError> {
        await self.control.obey(order, by: name)
    }

    func events(
        _ question: EventQuestion, count: Int
    ) async throws(ConsoleFault) -> (events: [JournalEvent], damages: [String]) {
        let search = try EventSearch(question)
        return try await self.reading { reader in
            var (events, damages): ([JournalEvent], [String]) = ([], [])
            for finding in reader.findings(.newestFirst, since: search.since, until: search.until) {
                switch finding {
                case .event(let event): if search.wants(event) { events.append(event) }
                case .damage(let damage): damages.append(damage.description)
                }
                if events.count == count { break }
            }
            return (events, damages)
        }
    }

    func event(_ id: EventID) async throws(ConsoleFault) -> JournalEvent? {
        try await self.reading { reader in
            for finding in reader.findings(.oldestFirst, since: id.time, until: id.time) {
                if case .event(let event) = finding, event.id == id { return event }
            }
            return nil
        }
    }

    /// Reads the journal on a thread that may wait for the disk.
    private func reading<Found: Sendable>(
        _ body: @escaping @Sendable (JournalReader) -> Found
    ) async throws(ConsoleFault) -> Found {
        let directory = self.succession.inForce.settings.journal.directory
        do {
            return try await NIOThreadPool.singleton.runIfActive { body(try JournalReader(directory: directory)) }
        } catch {
            throw ConsoleFault("The journal cannot be read: \(error)")
        }
    }
}

/// What is looked for in the journal, for a question of the page.
private struct EventSearch: Sendable {
    let since: Timestamp?
    let until: Timestamp?
    private let before: EventID?
    private let query: EventQuery

    init(_ question: EventQuestion) throws(ConsoleFault) {
        if let text = question.since {
            guard let moment = EventMoment(text) else {
                throw ConsoleFault("\(text) is no time such as 2026-11-23, 2026-11-23T10:00:00Z, 2h or 3d.")
            }
            self.since = moment.time
        } else {
            self.since = nil
        }
        self.before = question.before.flatMap { EventID($0) }
        self.until = self.before?.time
        var query = EventQuery()
        (query.user, query.effect, query.request) = (question.user, question.effect, question.request)
        self.query = query
    }

    func wants(_ event: JournalEvent) -> Bool {
        (self.before.map { event.id < $0 } ?? true) && self.query.admits(event)
    }
}
