public import Control
public import Safeguards

/// What the page shows and does: all that the control socket does, and the journal.
public protocol ConsoleSource: ControlledDaemon {
    /// What was written, newest first, and what of the journal could not be read, in words.
    /// - Throws: ``ConsoleFault`` for a question that cannot be understood, or without a journal.
    func events(_ question: EventQuestion, count: Int) async throws(ConsoleFault) -> (
        events: [JournalEvent], damages: [String]
    )

    /// One event; nil if the journal has none with this id.
    /// - Throws: ``ConsoleFault`` without a journal.
    func event(_ id: EventID) async throws(ConsoleFault) -> JournalEvent?
}

/// Why something cannot be shown or done, in words for whoever looks at the page.
public struct ConsoleFault: Error, Hashable, Sendable {
    /// What is wrong, and what to do.
    public var text: String

    /// Says why.
    public init(_ text: String) {
        self.text = text
    }
}
