import Logging

/// What takes the fields of events, in the form that the log has.
///
/// Several events may wait in it; ``text`` holds what is written to a descriptor, ``entries`` what is sent to the journal.
public struct LineFields: LogFields {
    let format: LogFormat
    private var line = LineText()
    private var json = JSONText()
    private var journal = JournalText()

    /// How many events there are.
    private(set) var count = 0

    init(_ format: LogFormat) {
        self.format = format
    }

    /// What is to be written to a descriptor: lines.
    var text: [UInt8] { self.format == .json ? self.json.bytes : self.line.bytes }

    /// What is to be sent to the journal, each entry by itself.
    var entries: [ArraySlice<UInt8>] { self.journal.entries }

    /// How many bytes wait.
    var size: Int { self.text.count + self.journal.size }

    mutating func removeAll() {
        self.line.removeAll()
        self.json.removeAll()
        self.journal.removeAll()
        self.count = 0
    }
}

// MARK: - One event

extension LineFields {
    /// Begins an event; where the journal reads the lines, each begins with the priority.
    mutating func begin(_ level: Logger.Level, _ message: String, time: [UInt8], isJournal: Bool) {
        self.count += 1
        switch self.format {
        case .line:
            if isJournal {
                self.line.append(words: "<\(level.priority)>")
            } else {
                self.line.append(time)
                self.line.append(words: " ")
                self.line.append(words: level.rawValue)
                self.line.append(words: " ")
            }
            self.line.append(words: message)
        case .json: self.json.begin(level, message, time: time, isJournal: isJournal)
        case .journal:
            self.journal.begin(priority: level.priority)
            self.line.append(words: message)
        }
    }

    /// Ends the event.
    mutating func end() {
        switch self.format {
        case .line: self.line.endLine()
        case .json: self.json.end()
        case .journal:
            self.journal.end(message: self.line.bytes)
            self.line.removeAll()
        }
    }

    /// Adds a text.
    public mutating func add(_ key: StaticString, _ text: String) {
        let text = Self.bounded(text)
        switch self.format {
        case .line: self.line.add(key, text)
        case .json: self.json.add(key, text)
        case .journal:
            self.line.add(key, text)
            self.journal.add(key, text)
        }
    }

    /// Adds texts that commas part.
    public mutating func add(_ key: StaticString, _ texts: [String]) {
        switch self.format {
        case .line: self.line.add(key, texts)
        case .json: self.json.add(key, texts)
        case .journal:
            self.line.add(key, texts)
            self.journal.add(key, texts.joined(separator: ","))
        }
    }

    /// Adds a number.
    public mutating func add(_ key: StaticString, _ number: Int) {
        switch self.format {
        case .line: self.line.add(key, number)
        case .json: self.json.add(key, number)
        case .journal:
            self.line.add(key, number)
            self.journal.add(key, "\(number)")
        }
    }

    /// Adds a text of several lines, such as LDIF.
    public mutating func add(_ key: StaticString, lines text: String) {
        let text = Self.bounded(text)
        switch self.format {
        case .line: self.line.add(key, lines: text)
        case .json: self.json.add(key, text)
        case .journal:
            // A person reads them where they belong.
            self.line.append(lines: text)
            self.journal.add(key, text)
        }
    }

    /// Adds what belongs to a message under a key that is not known beforehand.
    mutating func add(metadata key: String, _ value: Logger.MetadataValue) {
        if key == "ldif" { return self.add("ldif", lines: value.description) }
        switch self.format {
        case .line: self.line.add(key, Self.bounded(value.description))
        case .json:
            if case .string(let text) = value { return self.json.add(metadata: key, .string(Self.bounded(text))) }
            self.json.add(metadata: key, value)
        case .journal:
            let text = Self.bounded(value.description)
            self.line.add(key, text)
            self.journal.add(key, text)
        }
    }

    /// The most bytes of one text: the journal cuts lines of more than 48 KiB into several.
    private static let longest = 32 << 10

    /// A text that is too long, cut off, with the number of its bytes.
    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > Self.longest else { return text }
        return String(text.unicodeScalars.prefix(Self.longest / 4)) + "… (\(text.utf8.count) bytes)"
    }
}

extension Logger.Level {
    /// The priority of syslog(3).
    var priority: Int {
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
