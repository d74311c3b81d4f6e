/// What became of events that were to be taken back, or what would.
public struct UndoReport: Codable, Hashable, Sendable {
    /// One event each, in the order in which they were taken up: the newest first.
    public var items: [Item]

    /// Creates a report.
    public init(items: [Item] = []) {
        self.items = items
    }

    /// Whether everything is as it was before the events.
    public var isComplete: Bool { self.items.allSatisfy { $0.state == .undone || $0.state == .alreadySo } }
}

extension UndoReport {
    /// What became of one event.
    public struct Item: Codable, Hashable, Sendable {
        /// The event.
        public var event: EventID
        /// What it meant, such as `disable`.
        public var effect: String
        /// The entry that it was about, by its present name where that is known.
        public var entry: String
        /// What became of it.
        public var state: State
        /// Why, and what to do, in words for an administrator; nil where nothing needs to be said.
        public var reason: String?
        /// The attributes that others have changed since.
        public var attributes: [String] = []
        /// Who has changed them, where the journal knows.
        public var by: Writer?
        /// The changes that take it back as LDIF, secrets masked.
        public var ldif: String?
        /// What cannot be brought back.
        public var losses: [String] = []
        /// Whether the client must be restarted, since the entry has another id.
        public var needsRestart = false

        /// Describes what became of an event.
        public init(event: EventID, effect: String, entry: String, state: State, reason: String? = nil) {
            self.event = event
            self.effect = effect
            self.entry = entry
            self.state = state
            self.reason = reason
        }
    }

    /// What became of an event.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is taken back, or would be.
        case undone
        /// Nothing had to be done: the directory holds nothing of it any more.
        case alreadySo = "already_so"
        /// Somebody has changed since what it wrote.
        case changedSince = "changed_since"
        /// The entry is not there any more.
        case gone
        /// Nothing can take it back.
        case cannot
        /// A rule forbids it.
        case refused
        /// The directory has refused it, or is away.
        case failed
    }

    /// Who has changed an entry after an event.
    public struct Writer: Codable, Hashable, Sendable {
        /// The event by which it was done.
        public var event: EventID
        /// The name of the token, or who has asked by the control socket.
        public var principal: String

        /// Describes who it was.
        public init(event: EventID, principal: String) {
            self.event = event
            self.principal = principal
        }
    }
}
