import Encodings
import NIOPosix
import Synchronization

/// The events of a journal's folder, for whoever takes them back.
public final class JournalArchive: EventArchive {
    /// What has begun last, since a moment.
    private struct Later {
        var since: EventID
        /// The newest first.
        var events: [JournalEvent]
    }

    /// The most events that are remembered, to say who has changed what since.
    private static let mostLater = 10_000

    private let directory: String
    private let later = Mutex<Later?>(nil)

    /// The archive in a folder.
    public init(directory: String) {
        self.directory = directory
    }

    /// Reads the days on which the events have begun.
    public func events(_ ids: [EventID]) async -> [EventID: Result<JournalEvent, EventFault>] {
        guard let first = ids.min(), let last = ids.max() else { return [:] }
        let wanted = Set(ids)
        var found: [EventID: Result<JournalEvent, EventFault>] = [:]
        var damage: [String] = []
        let isWanted: @Sendable (JournalReader.Finding) -> Bool = { finding in
            if case .event(let event) = finding { wanted.contains(event.id) } else { true }
        }
        for finding in await self.findings(.oldestFirst, since: first, until: last, where: isWanted) {
            switch finding {
            case .success(.event(let event)): found[event.id] = .success(event)
            case .success(.damage(let place)): damage.append("\(place)")
            case .failure(let error): damage.append("\(error)")
            }
        }
        if damage.isEmpty { return found }
        let reason = "It is not whole in the journal, and so cannot be taken back: " + damage.joined(separator: "; ")
        for id in wanted where (try? found[id]?.get())?.outcome == nil { found[id] = .failure(EventFault(reason)) }
        return found
    }

    /// Looks among the latest events.
    public func last(after id: EventID, where isWanted: @Sendable (JournalEvent) -> Bool) async -> JournalEvent? {
        if let known = self.later.withLock({ $0 }), known.since <= id {
            return known.events.first { $0.id > id && isWanted($0) }
        }
        let events = await self.findings(.newestFirst, since: id, until: nil, atMost: Self.mostLater)
            .compactMap { finding in if case .success(.event(let event)) = finding { event } else { nil } }
        self.later.withLock { $0 = Later(since: id, events: events) }
        return events.first { $0.id > id && isWanted($0) }
    }

    /// Reads without keeping calls from their work.
    private func findings(
        _ order: JournalReader.Order, since: EventID, until: EventID?, atMost limit: Int = .max,
        where isWanted: @escaping @Sendable (JournalReader.Finding) -> Bool = { _ in true }
    ) async -> [Result<JournalReader.Finding, JournalError>] {
        let directory = self.directory
        let found = try? await NIOThreadPool.singleton.runIfActive {
            () -> [Result<JournalReader.Finding, JournalError>] in
            do throws(JournalError) {
                let reader = try JournalReader(directory: directory)
                let findings = reader.findings(order, since: since.time, until: until?.time)
                return findings.lazy.filter(isWanted).prefix(limit).map { .success($0) }
            } catch {
                return [.failure(error)]
            }
        }
        return found ?? []
    }
}
