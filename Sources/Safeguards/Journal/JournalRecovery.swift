import Bridge
import Synchronization

/// The events that were under way when the last process ended: what became of them is read back from the directory, before anything
/// is written to it.
///
/// Whoever comes first does that, and the others wait.
final class JournalRecovery: Sendable {
    private struct State {
        var open: [JournalEvent]
        var isRunning = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ events: [JournalEvent]) {
        self.state = Mutex(State(open: events))
    }

    /// Adds events of a folder that could not be opened before.
    func add(_ events: [JournalEvent]) {
        if events.isEmpty { return }
        self.state.withLock { $0.open += events }
    }

    /// Whether nothing is open any more.
    var isDone: Bool { self.state.withLock { $0.open.isEmpty && !$0.isRunning } }

    /// Finds out what became of each event, and hands it to `settle`; it is over when all is known, or the directory cannot be asked.
    ///
    /// - Returns: Whether nothing is open any more.
    func run(_ work: Work, _ settle: @Sendable (JournalEvent) -> Void) async -> Bool {
        guard let events = await self.take() else { return self.isDone }
        var rest = events[...]
        while let event = rest.first {
            guard let settled = await EventReadBack(event, work).settled() else { break }
            settle(settled)
            rest.removeFirst()
        }
        self.finish(Array(rest))
        return rest.isEmpty
    }

    /// Gives them up: nobody knows what became of them.
    func giveUp(_ settle: (JournalEvent) -> Void) {
        let events = self.state.withLock { state in
            defer { if !state.isRunning { state.open = [] } }
            return state.isRunning ? [] : state.open
        }
        for var event in events {
            event.outcome = .init(
                .unknown, reason: "the daemon ended in the middle of it, and the directory could not be asked")
            for index in event.steps.indices { event.steps[index].fate = .unknown }
            settle(event)
        }
    }

    /// The events, if nobody else is at them; else nil, once that one is done.
    private func take() async -> [JournalEvent]? {
        let isMine = self.state.withLock { state in
            if state.isRunning { return false }
            state.isRunning = true
            return true
        }
        if isMine { return self.state.withLock { $0.open } }
        await withCheckedContinuation { continuation in
            let isOver = self.state.withLock { state in
                if state.isRunning { state.waiting.append(continuation) }
                return !state.isRunning
            }
            if isOver { continuation.resume() }
        }
        return nil
    }

    private func finish(_ rest: [JournalEvent]) {
        let waiting = self.state.withLock { state in
            defer { (state.open, state.isRunning, state.waiting) = (rest, false, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
