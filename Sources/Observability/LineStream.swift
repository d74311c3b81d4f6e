import Encodings
import Glibc
import Logging
import Synchronization

/// Lines on their way to a descriptor, in the order in which they were composed.
///
/// Lines of several threads do not mix, and whoever has flushed knows that what was composed before is written: both compose and
/// write under one lock.
final class LineStream: Sendable {
    private struct State {
        var lines = LineFields()
        /// The second that `time` tells.
        var second = -1
        var time: [UInt8] = []
    }

    /// From how many bytes on lines are written before somebody flushes.
    private static let room = 1 << 16

    private let descriptor: Int32
    private let isJournal: Bool
    private let state = Mutex(State())

    init(descriptor: Int32, isJournal: Bool) {
        self.descriptor = descriptor
        self.isJournal = isJournal
    }

    /// Composes a line behind those that wait; `tell` adds what follows the message.
    func compose(_ level: Logger.Level, _ message: Logger.Message, tell: (inout LineFields) -> Void) {
        self.state.withLock { state in
            if self.isJournal {
                state.lines.append(words: "<\(level.priority)>")
            } else {
                Self.append(level, to: &state)
            }
            state.lines.append(words: message.description)
            tell(&state.lines)
            state.lines.endLine()
            if state.lines.bytes.count >= Self.room { self.write(&state.lines) }
        }
    }

    /// Writes what waits.
    func flush() {
        self.state.withLock { self.write(&$0.lines) }
    }

    /// Writes what waits unless a line is just being composed or written; for the last moments of the process.
    func flushIfIdle() -> Bool {
        self.state.withLockIfAvailable { self.write(&$0.lines) } != nil
    }

    private static func append(_ level: Logger.Level, to state: inout State) {
        let second = time(nil)
        if second != state.second {
            state.second = second
            state.time = Array("\(Timestamp(seconds: Int64(second), nanoseconds: 0).internetDateTime) ".utf8)
        }
        state.lines.append(state.time)
        state.lines.append(words: level.rawValue)
        state.lines.append(words: " ")
    }

    /// One `write` for all lines; what cannot be written is lost, or nobody would be served any more.
    private func write(_ lines: inout LineFields) {
        lines.bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(self.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) } else if count == 0 || errno != EINTR { break }
            }
        }
        lines.removeAll()
    }
}

extension Logger.Level {
    /// The priority of syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
