import LDAP

/// Where events are found that have been recorded.
public protocol EventArchive: Sendable {
    /// Returns some events, each by its id, or why it cannot be had: there is none, or it is not whole.
    func events(_ ids: [EventID]) async -> [EventID: Result<JournalEvent, EventFault>]

    /// Returns the last event after another one of which `isWanted` says so; nil if there is none.
    func last(after id: EventID, where isWanted: @Sendable (JournalEvent) -> Bool) async -> JournalEvent?
}

/// Why an event cannot be had, in words for an administrator.
public struct EventFault: Error, Hashable, CustomStringConvertible {
    /// The reason.
    public let description: String

    /// Says why.
    public init(_ description: String) {
        self.description = description
    }
}

extension JournalEvent {
    /// Whether it has written one of some attributes of an entry, or has made, renamed or removed it.
    func hasWritten(_ attributes: [AttributeDescription], of entry: EntryKey) -> Bool {
        self.steps.contains { step in
            guard step.isApplied, step.key == entry || step.id == nil && entry.name == step.target else { return false }
            guard case .modify(_, let modifications)? = step.change else { return true }
            return modifications.contains { attributes.contains($0.attribute) }
        }
    }
}
