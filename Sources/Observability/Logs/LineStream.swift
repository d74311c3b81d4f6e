import CoreMetrics
import Encodings
import Glibc
import Logging
import Synchronization

/// Events on their way out, in the order in which they were composed: lines to a descriptor, or entries to the journal.
///
/// Those of several threads do not mix, and whoever has flushed knows that what was composed before is written: both compose and
/// write under one lock.
final class LineStream: Sendable {
    private struct State {
        var fields: LineFields
        /// The second that `time` tells.
        var second = -1
        var time: [UInt8] = []
        var journal: JournalSocket?
    }

    /// From how many bytes on events are written before somebody flushes.
    private static let room = 1 << 16

    private let descriptor: Int32
    /// Whether a line begins with a priority, and the journal adds the time.
    private let isJournal: Bool
    private let lost = Counter(label: "starbridge_log_events_lost_total")
    private let state: Mutex<State>

    /// Writes lines of a format to a descriptor, of which `isJournal` tells that the journal reads it.
    init(_ format: LogFormat, descriptor: Int32, isJournal: Bool) {
        self.descriptor = descriptor
        self.isJournal = isJournal
        self.state = Mutex(State(fields: LineFields(format == .journal ? .line : format)))
    }

    /// Sends entries to the journal.
    init(journal: JournalSocket) {
        (self.descriptor, self.isJournal) = (-1, true)
        self.state = Mutex(State(fields: LineFields(.journal), journal: journal))
    }

    /// Composes an event behind those that wait; `tell` adds what follows the message.
    func compose(_ level: Logger.Level, _ message: Logger.Message, tell: (inout LineFields) -> Void) {
        self.state.withLock { state in
            if !self.isJournal || state.fields.format == .json { Self.look(at: &state) }
            state.fields.begin(level, message.description, time: state.time, isJournal: self.isJournal)
            tell(&state.fields)
            state.fields.end()
            if state.fields.size >= Self.room { self.write(&state) }
        }
    }

    /// Writes what waits.
    func flush() {
        self.state.withLock { self.write(&$0) }
    }

    /// Writes what waits unless an event is just being composed or written; for the last moments of the process.
    func flushIfIdle() -> Bool {
        self.state.withLockIfAvailable { self.write(&$0) } != nil
    }

    /// Looks at the clock.
    private static func look(at state: inout State) {
        let second = time(nil)
        guard second != state.second else { return }
        state.second = second
        state.time = Array(Timestamp(seconds: Int64(second), nanoseconds: 0).internetDateTime.utf8)
    }

    /// Writes all events; what cannot be written is lost, or nobody would be served any more.
    private func write(_ state: inout State) {
        guard state.fields.count > 0 else { return }
        let lost =
            state.journal != nil
            ? state.journal?.send(state.fields.entries) ?? 0 : self.write(state.fields.text) ? 0 : state.fields.count
        if lost > 0 { self.lost.increment(by: lost) }
        state.fields.removeAll()
    }

    /// One `write` for all lines; returns whether all of it was taken.
    private func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(self.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) } else if count == 0 || errno != EINTR { return false }
            }
            return true
        }
    }
}
