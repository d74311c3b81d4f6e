import Foundation
import LDAP
import Logging

/// Writes each event as one line on standard error.
///
/// Under systemd the line begins with the priority that the journal understands (sd-daemon(3)) and has no time, which the
/// journal adds; elsewhere it begins with the time and the level. Line ends in values are escaped, so that nobody can
/// forge a line.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let isJournal: Bool

    init(level: Logger.Level, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.logLevel = level
        self.isJournal = environment["JOURNAL_STREAM"] != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = self.prefix(event.level) + event.message.description
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        if let error = event.error { line += " error=\(error)" }
        Self.write(line)
    }

    /// One `write` for a line, so that lines of several threads do not mix.
    private static func write(_ line: String) {
        var bytes = Array(line.utf8)
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x7F {
            bytes[index] = UInt8(ascii: " ")
        }
        bytes.append(UInt8(ascii: "\n"))
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func prefix(_ level: Logger.Level) -> String {
        if self.isJournal { return "<\(level.priority)>" }
        return "\(Timestamp(seconds: Int64(time(nil)), nanoseconds: 0).internetDateTime) \(level.rawValue) "
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
