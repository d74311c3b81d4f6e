/// How a change is to be made.
public struct WriteOptions: Hashable, Sendable {
    /// The controls.
    public var controls: [Control]
    /// How a lost answer is resolved by reading back; nil leaves its outcome unknown.
    public var recovery: Recovery?

    /// Options with these controls.
    public init(controls: [Control] = [], recovery: Recovery? = nil) {
        self.controls = controls
        self.recovery = recovery
    }

    /// What is known of the entry before the change, so that reading it back tells whether the change was made.
    public struct Recovery: Hashable, Sendable {
        /// The stable id, by which a renamed entry is still found.
        public var id: AttributeValueAssertion?
        /// The version before the change; if it has not moved, the change was not made.
        public var version: AttributeValueAssertion?

        /// The evidence by which a change is recognised.
        public init(id: AttributeValueAssertion? = nil, version: AttributeValueAssertion? = nil) {
            self.id = id
            self.version = version
        }
    }
}

/// What a change left behind.
public struct WriteResult: Hashable, Sendable {
    /// The entry after the change, if it was asked for.
    public var postRead: Entry?
    /// Whether the server's answer was lost, and the entry itself told that the change was made.
    ///
    /// Work that the server does around a change, such as taking references along, may be missing all the same: a server that
    /// was stopped between the two does not make up for it.
    public var isReadBack: Bool

    /// A result with this entry.
    public init(postRead: Entry? = nil, isReadBack: Bool = false) {
        self.postRead = postRead
        self.isReadBack = isReadBack
    }
}
