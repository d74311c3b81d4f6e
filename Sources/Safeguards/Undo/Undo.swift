public import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// Takes events back, each by a plan that passes the same executors as those of calls, and so is recorded and can be taken back itself.
///
/// Where the provisioners are those of an ``Bridge/Explainer``, nothing is written and the report says what would be.
public struct Undo: Sendable {
    /// Who asks, and how far they go.
    public struct Order: Sendable {
        /// Who asks, such as `root (uid 0)`.
        public var principal: String
        /// The id that ties together what is recorded.
        public var requestID: String
        /// Whether an entry that an event has made may be removed for good where the configuration says nothing of deletion.
        public var mayDelete = false

        /// Creates an order.
        public init(principal: String, requestID: String, mayDelete: Bool = false) {
            self.principal = principal
            self.requestID = requestID
            self.mayDelete = mayDelete
        }
    }

    private let provisioners: [Provisioner]
    private let archive: any EventArchive
    private let order: Order

    /// Prepares to take events of an archive back.
    public init(_ provisioners: [Provisioner], archive: any EventArchive, order: Order) {
        self.provisioners = provisioners
        self.archive = archive
        self.order = order
    }

    /// Takes events back in their order; those of different entries some at a time.
    ///
    /// Events that are not begun when the caller is cancelled are left out of the report.
    public func run(_ events: [EventID]) async -> UndoReport {
        let found = await self.archive.events(events)
        let loaded = events.map { found[$0] ?? .failure(EventFault("There is no event \($0) in the journal.")) }
        var report = UndoReport()
        for wave in UndoWaves(loaded.map { try? $0.get() }).waves {
            if Task.isCancelled { break }
            report.items += await self.items(of: wave, events, loaded)
        }
        return report
    }

    private func items(
        of wave: Range<Int>, _ ids: [EventID], _ events: [Result<JournalEvent, EventFault>]
    ) async -> [UndoReport.Item] {
        await withTaskGroup(of: (Int, UndoReport.Item).self) { group in
            for index in wave {
                group.addTask {
                    switch events[index] {
                    case .success(let event): return (index, await self.item(event))
                    case .failure(let fault): return (index, .unreadable(ids[index], fault))
                    }
                }
            }
            var items: [(Int, UndoReport.Item)] = []
            for await item in group { items.append(item) }
            return items.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func item(_ event: JournalEvent) async -> UndoReport.Item {
        guard event.outcome != nil else {
            return event.item(
                .refused,
                "Nobody knows yet what became of it: it is under way, or the daemon was stopped in the middle of it and finds that out at "
                    + "its next start. Try again then.")
        }
        guard let provisioner = self.provisioner(for: event) else {
            return event.item(.refused, "The configuration serves nothing at \(event.origin.path) any more.")
        }
        return await EventUndo(event, provisioner, self.archive, self.order).run()
    }

    /// Who serves what an event is about: of several kinds the one in whose place the entry was.
    private func provisioner(for event: JournalEvent) -> Provisioner? {
        let path = event.origin.path
        let own = self.provisioners.filter { provisioner in
            let endpoint = provisioner.resourceType.endpoint
            return path == endpoint || path.hasPrefix(endpoint + "/")
        }
        guard own.count > 1, let step = event.mainStep else { return own.first }
        let names = [step.target, step.nameAfter].compactMap(\.self)
        return own.first { provisioner in names.contains { $0.isWithin(provisioner.mapping.base) } } ?? own.first
    }
}

extension JournalEvent {
    /// What became of it, as long as nothing is known of its entry.
    func item(_ state: UndoReport.State, _ reason: String? = nil) -> UndoReport.Item {
        UndoReport.Item(
            event: self.id, effect: self.effect.description, entry: self.mainStep?.target.description ?? "",
            state: state, reason: reason)
    }
}

extension UndoReport.Item {
    fileprivate static func unreadable(_ id: EventID, _ fault: EventFault) -> UndoReport.Item {
        UndoReport.Item(event: id, effect: "", entry: "", state: .refused, reason: fault.description)
    }
}
