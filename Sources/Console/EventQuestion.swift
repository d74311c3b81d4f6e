/// What events are asked for, as the form of the page has it.
public struct EventQuestion: Hashable, Sendable {
    /// Whom they are about: a name, an id or a DN.
    public var user: String?
    /// What they mean, such as `disable`.
    public var effect: String?
    /// Since when, such as `3d` or `2026-12-01`.
    public var since: String?
    /// By which request.
    public var request: String?
    /// Only what began before the event with this id.
    public var before: String?

    /// Asks for all events.
    public init() {}
}
