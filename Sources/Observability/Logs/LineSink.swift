public import Logging

/// A log handler that composes lines of fields whose keys are known: bytes are written one after the other, and no dictionary is made,
/// sorted and described.
///
/// It is for those who log at every call. Where ``Logging/Logger/lineSink`` is nil they log a message with metadata; the line is the same.
public protocol LineSink: LogHandler {
    /// Composes one line, without the handler's metadata; ``flush()`` writes it, or the next message that is logged.
    ///
    /// - Parameter tell: Adds the fields, in the alphabetical order of their keys.
    func compose(_ level: Logger.Level, _ message: Logger.Message, tell: (inout LineFields) -> Void)

    /// Writes the lines that were composed, in their order; when it returns they are the kernel's, whatever becomes of this process.
    func flush()
}

extension Logger {
    /// What lines can be composed with; nil where the handler takes messages only, or says metadata of its own with each.
    public var lineSink: (any LineSink)? {
        self.handler.metadata.isEmpty ? self.handler as? any LineSink : nil
    }
}

/// Whatever takes the fields of a line: the line itself, or metadata.
public protocol LogFields {
    /// Adds a text.
    mutating func add(_ key: StaticString, _ text: String)
    /// Adds texts that commas part.
    mutating func add(_ key: StaticString, _ texts: [String])
    /// Adds a number.
    mutating func add(_ key: StaticString, _ number: Int)
    /// Adds a text of several lines, such as LDIF.
    mutating func add(_ key: StaticString, lines text: String)
}

extension Logger.Metadata: LogFields {
    /// Adds a text.
    public mutating func add(_ key: StaticString, _ text: String) {
        self[key.description] = .string(text)
    }

    /// Adds texts that commas part.
    public mutating func add(_ key: StaticString, _ texts: [String]) {
        self[key.description] = .string(texts.joined(separator: ","))
    }

    /// Adds a number.
    public mutating func add(_ key: StaticString, _ number: Int) {
        self[key.description] = .stringConvertible(number)
    }

    /// Adds a text of several lines.
    public mutating func add(_ key: StaticString, lines text: String) {
        self[key.description] = .string(text)
    }
}
