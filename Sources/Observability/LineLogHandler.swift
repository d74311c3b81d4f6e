import Encodings
public import Foundation
public import Logging

/// Writes each event as one line on standard error.
///
/// Under systemd the line begins with the priority that the journal understands (sd-daemon(3)) and has no time, which the
/// journal adds; elsewhere it begins with the time and the level. Control characters become spaces and values with spaces stand
/// in quotes, so that nobody can forge a line or a value.
public struct LineLogHandler: LogHandler {
    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every line says besides.
    public var metadata: Logger.Metadata = [:]
    private let isJournal: Bool
    private let descriptor: Int32

    /// Writes events of a level and above to a descriptor.
    public init(
        level: Logger.Level, environment: [String: String] = ProcessInfo.processInfo.environment,
        descriptor: Int32 = STDERR_FILENO
    ) {
        self.logLevel = level
        self.descriptor = descriptor
        self.isJournal = Self.isJournal(descriptor, environment["JOURNAL_STREAM"])
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
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += self.prefix(event.level).utf8
        line += event.message.description.utf8
        let given = event.metadata ?? [:]
        let metadata = self.metadata.isEmpty ? given : self.metadata.merging(given) { $1 }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { Self.append(key, value.description, to: &line) }
        if let error = event.error { Self.append("error", "\(error)", to: &line) }
        self.write(&line)
    }

    private static func append(_ key: String, _ value: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: " "))
        line += key.utf8
        line.append(UInt8(ascii: "="))
        line += Self.quoted(value).utf8
    }

    /// One `write` for a line, so that lines of several threads do not mix.
    private func write(_ bytes: inout [UInt8]) {
        if bytes.contains(where: Self.mayBeControl) {
            for index in bytes.indices.reversed() where Self.isControl(bytes, index) {
                bytes[index] = UInt8(ascii: " ")
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        _ = bytes.withUnsafeBytes { Glibc.write(self.descriptor, $0.baseAddress, $0.count) }
    }

    /// Whether a byte is a control character, or begins a character of two bytes as some of them do.
    private static func mayBeControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == 0xC2
    }

    /// Whether a byte belongs to a control character of ASCII or to one of U+0080 to U+009F, which terminals obey too.
    private static func isControl(_ bytes: [UInt8], _ index: Int) -> Bool {
        switch bytes[index] {
        case ..<0x20, 0x7F: true
        case 0x80..<0xA0: index > 0 && bytes[index - 1] == 0xC2
        case 0xC2: bytes[index + 1] < 0xA0
        default: false
        }
    }

    /// Whether a byte is a quote, a space or part of a control character, or begins a character of two bytes as some of them do.
    private static func mustStandInQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") || Self.mayBeControl(byte)
    }

    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.utf8.contains(where: Self.mustStandInQuotes) else { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
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
