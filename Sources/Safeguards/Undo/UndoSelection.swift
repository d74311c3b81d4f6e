public import Encodings

/// The events of a journal that somebody wants to be taken back, the newest first.
public struct UndoSelection: Sendable {
    /// The events.
    public private(set) var events: [JournalEvent] = []
    /// Those among them that are taken back already, each with the event that has done so.
    public private(set) var undone: [EventID: EventID] = [:]
    /// What is damaged in the journal on the way.
    public private(set) var damage: [JournalDamage] = []

    private init() {}

    /// Looks for events by their ids.
    /// - Throws: ``JournalError`` if the journal cannot be read.
    public init(_ ids: [EventID], in directory: String) throws(JournalError) {
        let wanted = Set(ids)
        try self.init(in: directory, since: ids.min()?.time) { wanted.contains($0.id) }
    }

    /// Looks for the events of a span of time that a query admits and that have written anything; an undo is none of them, and is
    /// taken back by its id alone.
    /// - Throws: ``JournalError`` if the journal cannot be read.
    public init(
        _ query: EventQuery, since: Timestamp, until: Timestamp? = nil, in directory: String
    ) throws(JournalError) {
        try self.init(in: directory, since: since) { event in
            let hasWritten = event.outcome == nil || !event.effective.isEmpty
            let isInTime = until.map { event.id.time <= $0 } ?? true
            return isInTime && !event.isUndo && hasWritten && query.admits(event)
        }
    }

    private init(in directory: String, since: Timestamp?, _ isWanted: (JournalEvent) -> Bool) throws(JournalError) {
        self.init()
        var takenBack: [EventID: EventID] = [:]
        for finding in try JournalReader(directory: directory).findings(.newestFirst, since: since) {
            switch finding {
            case .damage(let damage): self.damage.append(damage)
            case .event(let event):
                // An undo that is itself taken back has taken back nothing.
                if let id = event.undoes, event.outcome?.ending == .done, takenBack[event.id] == nil {
                    takenBack[id] = takenBack[id] ?? event.id
                }
                if isWanted(event) { self.events.append(event) }
            }
        }
        for event in self.events { self.undone[event.id] = takenBack[event.id] }
        self.damage.reverse()
    }
}

extension JournalEvent {
    /// Whether it has taken another one back.
    var isUndo: Bool { self.undoes != nil }
}
