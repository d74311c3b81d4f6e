/// The form of the events in the log.
public enum LogFormat: String, Sendable, CaseIterable {
    /// A line for people.
    case line
    /// A JSON object on a line.
    case json
    /// The fields of the journal, sent to its socket.
    case journal
}
