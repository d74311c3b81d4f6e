public import Foundation
public import Logging

/// Writes each event to the journal, or as one line on standard error.
///
/// Where the journal reads standard error and no other format is wanted, an event is sent to the journal's socket with its fields. A
/// line there begins with the priority that the journal understands (sd-daemon(3)) and has no time, which the journal adds; elsewhere
/// it begins with the time and the level. Control characters become spaces and values with spaces stand in quotes, so that nobody can
/// forge a line or a value.
///
/// An event is written when it is logged. A line that is composed waits for ``flush()``, and is lost where the process is killed before;
/// ``flushAtCrash()`` saves it from the process's own faults.
public struct LineLogHandler: LineSink {
    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every line of an event says besides.
    public var metadata: Logger.Metadata = [:]
    private let stream: LineStream

    /// Writes events of a level and above to a descriptor, or to the journal.
    ///
    /// - Parameters:
    ///   - format: The format; nil takes the journal where it reads the descriptor, else lines.
    ///   - environment: Where `JOURNAL_STREAM` says what the journal reads.
    ///   - descriptor: Where lines are written.
    ///   - journal: The socket of the journal; where nobody listens there, lines are written.
    public init(
        level: Logger.Level, format: LogFormat? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment, descriptor: Int32 = STDERR_FILENO,
        journal: String = "/run/systemd/journal/socket"
    ) {
        self.logLevel = level
        let isJournal = Self.isJournal(descriptor, environment["JOURNAL_STREAM"])
        if format ?? (isJournal ? .journal : .line) == .journal, let socket = JournalSocket(path: journal) {
            self.stream = LineStream(journal: socket)
        } else {
            self.stream = LineStream(format ?? .line, descriptor: descriptor, isJournal: isJournal)
        }
    }

    /// Whether the journal reads what is written there; a child of a service inherits the variable, not always the stream.
    private static func isJournal(_ descriptor: Int32, _ stream: String?) -> Bool {
        var status = stat()
        guard let stream, fstat(descriptor, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// One of the things that every line says.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let given = event.metadata ?? [:]
        let metadata = self.metadata.isEmpty ? given : self.metadata.merging(given) { $1 }
        self.stream.compose(event.level, event.message) { fields in
            for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { fields.add(metadata: key, value) }
            if let error = event.error { fields.add("error", "\(error)") }
        }
        self.stream.flush()
    }

    /// Composes one line; ``flush()`` writes it, or the next event that is logged.
    public func compose(_ level: Logger.Level, _ message: Logger.Message, tell: (inout LineFields) -> Void) {
        self.stream.compose(level, message, tell: tell)
    }

    /// Writes the lines that were composed.
    public func flush() {
        self.stream.flush()
    }

    /// Writes the lines that wait also when this process ends by a fault of its own; for one handler of a process.
    public func flushAtCrash() {
        LastLines.watch(self.stream)
    }
}
