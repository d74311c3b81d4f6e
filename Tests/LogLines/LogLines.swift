public import Logging
import Synchronization

/// Collects what is logged, for a test to look at.
public final class LogLines: Sendable {
    /// One event.
    public struct Line: CustomStringConvertible, Sendable {
        /// Its level.
        public let level: Logger.Level
        /// Its sentence.
        public let message: String
        /// What belongs to it.
        public let metadata: Logger.Metadata

        /// The metadata as texts.
        public var text: [String: String] { self.metadata.mapValues(\.description) }

        /// The level, the sentence and the metadata.
        public var description: String { "\(self.level) \(self.message) \(self.metadata)" }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(level: event.level, message: event.message.description, metadata: event.metadata ?? [:])
            self.lines.storage.withLock { $0.append(line) }
        }
    }

    private let storage = Mutex<[Line]>([])

    /// Collects nothing yet.
    public init() {}

    /// What was logged so far, in order.
    public var all: [Line] { self.storage.withLock { $0 } }

    /// What was logged so far, each event as a text.
    public var texts: [String] { self.all.map(\.description) }

    /// A logger whose events are collected.
    public var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }
}
