/// Which events are to be taken back, and how.
public struct UndoRequest: Codable, Hashable, Sendable {
    /// The events; they are taken up in the order in which they are listed, which should be the newest first.
    public var events: [EventID]
    /// Whether it is only told what would be done.
    public var preview: Bool
    /// Whether an entry that an event has made may be removed for good where the configuration says nothing of deletion.
    public var delete: Bool

    /// The most events of one request.
    public static let maximum = 500

    /// Creates a request.
    public init(events: [EventID], preview: Bool, delete: Bool = false) {
        self.events = events
        self.preview = preview
        self.delete = delete
    }
}
